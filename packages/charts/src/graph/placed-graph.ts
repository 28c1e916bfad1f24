// A scene as one picture: every item and every line in one coordinate system, whatever scope it is in.
import {
  assertScene,
  type GraphDirection,
  type GraphItemKind,
  graphItemKinds,
  type GraphLevel,
  type GraphScene,
} from "./graph-scene.ts";
import type { GraphBox } from "./graph-camera.ts";
import { auxiliaryPlaces, frameHeader, framePadding, graphItemSize, type GraphSize } from "./graph-size.ts";
import { type BorderLines, borderLines, type Stub } from "./border-lines.ts";
import { type PlacedEdges, placedEdges } from "./placed-edges.ts";
import type { PlacedItems } from "./placed-items.ts";

/** Lines end at items. */
export interface PlacedGraph extends PlacedItems {
  readonly scene: GraphScene;
  readonly direction: GraphDirection;
  readonly size: GraphSize;
  readonly edges: PlacedEdges;
  /** Of levels that too much leaves: a short line at the item says how much. */
  readonly stubs: readonly Stub[];
  /** Of each level, where the line to the column beside it is, from the left of its content; NaN without one. */
  readonly auxiliaryBorders: Float64Array;
}

const rootGap = 64;

/** Throws a RangeError for a scene whose columns do not belong together. */
export function placeGraph(scene: GraphScene, direction: GraphDirection): PlacedGraph {
  assertScene(scene);
  const { levels } = scene;
  const starts = new Uint32Array(levels.length + 1);
  levels.forEach(({ ids }, l) => (starts[l + 1] = starts[l]! + ids.length));
  const count = starts[levels.length]!;
  const frames = Int32Array.from(levels, ({ frame }) => (frame ? starts[frame.level]! + frame.item : -1));
  const openLevels = new Int32Array(count).fill(-1);
  frames.forEach((item, l) => item >= 0 && (openLevels[item] = l));
  const items = {
    starts,
    frames,
    levelOf: new Uint32Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
    widths: new Float64Array(count),
    heights: new Float64Array(count),
    openLevels,
  };
  const auxiliaryBorders = new Float64Array(levels.length).fill(NaN);
  const origins = new Float64Array(2 * levels.length);
  const size = { width: 0, height: 0 };
  levels.forEach((level, l) => {
    const frame = frames[l]!;
    const beside = auxiliaryPlaces(level);
    const whole = beside ?? level.laid;
    const isRoot = frame < 0;
    const left = isRoot
      ? size.width + (size.width > 0 ? rootGap : 0)
      : items.x[frame]! - items.widths[frame]! / 2 + framePadding;
    const top = isRoot ? 0 : items.y[frame]! - items.heights[frame]! / 2 + frameHeader + framePadding;
    if (isRoot) {
      size.width = left + whole.width;
      size.height = Math.max(size.height, whole.height);
    }
    if (beside) auxiliaryBorders[l] = beside.borderX;
    origins.set([left, top], 2 * l);
    placeItems(items, l, level, { left, top, beside });
  });
  const border = levels.map((level, l) =>
    frames[l]! < 0 ? noLines : borderLines(level, { ...items, level: l }, direction),
  );
  const edges = placedEdges(scene, items, { origins, pinned: border.map(({ lines }) => lines) });
  return {
    scene,
    direction,
    size,
    ...items,
    edges,
    stubs: border.flatMap(({ stubs }) => stubs),
    auxiliaryBorders,
  };
}

const noLines: BorderLines = { lines: new Map(), stubs: [] };

function placeItems(
  items: PlacedItems,
  l: number,
  level: GraphLevel,
  at: {
    readonly left: number;
    readonly top: number;
    readonly beside: { readonly x: Float64Array; readonly y: Float64Array } | null;
  },
): void {
  const { laid } = level;
  const start = items.starts[l]!;
  for (let place = 0; place < level.ids.length; place++) {
    const item = start + place;
    const besidePlace = place - laid.x.length;
    items.levelOf[item] = l;
    items.x[item] = at.left + (besidePlace < 0 ? laid.x[place]! : at.beside!.x[besidePlace]!);
    items.y[item] = at.top + (besidePlace < 0 ? laid.y[place]! : at.beside!.y[besidePlace]!);
    items.widths[item] = Math.max(level.widths[place]! - 2 * level.rooms[place]!, 1);
    const height = Math.max(level.heights[place]!, 1);
    items.heights[item] =
      items.openLevels[item]! < 0 ? Math.min(height, closedHeight(level.kinds[place]!)) : height;
  }
}

/** Many annotations take more height than the item beside them. */
function closedHeight(kind: number): number {
  return graphItemSize(0, graphItemKinds[kind]!).height;
}

export function levelAt({ scene, levelOf }: PlacedGraph, item: number): GraphLevel {
  return scene.levels[levelOf[item]!]!;
}

/** Place of the item in its own level. */
export function placeAt({ starts, levelOf }: Pick<PlacedGraph, "starts" | "levelOf">, item: number): number {
  return item - starts[levelOf[item]!]!;
}

export function kindAt(graph: PlacedGraph, item: number): GraphItemKind {
  return graphItemKinds[levelAt(graph, item).kinds[placeAt(graph, item)]!]!;
}

export function idAt(graph: PlacedGraph, item: number): string {
  return levelAt(graph, item).ids[placeAt(graph, item)]!;
}

export function boxAt({ x, y, widths, heights }: PlacedGraph, item: number): GraphBox {
  return { x: x[item]!, y: y[item]!, width: widths[item]!, height: heights[item]! };
}

export function wholeBox({ size: { width, height } }: PlacedGraph): GraphBox {
  return { x: width / 2, y: height / 2, width, height };
}

const indexes = new WeakMap<GraphScene, ReadonlyMap<string, number>>();

/** Items by id. */
export function itemsById({ scene, starts }: PlacedGraph): ReadonlyMap<string, number> {
  let index = indexes.get(scene);
  if (!index) {
    const made = new Map<string, number>();
    scene.levels.forEach(({ ids }, l) => ids.forEach((id, place) => made.set(id, starts[l]! + place)));
    indexes.set(scene, (index = made));
  }
  return index;
}

/** The first item that a mark stands beside, by the mark's id. */
export function ownersById({ scene, starts }: PlacedGraph): ReadonlyMap<string, number> {
  const made = new Map<string, number>();
  scene.levels.forEach(({ annotations: { ids, owners } }, l) =>
    ids.forEach((id, mark) => {
      if (!made.has(id)) made.set(id, starts[l]! + owners[mark]!);
    }),
  );
  return made;
}
