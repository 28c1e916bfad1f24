// What a page says of a graph by ids, as places in its row of items.
import type { ChartTheme } from "../plane/chart.ts";
import type { GraphPainting } from "./graph-painting.ts";
import type { GraphColors, GraphScene, GraphSigns } from "./graph-scene.ts";
import { itemsById, type PlacedGraph } from "./placed-graph.ts";

/** What is shown of a scene, and how. */
export interface GraphLook {
  readonly scene: GraphScene;
  readonly colors: GraphColors;
  readonly theme: ChartTheme;
  readonly selectedId: string | null;
  /** All else recedes; null when nothing does. Ids that the scene does not have count for nothing. */
  readonly highlightedIds: ReadonlySet<string> | null;
  readonly foundIds: ReadonlySet<string>;
  readonly pinnedIds: ReadonlySet<string>;
  /** None without. */
  readonly signs?: GraphSigns;
}

/** What recedes keeps this much. */
const recededOpacity = 0.15;

const noSigns: GraphSigns = [];

export function marksOf(
  graph: PlacedGraph,
  { selectedId, highlightedIds, foundIds, pinnedIds, signs = noSigns }: GraphLook,
): Pick<GraphPainting, "selected" | "selectedMark" | "found" | "pinned" | "opacities" | "signs"> {
  const known = itemsById(graph);
  const placesOf = (ids: ReadonlySet<string>): ReadonlySet<number> => {
    const places = new Set<number>();
    for (const id of ids) {
      const item = known.get(id);
      if (item !== undefined) places.add(item);
    }
    return places;
  };
  const selected = (selectedId === null ? undefined : known.get(selectedId)) ?? -1;
  return {
    selected,
    selectedMark: selected < 0 ? selectedId : null,
    found: placesOf(foundIds),
    pinned: placesOf(pinnedIds),
    signs,
    opacities: highlightedIds && highlightOpacities(graph, placesOf(highlightedIds)),
  };
}

/** Highlighted items and the frames that they are in stay as they are. */
function highlightOpacities(
  { frames, levelOf }: PlacedGraph,
  highlighted: ReadonlySet<number>,
): Float32Array {
  const opacities = new Float32Array(levelOf.length).fill(recededOpacity);
  for (const item of highlighted) {
    opacities[item] = 1;
    for (
      let frame = frames[levelOf[item]!]!;
      frame >= 0 && opacities[frame] !== 1;
      frame = frames[levelOf[frame]!]!
    )
      opacities[frame] = 1;
  }
  return opacities;
}
