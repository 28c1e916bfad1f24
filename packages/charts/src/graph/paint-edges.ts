// Lines of a graph: those of one look in one stroke.
import type { GraphWindow } from "./graph-camera.ts";
import { type GraphPainting, opacityOf, type Sight } from "./graph-painting.ts";
import type { GraphPen, GraphStroke } from "./graph-pen.ts";
import { BEYOND } from "./graph-scene.ts";
import { edgeLooks, type PlacedEdges } from "./placed-edges.ts";

/** Of the selected item: what it reads, what it gives. Only `none` are quiet. */
type EdgeRole = "none" | "input" | "output";
const roles: readonly EdgeRole[] = ["none", "input", "output"];

interface Batch {
  readonly look: (typeof edgeLooks)[number];
  readonly role: EdgeRole;
  /** At scale 1. */
  readonly width: number;
  readonly opacity: number;
  readonly edges: number[];
}

/** Below this scale lines are straight and have no arrows. */
const leastCurveScale = 0.3;
const cornerRadius = 24;
/** Of lines from afar: there are many. */
const farOpacity = 0.7;
const leastPixels = 0.6;
/** Shorter lines on the screen are not seen. */
const leastExtent = 2;
/** To the border, beneath all else. */
const borderOpacity = 0.5;
const edgesPerStroke = 400;
const dashes = { data: null, control: [2.5, 3], reference: null, back: [8, 3, 1.5, 3] } as const;
const outputDash = [9, 4];

export function* paintEdges(
  pen: GraphPen,
  painting: GraphPainting,
  { window, levels }: Sight,
): Generator<void> {
  for (const batch of batchesOf(painting, window, levels)) {
    for (let first = 0; first < batch.edges.length; first += edgesPerStroke) {
      const { style, graph } = painting;
      paintBatch(
        pen,
        graph.edges,
        { ...batch, edges: batch.edges.slice(first, first + edgesPerStroke) },
        {
          window,
          colors: { ...style, accent: style.theme.accent, surface: style.theme.surface },
        },
      );
      yield;
    }
  }
}

/** Quiet ones first. */
function batchesOf(painting: GraphPainting, window: GraphWindow, levels: Uint8Array): readonly Batch[] {
  const { edges } = painting.graph;
  const batches = new Map<number, Batch>();
  const { left, top, scale } = window;
  const right = left + window.width / scale;
  const bottom = top + window.height / scale;
  const leastSize = leastExtent / scale;
  const { boxes } = edges;
  for (let l = 0; l < levels.length; l++) {
    if (levels[l] === 0) continue;
    for (let edge = edges.starts[l]!; edge < edges.starts[l + 1]!; edge++) {
      const box = 4 * edge;
      if (boxes[box + 2]! < left || boxes[box]! > right || boxes[box + 3]! < top || boxes[box + 1]! > bottom)
        continue;
      const extent = Math.max(boxes[box + 2]! - boxes[box]!, boxes[box + 3]! - boxes[box + 1]!);
      if (extent < leastSize) continue;
      addToBatch(batches, painting, edge);
    }
  }
  return [...batches.values()].sort((a, b) => rank(a) - rank(b));
}

function rank({ role, opacity }: Batch): number {
  return (role === "none" ? 0 : 10) + opacity;
}

function addToBatch(batches: Map<number, Batch>, painting: GraphPainting, edge: number): void {
  const { froms, tos, looks, widths } = painting.graph.edges;
  const from = froms[edge]!;
  const to = tos[edge]!;
  const crosses = from === BEYOND || to === BEYOND;
  const role: EdgeRole =
    painting.selected < 0
      ? "none"
      : to === painting.selected
        ? "input"
        : from === painting.selected
          ? "output"
          : "none";
  const seen = Math.min(
    from === BEYOND ? 1 : opacityOf(painting, from),
    to === BEYOND ? 1 : opacityOf(painting, to),
  );
  const opacity = seen * (crosses && role === "none" ? borderOpacity : 1);
  if (opacity <= 0) return;
  const width = widths[edge]!;
  // A number, as there are many lines: widths and opacities are few.
  const key =
    looks[edge]! + 4 * roles.indexOf(role) + 16 * Math.round(width * 16) + 4096 * Math.round(opacity * 200);
  const batch = batches.get(key);
  if (batch) batch.edges.push(edge);
  else batches.set(key, { look: edgeLooks[looks[edge]!]!, role, width, opacity, edges: [edge] });
}

