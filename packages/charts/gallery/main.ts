// The gallery's page: every example in a card, with linked crosshairs and one measurement.
import { mountLineChart } from "../src/line/line-chart.ts";
import type { Chart } from "../src/plane/chart.ts";
import type { LineChartProps } from "../src/line/line-chart-props.ts";
import { examples, type Example } from "./examples.ts";
import { mountGraphs } from "./graphs.ts";

interface Card {
  readonly chart: Chart<LineChartProps>;
  props: LineChartProps;
}

const cards = examples.map(mountCard);

function mountCard({ title, isDark, props }: Example): Card {
  const card = document.createElement("section");
  card.className = isDark ? "card dark" : "card";
  const heading = document.createElement("h2");
  heading.textContent = title;
  const place = document.createElement("div");
  place.className = "chart";
  const note = document.createElement("p");
  card.append(heading, place, note);
  document.body.append(card);
  const whole: LineChartProps = {
    ...props,
    onViewChange: (view) => change(mounted, { view }),
    onHover: (hover) => {
      const nearest = hover?.nearest.toSorted((a, b) => a.distancePixels - b.distancePixels)[0];
      note.textContent = nearest
        ? `${nearest.id} at ${nearest.index}, ${nearest.distancePixels.toFixed(0)} px`
        : "";
      for (const other of cards)
        if (other.props.axis === props.axis) change(other, { crosshairX: hover?.x ?? null });
    },
    onSelectionChange: (x) => change(mounted, { selection: { x } }),
    onAxisEdit: (axis, rect) => {
      note.textContent = `Edit ${axis} at ${rect.left.toFixed(0)}, ${rect.top.toFixed(0)}`;
    },
    onSelect: (id) =>
      change(mounted, {
        lines: mounted.props.lines.map((line) => ({
          ...line,
          isEmphasized: line.id === id && !line.isEmphasized,
        })),
      }),
  };
  const mounted: Card = { chart: mountLineChart(place, whole), props: whole };
  return mounted;
}

mountGraphs();

function change(card: Card, more: Partial<LineChartProps>): void {
  card.props = { ...card.props, ...more };
  card.chart.update(card.props);
}

/** Zooms into the chart with this title by the wheel, one turn a frame. Milliseconds from each frame to the next. */
async function measureZoom(title: string, turnCount: number): Promise<readonly number[]> {
  const chart = document.querySelector(`[aria-label="${title}"]`);
  if (!chart) throw new Error(`No example ${title}`);
  chart.scrollIntoView();
  const { left, top, width, height } = chart.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2 };
  const durations: number[] = [];
  let previous = await nextFrame();
  for (let turn = 0; turn < turnCount; turn++) {
    chart.dispatchEvent(new WheelEvent("wheel", { ctrlKey: true, deltaY: -4, cancelable: true, ...at }));
    const now = await nextFrame();
    durations.push(now - previous);
    previous = now;
  }
  chart.dispatchEvent(new MouseEvent("dblclick"));
  return durations;
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

Object.assign(window, { measureZoom });
