// Shapes and texts as elements of ECharts, for pictures of vectors.
import { graphic } from "echarts/core";
import { axisFont } from "./axes-scene.ts";
import type { ChartTheme } from "./chart.ts";
import type { Pen, Shape } from "./shape.ts";

const shapeName = "runboard-trace";

/** zrender's path: keeps its data, and draws on a canvas if it has one. */
interface RecordingPen extends Pick<CanvasPath, "moveTo" | "lineTo" | "arc" | "closePath"> {
  setData(data: Float32Array): void;
  getContext(): CanvasPath | null;
}

/** An object, because ECharts takes a function for an array: both have a length. */
interface Trace {
  readonly drawOn: (pen: RecordingPen) => void;
}

let isShapeRegistered = false;

/** Makes the form known that elements of shapes have. */
export function registerShapeElements(): void {
  if (isShapeRegistered) return;
  isShapeRegistered = true;
  const TracedShape = graphic.extendShape({
    // ECharts copies arrays that it finds in a shape, each time; it doesn't look into objects.
    shape: { trace: null },
    buildPath: (path: RecordingPen, { trace }: { readonly trace: Trace | null }) => trace?.drawOn(path),
  } as unknown as Parameters<typeof graphic.extendShape>[0]);
  graphic.registerShape(shapeName, TracedShape);
}

export function shapeElement({ trace, fill, stroke, lineWidth, lineDash, opacity }: Shape): object {
  const drawOn = (pen: RecordingPen) => trace(penOf(pen));
  return {
    type: shapeName,
    silent: true,
    shape: { trace: { drawOn } satisfies Trace },
    style: {
      fill: fill ?? "none",
      stroke,
      lineWidth,
      lineJoin: "bevel",
      lineDash: lineDash ? [...lineDash] : "solid",
      opacity,
    },
  };
}

export function textElement(text: string, place: object, fill: string, theme: ChartTheme): object {
  return {
    type: "text",
    silent: true,
    style: { text, align: "left", fill, font: axisFont(theme.fontFamily), ...place },
  };
}

function penOf(pen: RecordingPen): Pen {
  return {
    path: (commands) => {
      pen.setData(commands);
      const canvas = pen.getContext();
      if (!canvas) return;
      for (let i = 0; i < commands.length; i += 3)
        if (commands[i] === 1) canvas.moveTo(commands[i + 1]!, commands[i + 2]!);
        else canvas.lineTo(commands[i + 1]!, commands[i + 2]!);
    },
    moveTo: (left, top) => pen.moveTo(left, top),
    lineTo: (left, top) => pen.lineTo(left, top),
    arc: ({ left, top }, radius, angles) => pen.arc(left, top, radius, ...angles),
    closePath: () => pen.closePath(),
  };
}
