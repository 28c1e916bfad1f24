// What is to be painted of a graph, and which of it a window shows.
import type { GraphWindow } from "./graph-camera.ts";
import type { EdgeLabelSteps } from "./edge-labels.ts";
import type { GraphColors, GraphSigns } from "./graph-scene.ts";
import type { PixelBox } from "./graph-pen.ts";
import type { GraphStyle } from "./graph-style.ts";
import type { LabelFit } from "./label-fit.ts";
import { type PlacedGraph, placeAt } from "./placed-graph.ts";

/** Items are places in the graph's row of them. */
export interface GraphPainting {
  readonly graph: PlacedGraph;
  readonly colors: GraphColors;
  readonly style: GraphStyle;
  readonly labels: LabelFit;
  /** -1 for none. */
  readonly selected: number;
  /** Where no item is selected: the id of a mark, or of what a mark holds; null for none. */
  readonly selectedMark: string | null;
  readonly found: ReadonlySet<number>;
  readonly pinned: ReadonlySet<number>;
  readonly signs: GraphSigns;
  /** How much of each item is seen, 0 for nothing; null for all of all. */
  readonly opacities: Float32Array | null;
  /** Null while items move. */
  readonly edgeLabels: ((level: number) => EdgeLabelSteps) | null;
}

/** What of a graph is drawn through a window. */
export interface Sight {
  readonly window: GraphWindow;
  /** 1 for levels whose content is drawn: its frame is in the window, and large enough. */
  readonly levels: Uint8Array;
  /** Open items that show their content, outer ones first. */
  readonly frames: readonly number[];
  readonly items: readonly number[];
}

/** Below this scale the content of an open scope is a block of one colour: an operation would be two pixels high. */
const leastContentScale = 0.085;

/** Whether open scopes show what is in them. */
export function isContentShown(scale: number): boolean {
  return scale >= leastContentScale;
}

export function sightOf(graph: PlacedGraph, window: GraphWindow): Sight {
  const { scene, starts, frames, openLevels } = graph;
  const levels = new Uint8Array(scene.levels.length);
  const open: number[] = [];
  const items: number[] = [];
  for (let l = 0; l < levels.length; l++) {
    const frame = frames[l]!;
    const isShown =
      frame < 0 ||
      (levels[graph.levelOf[frame]!] === 1 &&
        isContentShown(window.scale) &&
        isInWindow(graph, frame, window, 0));
    levels[l] = isShown ? 1 : 0;
  }
  for (let l = 0; l < levels.length; l++) {
    if (levels[l] === 0) continue;
    const { rooms } = scene.levels[l]!;
    for (let item = starts[l]!; item < starts[l + 1]!; item++) {
      if (!isInWindow(graph, item, window, rooms[item - starts[l]!]!)) continue;
      const content = openLevels[item]!;
      if (content >= 0 && levels[content] === 1) open.push(item);
      else items.push(item);
    }
  }
  return { window, levels, frames: open, items };
}

function isInWindow(graph: PlacedGraph, item: number, window: GraphWindow, room: number): boolean {
  const halfWidth = graph.widths[item]! / 2 + room + 4;
  const halfHeight = graph.heights[item]! / 2 + 4;
  const x = graph.x[item]! - window.left;
  const y = graph.y[item]! - window.top;
  return (
    x + halfWidth > 0 &&
    y + halfHeight > 0 &&
    x - halfWidth < window.width / window.scale &&
    y - halfHeight < window.height / window.scale
  );
}

/** Of an item on the screen. */
export function pixelBoxOf(
  graph: PlacedGraph,
  item: number,
  { left, top, scale }: Pick<GraphWindow, "left" | "top" | "scale">,
): PixelBox {
  const width = graph.widths[item]! * scale;
  const height = graph.heights[item]! * scale;
  return {
    left: (graph.x[item]! - left) * scale - width / 2,
    top: (graph.y[item]! - top) * scale - height / 2,
    width,
    height,
  };
}

export function opacityOf({ opacities }: Pick<GraphPainting, "opacities">, item: number): number {
  return opacities ? opacities[item]! : 1;
}

export function colorOf(
  { colors, graph }: Pick<GraphPainting, "colors" | "graph">,
  item: number,
): string | null {
  return colors[graph.levelOf[item]!]?.[placeAt(graph, item)] ?? null;
}

/** How many frames an item is in. */
export function depthOf({ frames, levelOf }: PlacedGraph, item: number): number {
  let depth = 0;
  for (let frame = frames[levelOf[item]!]!; frame >= 0; frame = frames[levelOf[frame]!]!) depth++;
  return depth;
}

/** What stands between the items of a level. */
export function backgroundOf(painting: GraphPainting, level: number): string {
  const { graph, style } = painting;
  const frame = graph.frames[level]!;
  return frame < 0 ? style.theme.surface : style.frame(colorOf(painting, frame), depthOf(graph, frame)).fill;
}
