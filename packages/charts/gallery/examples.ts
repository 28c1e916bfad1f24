// Line charts as examples: what the gallery shows and what the snapshot test draws. Seeded, so always the same.
import { runStyle } from "../src/plane/color.ts";
import type { Line, LineChartProps, LineMark } from "../src/line/line-chart-props.ts";

export interface Example {
  readonly title: string;
  readonly isDark: boolean;
  readonly props: Omit<LineChartProps, "onViewChange" | "onHover" | "onSelect">;
}

const light = {
  text: "#1b1f24",
  secondaryText: "#59636e",
  hairline: "#e4e6ea",
  surface: "#ffffff",
  accent: "#2f6feb",
  fontFamily: "Inter, 'Liberation Sans', sans-serif",
};
const dark = {
  ...light,
  text: "#e6e9ed",
  secondaryText: "#98a2ae",
  hairline: "#2a313b",
  surface: "#151a21",
  accent: "#6ea1ff",
};

export const themes = { light, dark } as const;

export const examples: readonly Example[] = [
  example("one line", { lines: learningCurves(1, 200) }),
  example("twelve smoothed lines", { lines: smoothed(learningCurves(12, 300)) }),
  example("twelve smoothed lines, dark", { lines: smoothed(learningCurves(12, 300), "dark") }, "dark"),
  example("250 lines of 1,000 points", { lines: learningCurves(250, 1000) }),
  example("250 smoothed lines of 1,000 points", { lines: smoothed(learningCurves(250, 1000)) }),
  example("values that are not finite", { lines: notFinite() }),
  example("log scale, with values ≤ 0", { lines: losses(), yScale: "log" }),
  example("log scale within a decade", {
    lines: mapped(learningCurves(3, 200), (y) => 30 + 20 * y),
    yScale: "log",
  }),
  example("a single point", { lines: [line(3, [42], [0.731])] }),
  example("few points, one emphasized", {
    lines: learningCurves(4, 6).map((each, i) => ({ ...each, isEmphasized: i === 1 })),
    crosshairX: 3,
  }),
  example("nothing", { lines: [] }),
  example("wall time over days", { lines: onWallTime(learningCurves(5, 400), 700), axis: "wall" }),
  example(
    "wall time over minutes, dark",
    { lines: onWallTime(learningCurves(5, 60, "dark"), 3), axis: "wall" },
    "dark",
  ),
  example("relative time", { lines: spread(learningCurves(5, 300), 37), axis: "relative" }),
  example("outliers ignored", { lines: [withSpike()], ignoreOutliers: true }),
  example("a large offset", { lines: mapped(learningCurves(2, 100), (y) => 1_000_000 + y) }),
  example("tiny values", { lines: mapped(learningCurves(2, 100), (y) => y * 3e-6) }),
  example("bands, and end labels", { lines: banded(learningCurves(3, 60)), endLabels: true }),
  example(
    "bands and end labels, dark",
    { lines: banded(learningCurves(3, 60, "dark")), endLabels: true },
    "dark",
  ),
  example("log scale on x", { lines: learningCurves(4, 3000), xScale: "log" }),
  example("log scale of both axes over relative time", {
    lines: spread(losses(), 900),
    axis: "relative",
    xScale: "log",
    yScale: "log",
  }),
  example("another scalar on x", {
    lines: mappedX(learningCurves(3, 80), (x) => 2e9 * (1 + x / 30)),
    axis: "value",
  }),
  example("marks", { lines: marked(learningCurves(2, 60)) }),
  example("marks, dark", { lines: marked(learningCurves(2, 60, "dark")) }, "dark"),
  example("superseded points, and a step selected", {
    lines: restarted(),
    selection: { x: 35 },
  }),
  example(
    "a range selected, dark",
    { lines: learningCurves(3, 60, "dark"), selection: { x: [12, 31] } },
    "dark",
  ),
  example("dash patterns", { lines: learningCurves(60, 40).slice(44) }),
];

