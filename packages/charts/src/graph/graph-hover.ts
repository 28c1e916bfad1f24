// What the pointer is at, on a canvas of its own, so that pointing repaints no graph.
import { CanvasPen } from "./canvas-pen.ts";
import type { GraphWindow } from "./graph-camera.ts";
import { type GraphPainting, pixelBoxOf } from "./graph-painting.ts";
import { traceEdge } from "./paint-edges.ts";
import { traceRing } from "./paint-graph.ts";
import { kindAt } from "./placed-graph.ts";

export class GraphHover {
  readonly #canvas: HTMLCanvasElement;
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#canvas = root.ownerDocument.createElement("canvas");
    Object.assign(this.#canvas.style, { position: "absolute", left: "0", top: "0", pointerEvents: "none" });
  }

  show(
    painting: GraphPainting,
    { item, edge }: { readonly item: number | null; readonly edge: number | null },
    { window, pixelRatio }: { readonly window: GraphWindow; readonly pixelRatio: number },
  ): void {
    if (item === null && edge === null) {
      this.#canvas.remove();
      return;
    }
    const context = this.#cleared(window, pixelRatio);
    if (!context) return;
    const { graph, style } = painting;
    const pen = new CanvasPen(context, style.theme.fontFamily);
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

  #cleared({ width, height }: GraphWindow, pixelRatio: number): CanvasRenderingContext2D | null {
    const canvas = this.#canvas;
    canvas.width = Math.ceil(width * pixelRatio);
    canvas.height = Math.ceil(height * pixelRatio);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    // Above the picture, beneath the map.
    if (!canvas.isConnected) this.#root.insertBefore(canvas, this.#root.lastElementChild);
    const context = canvas.getContext("2d");
    context?.scale(pixelRatio, pixelRatio);
    return context;
  }
}
