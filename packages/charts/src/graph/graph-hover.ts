// What the pointer is at, and the line that was chosen, on a canvas of its own, so that pointing repaints no graph.
import { clearedContext } from "../plane/canvas.ts";
import { CanvasPen } from "./canvas-pen.ts";
import type { GraphWindow } from "./graph-camera.ts";
import { type GraphPainting, pixelBoxOf } from "./graph-painting.ts";
import { traceEdge } from "./paint-edges.ts";
import { traceRing } from "./paint-graph.ts";
import { kindAt } from "./placed-graph.ts";

/** Places in the graph's rows; null for none. */
interface HoveredParts {
  readonly item: number | null;
  readonly edge: number | null;
  readonly chosenEdge: number | null;
}

export class GraphHover {
  readonly #canvas: HTMLCanvasElement;
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#canvas = root.ownerDocument.createElement("canvas");
    this.#canvas.style.pointerEvents = "none";
  }

  show(
    painting: GraphPainting,
    { item, edge, chosenEdge }: HoveredParts,
    { window, pixelRatio }: { readonly window: GraphWindow; readonly pixelRatio: number },
  ): void {
    if (item === null && edge === null && chosenEdge === null) {
      this.#canvas.remove();
      return;
    }
    const context = clearedContext(this.#canvas, window, pixelRatio);
    // Above the picture, beneath the map.
    if (!this.#canvas.isConnected) this.#root.insertBefore(this.#canvas, this.#root.lastElementChild);
    if (!context) return;
    const { graph, style } = painting;
    const pen = new CanvasPen(context, style.theme.fontFamily);
    if (chosenEdge !== null) {
      pen.begin();
      traceEdge(pen, graph.edges, chosenEdge, window);
      const width = graph.edges.widths[chosenEdge]! * window.scale + 2.5;
      pen.stroke({ color: style.theme.accent, width, dash: null, opacity: 1 });
    }
    if (item === null && (edge === null || edge === chosenEdge)) return;
    pen.begin();
    if (item !== null) {
      const kind = graph.openLevels[item]! >= 0 ? "scope" : kindAt(graph, item);
      traceRing(pen, kind, { box: pixelBoxOf(graph, item, window), scale: window.scale });
    } else if (edge !== null) traceEdge(pen, graph.edges, edge, window);
    const width = item === null && edge !== null ? graph.edges.widths[edge]! * window.scale + 2.5 : 1.5;
    pen.stroke({ color: style.theme.text, width, dash: null, opacity: item === null ? 0.35 : 0.55 });
  }

  dispose(): void {
    this.#canvas.width = this.#canvas.height = 0;
    this.#canvas.remove();
  }
}
