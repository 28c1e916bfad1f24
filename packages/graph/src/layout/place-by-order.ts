// Places across the ranks for components that are too large for dagre: as near to their neighbours as order and sizes let them.
import { AscendingFit } from "./ascending.ts";
import type { Layers } from "./layers.ts";
import { EDGE_GAP, NODE_GAP } from "./spacing.ts";

type Side = "up" | "down";

/** Which neighbours draw in each sweep. */
const sweeps: readonly { readonly isUpward: boolean; readonly sides: readonly Side[] }[] = [
  { isUpward: true, sides: ["down"] },
  { isUpward: false, sides: ["up"] },
  { isUpward: true, sides: ["down"] },
  { isUpward: false, sides: ["up", "down"] },
];
/** Lines that pass ranks are straight before nodes are near each other. */
const PASSING_WEIGHT = 4;
/** Of vertices without neighbours where the sweep comes from: they stay, if nothing pushes them. */
const IDLE_WEIGHT = 0.1;

/** Places by sweeps over whole layers, linear in vertices and lines. */
export class OrderPlacer {
  readonly #layers: Layers;
  readonly #fit: AscendingFit;
  readonly #wanted: Float64Array;
  readonly #weights: Float64Array;

  constructor(layers: Layers) {
    let widest = 0;
    for (let layer = 0; layer + 1 < layers.vertexStarts.length; layer++)
      widest = Math.max(widest, layers.vertexStarts[layer + 1]! - layers.vertexStarts[layer]!);
    this.#layers = layers;
    this.#fit = new AscendingFit(widest);
    this.#wanted = new Float64Array(widest);
    this.#weights = new Float64Array(widest);
  }

  /**
   * @param across sizes of nodes across the ranks.
   * @param xs by vertex; written for those of the component, relative to any point.
   */
  place(component: number, across: Float64Array, xs: Float64Array): void {
    const { layerStarts, vertexStarts, vertices } = this.#layers;
    const first = layerStarts[component]!;
    const end = layerStarts[component + 1]!;
    for (let layer = first; layer < end; layer++) {
      let x = 0;
      const from = vertexStarts[layer]!;
      for (let i = from; i < vertexStarts[layer + 1]!; i++) {
        if (i > from) x += this.#distance(vertices[i - 1]!, vertices[i]!, across);
        xs[vertices[i]!] = x;
      }
      for (let i = from; i < vertexStarts[layer + 1]!; i++) xs[vertices[i]!]! -= x / 2;
    }
    for (const { isUpward, sides } of sweeps) {
      if (isUpward) for (let layer = first + 1; layer < end; layer++) this.#draw(layer, sides, across, xs);
      else for (let layer = end - 2; layer >= first; layer--) this.#draw(layer, sides, across, xs);
    }
  }

  /**
   * Puts vertices where they are wanted, as far as order and sizes let them.
   * @param wanted by vertex; NaN: where it is in `xs`.
   */
  hold(component: number, across: Float64Array, xs: Float64Array, wanted: Float64Array): void {
    const { layerStarts, vertexStarts, vertices } = this.#layers;
    for (let layer = layerStarts[component]!; layer < layerStarts[component + 1]!; layer++) {
      const from = vertexStarts[layer]!;
      for (let i = from; i < vertexStarts[layer + 1]!; i++) {
        const vertex = vertices[i]!;
        const isWanted = !Number.isNaN(wanted[vertex]);
        this.#wanted[i - from] = isWanted ? wanted[vertex]! : xs[vertex]!;
        this.#weights[i - from] = isWanted ? 1 : IDLE_WEIGHT;
      }
      this.#settle(layer, across, xs);
    }
  }

  /** Draws the vertices of a layer to the means of their neighbours. */
  #draw(layer: number, sides: readonly Side[], across: Float64Array, xs: Float64Array): void {
    const { vertexStarts, vertices, nodeCount } = this.#layers;
    const from = vertexStarts[layer]!;
    for (let i = from; i < vertexStarts[layer + 1]!; i++) {
      const vertex = vertices[i]!;
      let sum = 0;
      let count = 0;
      for (const side of sides) {
        const { offsets, targets } = this.#layers[side];
        for (let at = offsets[vertex]!; at < offsets[vertex + 1]!; at++) {
          sum += xs[targets[at]!]!;
          count++;
        }
      }
      this.#wanted[i - from] = count > 0 ? sum / count : xs[vertex]!;
      this.#weights[i - from] = count === 0 ? IDLE_WEIGHT : vertex < nodeCount ? 1 : PASSING_WEIGHT;
    }
    this.#settle(layer, across, xs);
  }

  /** Each vertex of a layer as near to where it is wanted as all of them can be. */
  #settle(layer: number, across: Float64Array, xs: Float64Array): void {
    const { vertexStarts, vertices } = this.#layers;
    const from = vertexStarts[layer]!;
    const to = vertexStarts[layer + 1]!;
    // Less the distances that must be between them, places need no more than not to descend.
    let offset = 0;
    for (let i = from; i < to; i++) {
      if (i > from) offset += this.#distance(vertices[i - 1]!, vertices[i]!, across);
      this.#wanted[i - from]! -= offset;
    }
    this.#fit.fit(this.#wanted, this.#weights, to - from);
    offset = 0;
    for (let i = from; i < to; i++) {
      if (i > from) offset += this.#distance(vertices[i - 1]!, vertices[i]!, across);
      xs[vertices[i]!] = this.#wanted[i - from]! + offset;
    }
  }

  #distance(left: number, right: number, across: Float64Array): number {
    const { nodeCount } = this.#layers;
    const gaps = (left < nodeCount ? NODE_GAP : EDGE_GAP) + (right < nodeCount ? NODE_GAP : EDGE_GAP);
    const widths = (left < nodeCount ? across[left]! : 0) + (right < nodeCount ? across[right]! : 0);
    return (gaps + widths) / 2;
  }
}
