// The whole picture of a graph, from back to front, in steps that a caller may spread over frames.
import { stubPlace } from "./border-lines.ts";
import { edgeLabelHeight } from "./edge-labels.ts";
import type { GraphWindow } from "./graph-camera.ts";
import {
  backgroundOf,
  type GraphPainting,
  opacityOf,
  pixelBoxOf,
  type Sight,
  sightOf,
} from "./graph-painting.ts";
import { type GraphPen, type PixelBox, traceLine, traceRounded } from "./graph-pen.ts";
import { BEYOND, type GraphItemKind } from "./graph-scene.ts";
import { edgeLabelPixels } from "./graph-size.ts";
import { paintAnnotations } from "./paint-annotations.ts";
import { paintEdges } from "./paint-edges.ts";
import { paintAuxiliaryBorders, paintFrameNames, paintFrames } from "./paint-frames.ts";
import { leastTextPixels, paintItems, traceBody } from "./paint-items.ts";
import { paintPins } from "./paint-pins.ts";
import { paintSigns } from "./paint-signs.ts";
import { kindAt, type PlacedGraph } from "./placed-graph.ts";

const stubTextPixels = 8.5;

export function* paintGraph(pen: GraphPen, painting: GraphPainting, window: GraphWindow): Generator<void> {
  const sight = sightOf(painting.graph, window);
  yield* paintFrames(pen, painting, sight);
  paintAuxiliaryBorders(pen, painting, sight);
  paintStubs(pen, painting, sight);
  yield* paintEdges(pen, painting, sight);
  yield* paintAnnotations(pen, painting, sight);
  yield* paintItems(pen, painting, sight);
  yield* paintFrameNames(pen, painting, sight);
  paintPins(pen, painting, sight);
  yield* paintEdgeLabels(pen, painting, sight);
  yield* paintSigns(pen, painting, sight);
  paintMarks(pen, painting, sight);
}

/** At once. */
export function paintWholeGraph(pen: GraphPen, painting: GraphPainting, window: GraphWindow): void {
  const steps = paintGraph(pen, painting, window);
  while (steps.next().done !== true);
}

/** Where too much leaves a scope for lines: how much does, at each item. */
function paintStubs(pen: GraphPen, painting: GraphPainting, { window, levels }: Sight): void {
  const { graph, style } = painting;
  if (window.scale < 0.35) return;
  const shown = graph.stubs.filter(
    ({ item }) =>
      levels[graph.levelOf[item]!] === 1 && opacityOf(painting, item) > 0 && isNear(graph, item, window),
  );
  if (shown.length === 0) return;
  const { scale } = window;
  const places = shown.map((stub) => {
    const isRound = kindAt(graph, stub.item) === "operation" && graph.openLevels[stub.item]! < 0;
    const { x, from, to } = stubPlace(graph, stub, { isRound, direction: graph.direction });
    return {
      x: (x - window.left) * scale,
      from: (from - window.top) * scale,
      to: (to - window.top) * scale,
      count: stub.count,
      opacity: opacityOf(painting, stub.item),
    };
  });
  pen.begin();
  for (const { x, from, to } of places) traceLine(pen, [x, from, x, to]);
  pen.stroke({ color: style.edge, width: Math.max(0.75, scale), dash: null, opacity: 0.6 });
  const fontPixels = stubTextPixels * scale;
  if (fontPixels < leastTextPixels) return;
  for (const { x, from, to, count, opacity } of places)
    pen.text({
      text: String(count),
      left: x + 3 * scale,
      middle: to - Math.sign(to - from) * 4 * scale,
      align: "left",
      fontPixels,
      weight: 400,
      color: style.theme.secondaryText,
      opacity,
    });
}

function isNear(graph: PlacedGraph, item: number, { left, top, scale, width, height }: GraphWindow): boolean {
  const dx = graph.x[item]! - left - width / scale / 2;
  const dy = graph.y[item]! - top - height / scale / 2;
  return (
    Math.abs(dx) < width / scale / 2 + graph.widths[item]! &&
    Math.abs(dy) < height / scale / 2 + graph.heights[item]!
  );
}

