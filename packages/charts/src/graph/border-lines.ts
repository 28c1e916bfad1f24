// What crosses the border of an open scope: lines to pins on it, or, where they are too many, short ones that say how many there are.
import { BEYOND, EDGE_CONTROL, type GraphDirection, type GraphLevel } from "./graph-scene.ts";
import { endOnItem, type PlacedItems } from "./placed-items.ts";

/** More lines than this to its border would hide a level. */
const mostPins = 40;
const pinGap = 16;
const pinInset = 10;
const mostLead = 12;

/** At an item, for all that joins it with what is beyond the border on one side. */
export interface Stub {
  readonly item: number;
  readonly isInput: boolean;
  /** Tensors and dependencies. */
  readonly count: number;
}

export interface BorderLines {
  /** Points of crossing edges by their place in the level, from origin to end. */
  readonly lines: ReadonlyMap<number, readonly number[]>;
  readonly stubs: readonly Stub[];
}

interface Crossing {
  readonly edge: number;
  readonly item: number;
  readonly isInput: boolean;
  readonly wantedX: number;
}

export function borderLines(
  level: GraphLevel,
  items: PlacedItems & { readonly level: number },
  direction: GraphDirection,
): BorderLines {
  const crossings = crossingsOf(level, items);
  if (crossings.length > mostPins) return { lines: new Map(), stubs: stubsOf(level, crossings) };
  const lines = new Map<number, readonly number[]>();
  const frame = items.frames[items.level]!;
  const half = items.widths[frame]! / 2 - pinInset;
  const span = { from: items.x[frame]! - half, to: items.x[frame]! + half };
  for (const isInput of [true, false]) {
    const ofSide = crossings.filter((crossing) => crossing.isInput === isInput);
    ofSide.sort((a, b) => a.wantedX - b.wantedX || a.edge - b.edge);
    const pins = spread(
      Float64Array.from(ofSide, ({ wantedX }) => wantedX),
      span,
    );
    // Down where inputs are below.
    const side = isInput === (direction === "up") ? 1 : -1;
    const borderY = items.y[frame]! + (side * items.heights[frame]!) / 2;
    ofSide.forEach(({ edge, item, wantedX }, i) => {
      const end = endOnItem(items, level, item, {
        x: wantedX,
        y: items.y[item]! + side * items.heights[item]!,
      });
      const pin = pins[i]!;
      const straight = Math.abs(pin - end.x) < 1;
      const lead = Math.min(mostLead, Math.abs(end.y - borderY) / 4);
      const from = straight
        ? [pin, borderY, end.x, end.y]
        : [pin, borderY, pin, borderY - side * lead, end.x, end.y + side * lead, end.x, end.y];
      lines.set(edge, isInput ? from : reversed(from));
    });
  }
  return { lines, stubs: [] };
}

function crossingsOf(
  { edges, laid }: GraphLevel,
  items: PlacedItems & { readonly level: number },
): Crossing[] {
  const start = items.starts[items.level]!;
  const crossings: Crossing[] = [];
  for (let edge = 0; edge < edges.froms.length; edge++) {
    const from = edges.froms[edge]!;
    const to = edges.tos[edge]!;
    const isInput = from === BEYOND;
    const place = isInput ? to : from;
    // Both ends beyond say nothing; what stands beside the graph is joined with nothing that is drawn.
    if (isInput === (to === BEYOND) || place >= laid.x.length) continue;
    const item = start + place;
    // Data and control of one item side by side.
    const beside = (edges.flags[edge]! & EDGE_CONTROL) === 0 ? -3 : 3;
    crossings.push({ edge, item, isInput, wantedX: items.x[item]! + beside });
  }
  return crossings;
}

function stubsOf({ edges }: GraphLevel, crossings: readonly Crossing[]): readonly Stub[] {
  const stubs = new Map<string, Stub>();
  for (const { edge, item, isInput } of crossings) {
    const key = `${item} ${isInput}`;
    const count = (stubs.get(key)?.count ?? 0) + Math.max(edges.counts[edge]!, 1);
    stubs.set(key, { item, isInput, count });
  }
  return [...stubs.values()];
}

/** Places within the span as near as can be to the wanted ones, which ascend, and a gap apart. */
export function spread(
  wanted: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array {
  const count = wanted.length;
  const gap = Math.min(pinGap, (to - from) / Math.max(count - 1, 1));
  const places = new Float64Array(count);
  let least = from;
  for (let i = 0; i < count; i++) {
    places[i] = Math.max(wanted[i]!, least);
    least = places[i]! + gap;
  }
  let most = to;
  for (let i = count - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, most);
    most = places[i]! - gap;
  }
  return places;
}

function reversed(points: readonly number[]): readonly number[] {
  const back: number[] = [];
  for (let i = points.length - 2; i >= 0; i -= 2) back.push(points[i]!, points[i + 1]!);
  return back;
}

/** How far a stub reaches out, and what its count takes right of it. */
export const stubLength = 11;
export const stubTextWidth = 18;

/** Where a stub stands, from its item's border outward: right of the middle, where most lines are. */
export function stubPlace(
  items: Pick<PlacedItems, "x" | "y" | "widths" | "heights">,
  { item, isInput }: Stub,
  { isRound, direction }: { readonly isRound: boolean; readonly direction: GraphDirection },
): { readonly x: number; readonly from: number; readonly to: number } {
  const side = isInput === (direction === "up") ? 1 : -1;
  const share = isRound ? 0.5 : 0.6;
  const half = items.heights[item]! / 2;
  const from = items.y[item]! + side * half * (isRound ? Math.sqrt(1 - share ** 2) : 1);
  const to = items.y[item]! + side * (half + stubLength);
  return { x: items.x[item]! + (share * items.widths[item]!) / 2, from, to };
}
