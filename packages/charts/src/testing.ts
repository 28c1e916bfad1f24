// Builders for tests, and frames that come when a test wants them.
import { afterEach, beforeEach, vi } from "vitest";
import type { Mark, PixelsMark, ShapeMark, TextMark } from "./drawing/mark.ts";
import type { Line, LineChartProps } from "./line/line-chart-props.ts";
import { watchGestures } from "./plane/render-scheduler.ts";

/** A line with the given columns. */
export function line(xs: readonly number[], ys: readonly number[], more: Partial<Line> = {}): Line {
  return {
    id: "run",
    color: "#2f6feb",
    isEmphasized: false,
    ...more,
    xs: Float64Array.from(xs),
    ys: Float64Array.from(ys),
  };
}

export function lineChartProps(more: Partial<LineChartProps> = {}): LineChartProps {
  return {
    lines: [],
    axis: "step",
    yScale: "linear",
    ignoreOutliers: false,
    view: { x: null, y: null },
    crosshairX: null,
    theme: {
      text: "#1b1f24",
      secondaryText: "#59636e",
      hairline: "#e4e6ea",
      surface: "#ffffff",
      accent: "#2f6feb",
      fontFamily: "sans-serif",
    },
    label: "accuracy",
    onViewChange: () => undefined,
    onHover: () => undefined,
    ...more,
  };
}

/** The marks of one kind, from back to front. */
export function shapesOf(marks: readonly Mark[]): readonly ShapeMark[] {
  return marks.filter((mark) => mark.kind === "shape");
}

export function textsOf(marks: readonly Mark[]): readonly TextMark[] {
  return marks.filter((mark) => mark.kind === "text");
}

export function pixelsOf(marks: readonly Mark[]): readonly PixelsMark[] {
  return marks.filter((mark) => mark.kind === "pixels");
}

/** Left, top, right and bottom of the points of a shape. */
export function boundsOf({ points }: ShapeMark): readonly [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  points.forEach((place, i) => {
    const axis = i % 2 === 0 ? 0 : 1;
    bounds[axis] = Math.min(bounds[axis], place);
    bounds[axis + 2] = Math.max(bounds[axis + 2] ?? place, place);
  });
  return bounds;
}

/** The clock and the frames of all tests of a file. Make it at the top of the file, once. */
export class FrameClock {
  nowMillis = 0;
  /** Its gestures are watched. */
  readonly page = new EventTarget();
  #frames: (() => void)[] = [];

  constructor() {
    // Later in each test than in the one before: a gesture does not reach into the next.
    let startMillis = 0;
    watchGestures(this.page);
    beforeEach(() => {
      this.#frames = [];
      startMillis += 1e6;
      this.nowMillis = startMillis;
      vi.stubGlobal("requestAnimationFrame", (draw: () => void) => this.#frames.push(draw));
      vi.spyOn(performance, "now").mockImplementation(() => this.nowMillis);
    });
    afterEach(() => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    });
  }

  /** Callbacks that wait for the next frame. */
  get waitingCount(): number {
    return this.#frames.length;
  }

  drawFrame(): void {
    const due = this.#frames;
    this.#frames = [];
    for (const draw of due) draw();
  }
}