function* paintEdgeLabels(
  pen: GraphPen,
  painting: GraphPainting,
  { window, levels }: Sight,
): Generator<void> {
  const { edgeLabels, graph, style } = painting;
  const { left, top, scale } = window;
  const fontPixels = edgeLabelPixels * scale;
  if (edgeLabels === null || fontPixels < leastTextPixels) return;
  let written = 0;
  for (let l = 0; l < levels.length; l++) {
    if (levels[l] === 0) continue;
    const background = backgroundOf(painting, l);
    for (const { edge, text, x, y, width } of yield* edgeLabels(l)) {
      const place = { x: (x - left) * scale, y: (y - top) * scale };
      const half = { width: (width * scale) / 2, height: (edgeLabelHeight * scale) / 2 };
      if (Math.abs(place.x - window.width / 2) > window.width / 2 + half.width) continue;
      if (Math.abs(place.y - window.height / 2) > window.height / 2 + half.height) continue;
      const [from, to] = [graph.edges.froms[edge]!, graph.edges.tos[edge]!];
      const opacity = Math.min(...[from, to].map((end) => (end === BEYOND ? 1 : opacityOf(painting, end))));
      if (opacity <= 0) continue;
      pen.begin();
      traceRounded(
        pen,
        {
          left: place.x - half.width,
          top: place.y - half.height,
          width: 2 * half.width,
          height: 2 * half.height,
        },
        3 * scale,
      );
      pen.fill(background, 1);
      const isSelected = painting.selected >= 0 && (from === painting.selected || to === painting.selected);
      pen.text({
        text,
        left: place.x,
        middle: place.y,
        align: "center",
        fontPixels,
        weight: 400,
        color: isSelected ? style.theme.text : style.theme.secondaryText,
        opacity,
      });
      if (++written % 100 === 0) yield;
    }
  }
}

/** What is selected, found and pinned, each told by its form. */
function paintMarks(pen: GraphPen, painting: GraphPainting, sight: Sight): void {
  const { graph, style, selected, found, pinned } = painting;
  const { window } = sight;
  const { accent, surface } = style.theme;
  const isOpen = new Set(sight.frames);
  const rings: { readonly kind: GraphItemKind; readonly box: PixelBox; readonly isSelected: boolean }[] = [];
  const pins: PixelBox[] = [];
  for (const items of [sight.frames, sight.items])
    for (const item of items) {
      const isMarked = item === selected || found.has(item);
      if (!isMarked && !pinned.has(item)) continue;
      const box = pixelBoxOf(graph, item, window);
      const kind = isOpen.has(item) ? "scope" : kindAt(graph, item);
      if (isMarked) rings.push({ kind, box, isSelected: item === selected });
      if (pinned.has(item)) pins.push(box);
    }
  for (const isSelected of [false, true]) {
    const ofKind = rings.filter((ring) => ring.isSelected === isSelected);
    if (ofKind.length === 0) continue;
    pen.begin();
    for (const { kind, box } of ofKind) traceRing(pen, kind, { box, scale: window.scale });
    if (isSelected) pen.stroke({ color: accent, width: 2.5, dash: null, opacity: 1 });
    else pen.stroke({ color: accent, width: 1.75, dash: [4, 2.5], opacity: 1 });
  }
  if (pins.length === 0) return;
  // A pin's head with its needle, at the left top corner.
  const size = Math.min(Math.max(3.4 * window.scale, 2), 5);
  pen.begin();
  for (const { left, top } of pins)
    traceLine(pen, [left + size, top - size, left + 2.4 * size, top + 1.2 * size]);
  pen.stroke({ color: accent, width: Math.max(1, size / 3), dash: null, opacity: 1 });
  pen.begin();
  for (const { left, top } of pins) pen.ellipse(left + size, top - size, size, size);
  pen.fill(accent, 1);
  pen.stroke({ color: surface, width: 1, dash: null, opacity: 1 });
}

/** Around an item, a little away from it. */
export function traceRing(
  pen: GraphPen,
  kind: GraphItemKind,
  { box: { left, top, width, height }, scale }: { readonly box: PixelBox; readonly scale: number },
): void {
  const away = 2.5;
  const around = { left: left - away, top: top - away, width: width + 2 * away, height: height + 2 * away };
  if (kind === "operation") traceBody(pen, kind, { box: around, scale });
  else traceRounded(pen, around, 7 * scale + away);
}
