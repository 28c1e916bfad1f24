// Small marks beside items of a graph, with thin lines: what feeds one stands left of it, what it feeds right.
import { backgroundOf, type GraphPainting, opacityOf, type Sight, pixelBoxOf } from "./graph-painting.ts";
import { type GraphPen, type PixelBox, traceLine, traceRounded } from "./graph-pen.ts";
import { type AnnotationKind, annotationKinds } from "./graph-scene.ts";
import { annotationPixels, annotationPitch } from "./graph-size.ts";
import { leastTextPixels } from "./paint-items.ts";
import { type AnnotationRow, placedAnnotations } from "./placed-annotations.ts";
import { kindAt, type PlacedGraph } from "./placed-graph.ts";

const leastAnnotationScale = 0.45;
/** From the item to the middle of a mark, and from there to its text. */
const markDistance = 14;
const textDistance = 7;
const markRadius = 3;

interface PlacedRow {
  readonly owner: number;
  readonly row: AnnotationRow;
  readonly opacity: number;
  /** Of the item, where the line meets it. */
  readonly border: number;
  /** Middle of the mark. */
  readonly x: number;
  readonly y: number;
  /** Where the line meets the item, for an item that is less high than its marks. */
  readonly borderY: number;
}

export function* paintAnnotations(pen: GraphPen, painting: GraphPainting, sight: Sight): Generator<void> {
  const { scale } = sight.window;
  if (scale < leastAnnotationScale) return;
  const rows = rowsOf(painting, sight);
  for (const opacity of new Set(rows.map((row) => row.opacity)))
    paintMarks(pen, painting, { rows: rows.filter((row) => row.opacity === opacity), scale, opacity });
  yield;
  const fontPixels = annotationPixels * scale;
  if (fontPixels < leastTextPixels) return;
  let written = 0;
  const { labels, style, graph } = painting;
  const { accent, secondaryText } = style.theme;
  for (const { owner, row, x, y, opacity } of rows) {
    const side = row.isInput ? -1 : 1;
    const distance = (row.kind === null ? 0 : textDistance) * scale;
    const room = (row.room - markDistance) * scale - distance - 2 * scale;
    const isSelected = holdsPath(row.id, painting.selectedMark);
    const weight = isSelected ? 600 : 400;
    const text = labels.fitted(row.label, weight, room / fontPixels);
    if (text === "") continue;
    const left = x + side * distance;
    const width = labels.widthOf(text, weight) * fontPixels;
    // No line runs through it.
    pen.begin();
    pen.rect(row.isInput ? left - width : left, y - fontPixels * 0.6, width, fontPixels * 1.2);
    pen.fill(backgroundOf(painting, graph.levelOf[owner]!), opacity);
    pen.text({
      text,
      left,
      middle: y,
      align: row.isInput ? "right" : "left",
      fontPixels,
      weight,
      color: isSelected ? accent : secondaryText,
      opacity,
    });
    if (++written % 100 === 0) yield;
  }
}

function holdsPath(id: string | null, path: string | null): boolean {
  return id !== null && path !== null && (path === id || path.startsWith(`${id}/`));
}

function rowsOf(painting: GraphPainting, { window, items, frames }: Sight): readonly PlacedRow[] {
  const { graph } = painting;
  const annotations = placedAnnotations(graph.scene, graph.starts);
  const placed: PlacedRow[] = [];
  if (annotations.size === 0) return placed;
  for (const owner of [...frames, ...items]) {
    const opacity = opacityOf(painting, owner);
    const rows = annotations.get(owner);
    if (!rows || opacity <= 0) continue;
    const box = pixelBoxOf(graph, owner, window);
    for (const row of rows)
      placed.push({ owner, row, opacity, ...rowPlace(graph, { owner, row, box, scale: window.scale }) });
  }
  return placed;
}

function rowPlace(
  graph: PlacedGraph,
  {
    owner,
    row,
    box,
    scale,
  }: { readonly owner: number; readonly row: AnnotationRow; readonly box: PixelBox; readonly scale: number },
): Pick<PlacedRow, "border" | "x" | "y" | "borderY"> {
  const middle = box.top + box.height / 2;
  const y = middle + row.middle * scale;
  const isRound = kindAt(graph, owner) === "operation";
  const most = Math.max(0, box.height / 2 - 5 * scale) * (isRound ? 0.5 : 1);
  const borderY = middle + Math.min(Math.max(y - middle, -most), most);
  // An ellipse is narrower there.
  const half = (box.width / 2) * (isRound ? Math.sqrt(1 - ((borderY - middle) / (box.height / 2)) ** 2) : 1);
  const side = row.isInput ? -1 : 1;
  const x = box.left + box.width / 2 + side * (box.width / 2 + markDistance * scale);
  return { border: box.left + box.width / 2 + side * half, x, y, borderY };
}

function paintMarks(
  pen: GraphPen,
  { style }: GraphPainting,
  {
    rows,
    scale,
    opacity,
  }: { readonly rows: readonly PlacedRow[]; readonly scale: number; readonly opacity: number },
): void {
  const line = { color: style.outline, width: Math.max(0.75, 0.9 * scale), dash: null, opacity };
  pen.begin();
  for (const { row, border, borderY, x, y } of rows)
    if (row.kind !== null) traceLine(pen, [border, borderY, x, y]);
  pen.stroke({ ...line, opacity: 0.7 * opacity });
  for (const kind of annotationKinds) {
    const ofKind = rows.filter(({ row }) => row.kind === kind);
    if (ofKind.length === 0) continue;
    pen.begin();
    for (const { x, y } of ofKind) traceMark(pen, kind, { x, y, scale });
    pen.fill(kind === "summary" ? style.outline : style.theme.surface, 1);
    pen.stroke({ ...line, dash: kind === "auxiliary" ? [2 * scale, 1.5 * scale] : null });
  }
}

function traceMark(
  pen: GraphPen,
  kind: AnnotationKind,
  { x, y, scale }: { readonly x: number; readonly y: number; readonly scale: number },
): void {
  const r = markRadius * scale;
  switch (kind) {
    case "constant":
      pen.ellipse(x, y, r, r);
      return;
    case "initialiser":
      traceLine(pen, [x, y - 1.3 * r, x + 1.3 * r, y, x, y + 1.3 * r, x - 1.3 * r, y]);
      pen.closePath();
      return;
    // Three bars of a chart.
    case "summary":
      [0.7, 1.2, 1.8].forEach((height, i) => {
        pen.rect(x + (i - 1.5) * r * 0.8, y + r - height * r, r * 0.6, height * r);
      });
      return;
    case "auxiliary":
      traceRounded(pen, { left: x - 1.6 * r, top: y - r, width: 3.2 * r, height: 2 * r }, r);
      return;
  }
}

/** The mark or text at a point of the graph, of an item. */
export function annotationAt(
  graph: PlacedGraph,
  owner: number,
  { x, y }: { readonly x: number; readonly y: number },
): string | null {
  const rows = placedAnnotations(graph.scene, graph.starts).get(owner);
  if (!rows) return null;
  const dx = Math.abs(x - graph.x[owner]!) - graph.widths[owner]! / 2;
  const isInput = x < graph.x[owner]!;
  for (const row of rows) {
    const isBeside = row.isInput === isInput && dx > markDistance - 2 * markRadius && dx <= row.room;
    if (isBeside && Math.abs(y - graph.y[owner]! - row.middle) <= annotationPitch / 2) return row.id;
  }
  return null;
}
