// Lines and what is written about them as elements of ECharts, for pictures of vectors.
import { graphic } from "echarts/core";
import type { ChartTheme } from "../plane/chart.ts";
import { endLabelInsetPixels, endLabelStrokes } from "./end-labels.ts";
import { axisFont, clippedNote, type LineScene } from "./line-scene.ts";
import type { LineShape, Pen } from "../plane/shape.ts";

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

/** Makes the shape known that elements of lines are of. */
export function registerLineElements(): void {
  if (isShapeRegistered) return;
  isShapeRegistered = true;
  const Shape = graphic.extendShape({
    // ECharts copies arrays that it finds in a shape, each time; it doesn't look into objects.
    shape: { trace: null },
    buildPath: (path: RecordingPen, { trace }: { readonly trace: Trace | null }) => trace?.drawOn(path),
  } as unknown as Parameters<typeof graphic.extendShape>[0]);
  graphic.registerShape(shapeName, Shape);
}

/** Shapes clipped to the plot, then the labels at the right, then the note on what has no place. */
export function lineElements(
  shapes: readonly LineShape[],
  { plane, clippedCount, endLabels }: LineScene,
  theme: ChartTheme,
): readonly object[] {
  const { left: x, top: y, width, height } = plane.rect;
  return [
    {
      type: "group",
      clipPath: { type: "rect", shape: { x, y, width, height } },
      children: shapes.map(shapeElement),
    },
    ...endLabels.flatMap((label) => [
      ...endLabelStrokes(label).map((stroke) => ({
        type: "rect",
        silent: true,
        shape: { x: x + width + stroke.left, y: Math.round(label.top) - 1, width: stroke.width, height: 2 },
        style: { fill: stroke.color },
      })),
      textElement(
        label.text,
        { x: x + width + endLabelInsetPixels, y: label.top, verticalAlign: "middle" },
        theme.text,
        theme,
      ),
    ]),
    ...(clippedCount > 0
      ? [
          textElement(
            clippedNote(clippedCount),
            // Readable where lines run through it.
            { x: x + 6, y: y + height - 6, verticalAlign: "bottom", stroke: theme.surface, lineWidth: 3 },
            theme.secondaryText,
            theme,
          ),
        ]
      : []),
  ];
}

function shapeElement({ trace, fill, stroke, lineWidth, lineDash, opacity }: LineShape): object {
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

function textElement(text: string, place: object, fill: string, theme: ChartTheme): object {
  return {
    type: "text",
    silent: true,
    style: { text, align: "left", fill, font: axisFont(theme.fontFamily), ...place },
  };
}
