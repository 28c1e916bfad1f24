// Items of all levels in one row, and where a line meets one.
import { graphItemKinds, type GraphLevel } from "./graph-scene.ts";

/** A place is a number below `x.length`; those of level l are `starts[l]` … `starts[l + 1]`. */
export interface PlacedItems {
  readonly starts: Uint32Array;
  readonly levelOf: Uint32Array;
  /** Centres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** As drawn, without the room for annotations. */
  readonly widths: Float64Array;
  readonly heights: Float64Array;
  /** Level that is open in an item; -1 for none. */
  readonly openLevels: Int32Array;
  /** The item that each level fills; -1 for none. */
  readonly frames: Int32Array;
}

/** How far from its middle a line may touch a border that is rounded. */
const portShare = { round: 0.7, straight: 0.9 } as const;

/**
 * Moves a point at the border of the box that was laid out onto the border of what is drawn of it: straight up or down, or sideways for a point at a side.
 * An ellipse is met lower towards its ends.
 */
export function endOnItem(
  items: PlacedItems,
  level: GraphLevel,
  item: number,
  end: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } {
  const place = item - items.starts[items.levelOf[item]!]!;
  const isRound = graphItemKinds[level.kinds[place]!] === "operation";
  const halfWidth = items.widths[item]! / 2;
  const halfHeight = items.heights[item]! / 2;
  const dx = end.x - items.x[item]!;
  const dy = end.y - items.y[item]!;
  const most = isRound ? portShare.round : portShare.straight;
  const reach = (offset: number, half: number): number => (isRound ? Math.sqrt(1 - (offset / half) ** 2) : 1);
  if (Math.abs(dy) >= halfHeight - 1) {
    const x = within(dx, most * halfWidth);
    return { x: items.x[item]! + x, y: items.y[item]! + Math.sign(dy) * halfHeight * reach(x, halfWidth) };
  }
  const y = within(dy, most * halfHeight);
  return { x: items.x[item]! + Math.sign(dx) * halfWidth * reach(y, halfHeight), y: items.y[item]! + y };
}

function within(offset: number, most: number): number {
  return Math.min(Math.max(offset, -most), most);
}
