// Lines and what is written about them as elements of ECharts, for pictures of vectors.
import type { ChartTheme } from "../plane/chart.ts";
import { shapeElement, textElement } from "../plane/shape-elements.ts";
import type { Shape } from "../plane/shape.ts";
import { endLabelInsetPixels, endLabelStrokes } from "./end-labels.ts";
import { clippedNote, type LineScene } from "./line-scene.ts";

/** Shapes clipped to the plot, then the labels at the right, then the note on what has no place. */
export function lineElements(
  shapes: readonly Shape[],
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
