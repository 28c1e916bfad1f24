// Axes and grid as elements of a custom series: everything about them is known already, and ECharts' own axes are a fifth of the page's code.
import type { ChartTheme } from "./chart.ts";
import { axisFont, offsetRowPixels, type AxesScene, type Tick } from "./axes-scene.ts";
import { leftFromX, topFromY, type PlotRect } from "./plane.ts";

const tickPixels = 3;
const labelGapPixels = 7;

/** Grid lines at the back, the x axis with its ticks, and the labels of both axes. Shapes are ECharts' own; nothing is clipped. */
export function axisElements(scene: AxesScene, theme: ChartTheme): readonly object[] {
  const { plane, xTicks, yTicks } = scene;
  const { rect } = plane;
  const right = rect.left + rect.width;
  const bottom = rect.top + rect.height;
  const tops = yTicks.map(({ value }) => topFromY(plane, value));
  const lefts = xTicks.map(({ value }) => leftFromX(plane, value));
  const grid = tops.map((top) => hairline([rect.left, crisp(top)], [right, crisp(top)], theme));
  const axis = hairline([rect.left, crisp(bottom)], [right, crisp(bottom)], theme);
  const ticks = lefts.map((left) =>
    hairline([crisp(left), bottom], [crisp(left), bottom + tickPixels], theme),
  );
  return [
    ...grid,
    axis,
    ...ticks,
    ...lefts.map((left, i) => xLabel(xTicks[i], left, rect, theme)),
    ...tops.map((top, i) => yLabel(yTicks[i], top, rect, theme)),
    ...offsets(scene, theme),
  ];
}

function hairline(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  theme: ChartTheme,
): object {
  return {
    type: "line",
    silent: true,
    shape: { x1, y1, x2, y2 },
    style: { fill: "none", stroke: theme.hairline, lineWidth: 1 },
  };
}

/** The centre of the row or column of pixels that a position lies in: a hairline there is not smeared over two. */
function crisp(position: number): number {
  return Math.round(position - 0.5) + 0.5;
}

function xLabel(tick: Tick | undefined, left: number, rect: PlotRect, theme: ChartTheme): object {
  const y = rect.top + rect.height + labelGapPixels;
  return label(tick, { x: left, y, align: "center", verticalAlign: "top" }, theme);
}

function yLabel(tick: Tick | undefined, top: number, rect: PlotRect, theme: ChartTheme): object {
  const x = rect.left - labelGapPixels;
  return label(tick, { x, y: top, align: "right", verticalAlign: "middle" }, theme);
}

/** That of y above its axis, that of x below the right end of its own. */
function offsets({ plane: { rect }, xOffset, yOffset }: AxesScene, theme: ChartTheme): readonly object[] {
  const below = rect.top + rect.height + labelGapPixels + offsetRowPixels;
  const right = rect.left + rect.width;
  return [
    ...(yOffset === "" ? [] : [text(yOffset, { x: 2, y: 3, align: "left", verticalAlign: "top" }, theme)]),
    ...(xOffset === ""
      ? []
      : [text(xOffset, { x: right, y: below, align: "right", verticalAlign: "top" }, theme)]),
  ];
}

function label(tick: Tick | undefined, place: object, theme: ChartTheme): object {
  return text(tick?.label ?? "", place, theme);
}

function text(content: string, place: object, theme: ChartTheme): object {
  return {
    type: "text",
    silent: true,
    style: {
      ...place,
      text: content,
      fill: theme.secondaryText,
      font: axisFont(theme.fontFamily),
    },
  };
}