/** A stream of numbers in [0, 1) that is the same each time (Park and Miller's generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function example(
  title: string,
  more: Partial<LineChartProps> & Pick<LineChartProps, "lines">,
  theme: "light" | "dark" = "light",
): Example {
  return {
    title,
    isDark: theme === "dark",
    props: {
      axis: "step",
      yScale: "linear",
      ignoreOutliers: false,
      view: { x: null, y: null },
      crosshairX: null,
      theme: theme === "dark" ? dark : light,
      label: title,
      ...more,
    },
  };
}

function line(
  slot: number,
  xs: readonly number[],
  ys: readonly number[],
  theme: "light" | "dark" = "light",
): Line {
  const style = runStyle(slot);
  return {
    id: `run ${slot}`,
    color: style[theme],
    ...(style.dash && { dash: style.dash }),
    xs: Float64Array.from(xs),
    ys: Float64Array.from(ys),
    isEmphasized: false,
  };
}

/** Accuracies that rise at different speeds to different heights, with noise. */
function learningCurves(
  count: number,
  pointCount: number,
  theme: "light" | "dark" = "light",
): readonly Line[] {
  return Array.from({ length: count }, (_, slot) => {
    const random = seeded((slot + 1) * 104_729);
    random();
    const speed = 3 + 30 * random();
    const height = 0.5 + 0.5 * random();
    const xs = Array.from({ length: pointCount }, (_unused, i) => i);
    const ys = xs.map((i) => height * (1 - Math.exp((-i * speed) / pointCount)) + 0.08 * (random() - 0.5));
    return line(slot, xs, ys, theme);
  });
}

function smoothed(lines: readonly Line[], theme: "light" | "dark" = "light"): readonly Line[] {
  return lines.map((each, slot) => {
    let mean = each.ys[0] ?? 0;
    const ys = each.ys.map((y) => (mean += 0.1 * (y - mean)));
    return { ...each, color: runStyle(slot)[theme], ys, rawYs: each.ys };
  });
}

function mapped(lines: readonly Line[], map: (y: number) => number): readonly Line[] {
  return lines.map((each) => ({ ...each, ys: each.ys.map(map) }));
}

function mappedX(lines: readonly Line[], map: (x: number) => number): readonly Line[] {
  return lines.map((each) => ({ ...each, xs: each.xs.map(map) }));
}

/** With a band that widens, and a gap in it. */
function banded(lines: readonly Line[]): readonly Line[] {
  return lines.map((each) => ({
    ...each,
    band: {
      lower: each.ys.map((y, i) => (i === 40 ? NaN : y - 0.02 - i / 600)),
      upper: each.ys.map((y, i) => y + 0.02 + i / 600),
    },
  }));
}

/** A mark of each kind on each line. */
function marked(lines: readonly Line[]): readonly Line[] {
  const kinds: readonly LineMark["kind"][] = ["restart", "non_finite", "spike", "plateau"];
  return lines.map((each, slot) => ({
    ...each,
    marks: kinds.map((kind, i) => ({ kind, x: 10.5 + 12 * i + 3 * slot })),
  }));
}

/** A run that was resumed at step 30, with the points that this superseded. */
function restarted(): readonly Line[] {
  const [before, after] = learningCurves(2, 60);
  if (!before || !after) throw new Error("No curves");
  const resumed = { ...after, color: before.color, marks: [{ x: 30, kind: "restart" as const }] };
  return [
    { ...before, id: "superseded", xs: before.xs.slice(30, 50), ys: before.ys.slice(30, 50), isFaint: true },
    { ...resumed, id: "run", ys: after.ys.map((y, i) => (i < 30 ? (before.ys[i] ?? y) : y)) },
  ];
}

function spread(lines: readonly Line[], secondsPerStep: number): readonly Line[] {
  return lines.map((each) => ({ ...each, xs: each.xs.map((x) => x * secondsPerStep) }));
}

function onWallTime(lines: readonly Line[], secondsPerStep: number): readonly Line[] {
  const start = Date.UTC(2026, 10, 22, 21, 13) / 1000;
  return lines.map((each, i) => ({ ...each, xs: each.xs.map((x) => start + (x + i * 3) * secondsPerStep) }));
}

function losses(): readonly Line[] {
  return learningCurves(4, 300).map((each, slot) => ({
    ...each,
    ys: each.ys.map((y, i) => 10 ** (2 - 4 * y) - (slot === 2 && i > 200 ? 0.6 : 0)),
  }));
}

/** One that diverges, one with gaps and a point alone between them, one with infinities, one of nothing but NaN. */
function notFinite(): readonly Line[] {
  const curves = learningCurves(4, 60);
  const changes: readonly ((y: number, i: number) => number)[] = [
    (y, i) => (i > 40 ? NaN : y),
    (y, i) => (i % 20 > 14 && i % 20 !== 17 ? NaN : y),
    (y, i) => (i === 10 || i === 11 ? Infinity : i === 30 ? -Infinity : y),
    () => NaN,
  ];
  return curves.map((each, slot) => ({ ...each, ys: each.ys.map(changes[slot] ?? ((y) => y)) }));
}

function withSpike(): Line {
  const [curve] = learningCurves(1, 200);
  if (!curve) throw new Error("No curve");
  return { ...curve, ys: curve.ys.map((y, i) => (i === 120 ? 40 : y)) };
}