interface BatchPlace {
  readonly window: GraphWindow;
  readonly colors: {
    readonly edge: string;
    readonly reference: string;
    readonly accent: string;
    readonly surface: string;
  };
}

function paintBatch(pen: GraphPen, edges: PlacedEdges, batch: Batch, { window, colors }: BatchPlace): void {
  const { look, role, opacity } = batch;
  const { scale } = window;
  const color = role !== "none" ? colors.accent : look === "reference" ? colors.reference : colors.edge;
  const wide = Math.max(batch.width * scale, leastPixels);
  // From afar all are hairlines, which canvases draw many times as fast.
  const width = (scale < leastCurveScale ? Math.min(wide, 1) : wide) + (role === "none" ? 0 : 0.75);
  const dash = role === "output" ? outputDash : dashes[look];
  const isFine = scale >= leastCurveScale;
  const line: GraphStroke = {
    color,
    width,
    dash: dash && dash.map((part) => part * Math.max(scale, 0.4)),
    opacity: isFine ? opacity : opacity * farOpacity,
  };
  const arrow = { length: (5.5 + 1.1 * batch.width) * scale, halfWidth: (2.2 + 0.75 * batch.width) * scale };
  pen.begin();
  for (const edge of batch.edges)
    if (isFine) traceCurve(pen, edges, edge, { window, pullback: hasArrow(edges, edge) ? arrow.length : 0 });
    else traceStraight(pen, edges, edge, window);
  // A reference is two lines: its hue is not all that tells it.
  if (look === "reference" && isFine) {
    pen.stroke({ ...line, width: width + 2.4 * scale });
    pen.stroke({
      ...line,
      color: colors.surface,
      width: Math.max(width - 0.2 * scale, 0.8 * scale),
      opacity: 1,
    });
  } else pen.stroke(line);
  if (!isFine) return;
  pen.begin();
  for (const edge of batch.edges) if (hasArrow(edges, edge)) traceArrow(pen, edges, edge, { window, arrow });
  pen.fill(color, opacity);
  if (role === "output") paintOrigins(pen, edges, batch, { window, colors });
}

/** Lines out of a scope end in a pin. */
function hasArrow({ tos }: PlacedEdges, edge: number): boolean {
  return tos[edge] !== BEYOND;
}

/** Rings where the selected item gives. */
function paintOrigins(
  pen: GraphPen,
  { offsets, points }: PlacedEdges,
  { edges: ofBatch, opacity }: Batch,
  { window: { left, top, scale }, colors }: BatchPlace,
): void {
  pen.begin();
  for (const edge of ofBatch) {
    const p = 2 * offsets[edge]!;
    pen.ellipse((points[p]! - left) * scale, (points[p + 1]! - top) * scale, 3.2 * scale, 3.2 * scale);
  }
  pen.fill(colors.surface, 1);
  pen.stroke({ color: colors.accent, width: Math.max(scale, 0.6) * 1.4, dash: null, opacity });
}

function traceStraight(pen: GraphPen, { offsets, points }: PlacedEdges, edge: number, at: GraphWindow): void {
  const { left, top, scale } = at;
  const first = 2 * offsets[edge]!;
  pen.moveTo((points[first]! - left) * scale, (points[first + 1]! - top) * scale);
  for (let p = first + 2; p < 2 * offsets[edge + 1]!; p += 2)
    pen.lineTo((points[p]! - left) * scale, (points[p + 1]! - top) * scale);
}

