// Flying to where something stands: at once when it is shown, or with the picture that shows it.
import type { GraphScene, GraphView } from "@runboard/charts";
import { pathSteps } from "@runboard/graph";
import type { GraphPicture } from "./shown-graph.ts";

interface FlightSight {
  readonly view: GraphView | null;
  readonly picture: GraphPicture | null;
  /** Whether another picture is on its way. */
  readonly isLaying: boolean;
}

export class GraphFlight {
  #sight: FlightSight = { view: null, picture: null, isLaying: false };
  #ahead: { readonly path: string; readonly from: GraphPicture | null } | null = null;

  /** Called after each time that the page is shown anew. */
  follow(sight: FlightSight): void {
    this.#sight = sight;
    const { picture, isLaying } = sight;
    if (!this.#ahead || !picture || picture === this.#ahead.from) return;
    const { path } = this.#ahead;
    if (isLaying && seenPath(picture.scene, path) !== path) return;
    this.flyTo(path);
  }

  flyTo(path: string): void {
    this.#ahead = null;
    const seen = this.#seen(path);
    if (seen !== null) this.#sight.view?.flyTo(seen);
  }

  /** In a later picture than the one that is shown now. */
  flyLater(path: string): void {
    this.#ahead = { path, from: this.#sight.picture };
  }

  bringIntoView(path: string): void {
    this.#ahead = null;
    const seen = this.#seen(path);
    if (seen !== null) this.#sight.view?.bringIntoView(seen);
  }

  #seen(path: string): string | null {
    const { picture } = this.#sight;
    return picture && seenPath(picture.scene, path);
  }
}

/** The path of what is seen of an item: itself, or the innermost that holds it; what stands aside has no level to open, and is a mark beside others. Null for nothing. */
function seenPath({ levels }: GraphScene, path: string): string | null {
  const isSeen = (id: string): boolean =>
    levels.some(({ ids, annotations }) => ids.includes(id) || annotations.ids.includes(id));
  return pathSteps(path).findLast((step) => isSeen(step.path))?.path ?? null;
}
