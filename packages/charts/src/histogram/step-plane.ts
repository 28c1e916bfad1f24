// The plane of what stands over steps: steps or times along, values up.
import type { ValueScale } from "@runboard/analysis";
import type { Interval, XAxis } from "../plane/axis.ts";
import { linearTicksOfX, type LabelledTicks } from "../plane/axes-scene.ts";
import type { ChartTheme } from "../plane/chart.ts";
import type { ChartSize, PlotRect } from "../plane/plane.ts";
import type { Mark } from "../drawing/mark.ts";
import {
  axisAtLeft,
  axisBelow,
  footPixels,
  gutterPixels,
  headPixels,
  placed,
  plotRect,
  touchingBelow,
  touchingBeside,
  withoutTouching,
} from "./axis-marks.ts";
import { valueAxis, valueTicks, type ValueAxis } from "./value-axis.ts";

interface StepPlaneProps {
  readonly axis: XAxis;
  readonly xDomain: Interval;
  /** Nothing has no ticks. */
  readonly isEmpty: boolean;
  readonly scale: ValueScale;
  readonly valueDomain: Interval;
  readonly theme: ChartTheme;
  /** Between the ends of the values and the ends of the plot, in CSS pixels. */
  readonly inset: number;
  /** Hairlines across the plot. */
  readonly hasGrid: boolean;
}

export interface StepPlane {
  readonly rect: PlotRect;
  readonly x: ValueAxis;
  readonly y: ValueAxis;
  readonly below: readonly Mark[];
  /** Grid and labels. */
  readonly beside: readonly Mark[];
}

const rightMarginPixels = 14;
const noTicks: LabelledTicks = { ticks: [], offset: "" };
const linear: ValueScale = { kind: "linear" };

export function stepPlane(props: StepPlaneProps, size: ChartSize): StepPlane {
  const { axis, xDomain, isEmpty, scale, valueDomain, theme, inset, hasGrid } = props;
  const laidOut = (foot: number) => {
    const yTicksIn = (top: number, height: number) => {
      const y = valueAxis(scale, valueDomain, { low: top + height - inset, high: top + inset });
      const count = Math.max(2, Math.round(height / 40));
      const ticks = isEmpty
        ? noTicks
        : valueTicks(scale, valueDomain, y, { count, touching: touchingBeside });
      return { y, ticks };
    };
    const { ticks: guess } = yTicksIn(0, Math.max(1, size.height - 8 - foot));
    const left = gutterPixels(
      guess.ticks.map(({ label }) => label),
      size,
      40,
    );
    const margin = { left, top: headPixels(guess.offset), right: rightMarginPixels, bottom: foot };
    const rect = plotRect(size, margin);
    const { y, ticks: yTicks } = yTicksIn(rect.top, rect.height);
    const x = valueAxis(linear, xDomain, { low: rect.left, high: rect.left + rect.width });
    const xTicks = isEmpty
      ? noTicks
      : linearTicksOfX(axis, xDomain, Math.max(2, Math.round(rect.width / 80)));
    return { rect, x, y, xTicks, yTicks };
  };
  const first = laidOut(footPixels(size, ""));
  const { rect, x, y, xTicks, yTicks } =
    first.xTicks.offset === "" ? first : laidOut(footPixels(size, first.xTicks.offset));
  return {
    rect,
    x,
    y,
    below: axisBelow(withoutTouching(placed(xTicks, x.pixelOf), touchingBelow), rect, size, theme),
    beside: axisAtLeft(placed(yTicks, y.pixelOf), rect, theme, hasGrid),
  };
}