/** With corners rounded: the curve stays within the corner, so that it meets nothing that the straight lines do not. */
function traceCurve(
  pen: GraphPen,
  { offsets, points }: PlacedEdges,
  edge: number,
  { window: { left, top, scale }, pullback }: { readonly window: GraphWindow; readonly pullback: number },
): void {
  const first = 2 * offsets[edge]!;
  const last = 2 * offsets[edge + 1]! - 2;
  if (last <= first) return;
  let x = (points[first]! - left) * scale;
  let y = (points[first + 1]! - top) * scale;
  pen.moveTo(x, y);
  const radius = cornerRadius * scale;
  for (let p = first + 2; p < last; p += 2) {
    const cornerX = (points[p]! - left) * scale;
    const cornerY = (points[p + 1]! - top) * scale;
    const nextX = (points[p + 2]! - left) * scale;
    const nextY = (points[p + 3]! - top) * scale;
    const before = Math.hypot(cornerX - x, cornerY - y);
    const after = Math.hypot(nextX - cornerX, nextY - cornerY);
    const cutBefore = before === 0 ? 0 : Math.min(radius, p === first + 2 ? before : before / 2) / before;
    const cutAfter = after === 0 ? 0 : Math.min(radius, p + 2 === last ? after * 0.9 : after / 2) / after;
    pen.lineTo(cornerX + (x - cornerX) * cutBefore, cornerY + (y - cornerY) * cutBefore);
    pen.quadTo(
      cornerX,
      cornerY,
      cornerX + (nextX - cornerX) * cutAfter,
      cornerY + (nextY - cornerY) * cutAfter,
    );
    x = cornerX;
    y = cornerY;
  }
  const endX = (points[last]! - left) * scale;
  const endY = (points[last + 1]! - top) * scale;
  const length = Math.hypot(endX - x, endY - y);
  const back = arrowLength(pullback, length, scale) * 0.8;
  const kept = length === 0 ? 1 : Math.max(0, length - back) / length;
  pen.lineTo(x + (endX - x) * kept, y + (endY - y) * kept);
}

/** As long as the last part of the line at most, so that it points where the line goes. */
function arrowLength(wanted: number, lastPart: number, scale: number): number {
  return Math.min(wanted, Math.max(lastPart, 6 * scale));
}

function traceArrow(
  pen: GraphPen,
  { offsets, points }: PlacedEdges,
  edge: number,
  {
    window: { left, top, scale },
    arrow,
  }: {
    readonly window: GraphWindow;
    readonly arrow: { readonly length: number; readonly halfWidth: number };
  },
): void {
  const last = 2 * offsets[edge + 1]! - 2;
  const first = 2 * offsets[edge]!;
  if (last <= first) return;
  // The direction of the last part that has one.
  let p = last - 2;
  while (p > first && points[p] === points[last] && points[p + 1] === points[last + 1]) p -= 2;
  const dx = points[last]! - points[p]!;
  const dy = points[last + 1]! - points[p + 1]!;
  const length = Math.hypot(dx, dy);
  if (length === 0) return;
  const back = arrowLength(arrow.length, length * scale, scale) / length;
  const aside = arrow.halfWidth / length;
  const x = (points[last]! - left) * scale;
  const y = (points[last + 1]! - top) * scale;
  pen.moveTo(x, y);
  pen.lineTo(x - dx * back - dy * aside, y - dy * back + dx * aside);
  pen.lineTo(x - dx * back + dy * aside, y - dy * back - dx * aside);
  pen.closePath();
}

/** One line, to be stroked. */
export function traceEdge(pen: GraphPen, edges: PlacedEdges, edge: number, window: GraphWindow): void {
  if (window.scale >= leastCurveScale) traceCurve(pen, edges, edge, { window, pullback: 0 });
  else traceStraight(pen, edges, edge, window);
}
