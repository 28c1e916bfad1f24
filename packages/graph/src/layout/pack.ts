// Components as boxes, in rows.
import { COMPONENT_GAP } from "./spacing.ts";

/** Width of the picture for each unit of height, where boxes can be wrapped. */
const ASPECT = 1.6;
/** Rows are wrapped anew where those of before would make a picture wider or taller than this. */
const MAX_ASPECT = 4;
/** A kept row may become this much wider than a new one. */
const KEPT_ROW_STRETCH = 1.5;

export interface Boxes {
  readonly widths: Float64Array;
  readonly heights: Float64Array;
}

export interface Packing {
  /** Top left of each box. */
  readonly lefts: Float64Array;
  readonly tops: Float64Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Boxes in the order given, in rows from top to bottom; where a low box fits beside high ones, it is put on the box before it. None overlap.
 * @param align which ends of a row's boxes are in line.
 * @param previousX where something in each box stood before, or NaN: a box that stood left of the one before it began a row, and begins one again.
 */
export function packBoxes(
  boxes: Boxes,
  order: Uint32Array,
  align: "top" | "bottom",
  previousX: Float64Array | undefined,
): Packing {
  let area = 0;
  let widest = 0;
  for (const box of order) {
    area += (boxes.widths[box]! + COMPONENT_GAP) * (boxes.heights[box]! + COMPONENT_GAP);
    widest = Math.max(widest, boxes.widths[box]!);
  }
  const rowWidth = Math.max(widest, Math.sqrt(ASPECT * area));
  if (previousX) {
    const kept = packRows(boxes, order, align, { rowWidth: rowWidth * KEPT_ROW_STRETCH, previousX });
    if (kept.width <= MAX_ASPECT * kept.height && kept.height <= MAX_ASPECT * kept.width) return kept;
  }
  return packRows(boxes, order, align, { rowWidth });
}

function packRows(
  { widths, heights }: Boxes,
  order: Uint32Array,
  align: "top" | "bottom",
  { rowWidth, previousX }: { readonly rowWidth: number; readonly previousX?: Float64Array },
): Packing {
  const lefts = new Float64Array(widths.length);
  const tops = new Float64Array(widths.length);
  let width = 0;
  let height = 0;
  let rowStart = 0;
  let rowHeight = 0;
  let columnLeft = 0;
  let columnWidth = 0;
  let columnHeight = 0;
  let lastX = NaN;

  function endRow(at: number): void {
    if (align === "bottom")
      for (let i = rowStart; i < at; i++)
        tops[order[i]!] = 2 * height + rowHeight - tops[order[i]!]! - heights[order[i]!]!;
    height += rowHeight + COMPONENT_GAP;
    rowStart = at;
    columnLeft = columnWidth = columnHeight = rowHeight = 0;
  }

  for (let i = 0; i < order.length; i++) {
    const box = order[i]!;
    const boxWidth = widths[box]!;
    const boxHeight = heights[box]!;
    const x = previousX?.[box] ?? NaN;
    const beganRow = x < lastX - 1;
    if (!Number.isNaN(x)) lastX = x;
    const right = columnLeft + columnWidth + COMPONENT_GAP;
    const isStacked = i > rowStart && !beganRow && fits(box);
    if (i > rowStart && !isStacked && (beganRow || right + boxWidth > rowWidth)) endRow(i);
    if (isStacked) {
      lefts[box] = columnLeft + (columnWidth - boxWidth) / 2;
      tops[box] = height + columnHeight + COMPONENT_GAP;
      columnHeight += COMPONENT_GAP + boxHeight;
      continue;
    }
    columnLeft = i > rowStart ? columnLeft + columnWidth + COMPONENT_GAP : 0;
    columnWidth = boxWidth;
    columnHeight = boxHeight;
    lefts[box] = columnLeft;
    tops[box] = height;
    rowHeight = Math.max(rowHeight, boxHeight);
    width = Math.max(width, columnLeft + boxWidth);
  }
  endRow(order.length);
  return { lefts, tops, width, height: Math.max(0, height - COMPONENT_GAP) };

  function fits(box: number): boolean {
    return widths[box]! <= columnWidth && columnHeight + COMPONENT_GAP + heights[box]! <= rowHeight;
  }
}
