// Closed items of a graph: bodies of one fill in one path, then what is written in them.
import { colorOf, type GraphPainting, opacityOf, pixelBoxOf, type Sight } from "./graph-painting.ts";
import { type GraphPen, type PixelBox, traceLine, traceRounded } from "./graph-pen.ts";
import { canOpen, type GraphItemKind } from "./graph-scene.ts";
import { labelPixels, scopeLabelPixels, stackStep, subtitlePixels, togglePixels } from "./graph-size.ts";
import { kindAt, levelAt, placeAt } from "./placed-graph.ts";

interface ItemBatch {
  readonly fill: string;
  readonly opacity: number;
  readonly items: { readonly kind: GraphItemKind; readonly item: number; readonly box: PixelBox }[];
}

/** Lower on the screen, a body has neither corners nor an outline. */
const leastShape = 5;
/** And no lines within, nor below this scale. */
const leastDetail = 15;
const leastDetailScale = 0.38;
/** Smaller marks to open by would be hard to meet, and take the room of names. */
const leastToggleScale = 0.55;
/** Text of this size is read; smaller is not written. */
export const leastTextPixels = 7;
const itemsPerPath = 600;
const scopeRadius = 6;
const blockLabelPixels = 13;

export function* paintItems(pen: GraphPen, painting: GraphPainting, sight: Sight): Generator<void> {
  const batches = batchesOf(painting, sight);
  for (const batch of batches)
    for (let first = 0; first < batch.items.length; first += itemsPerPath) {
      paintBodies(pen, painting, {
        ...batch,
        scale: sight.window.scale,
        items: batch.items.slice(first, first + itemsPerPath),
      });
      yield;
    }
  let written = 0;
  for (const batch of batches)
    for (const { kind, item, box } of batch.items) {
      if (
        paintLabel(pen, painting, { kind, item, box, batch, scale: sight.window.scale }) &&
        ++written % 100 === 0
      )
        yield;
    }
}

function batchesOf(painting: GraphPainting, { items, window }: Sight): readonly ItemBatch[] {
  const { style, graph } = painting;
  const batches = new Map<string, ItemBatch>();
  let batch: ItemBatch | undefined;
  for (const item of items) {
    const opacity = opacityOf(painting, item);
    if (opacity <= 0) continue;
    const kind = kindAt(graph, item);
    const fill =
      colorOf(painting, item) ?? (canOpen(kind) || kind === "layer" ? style.scope : style.operation);
    // Most are of the batch of the one before.
    if (batch?.fill !== fill || batch.opacity !== opacity) {
      const key = `${fill} ${opacity}`;
      batch = batches.get(key);
      if (!batch) batches.set(key, (batch = { fill, opacity, items: [] }));
    }
    batch.items.push({ kind, item, box: pixelBoxOf(graph, item, window) });
  }
  return [...batches.values()];
}

function paintBodies(
  pen: GraphPen,
  { style }: GraphPainting,
  { fill, opacity, items, scale }: ItemBatch & { readonly scale: number },
): void {
  const outline = { color: style.outlineOn(fill), width: 1, dash: null, opacity };
  const shaped = items.filter(({ box }) => box.height >= leastShape);
  if (shaped.length < items.length) {
    pen.begin();
    for (const { box } of items)
      if (box.height < leastShape) pen.rect(box.left, box.top, box.width, box.height);
    // Flat as they are, they would vanish without an outline.
    pen.fill(
      fill === style.operation || fill === style.scope ? style.outline : outline.color,
      opacity * 0.55,
    );
  }
  if (shaped.length === 0) return;
  for (const back of [2, 1]) {
    const cards = shaped.filter(({ kind }) => kind === "series");
    if (cards.length === 0) break;
    pen.begin();
    for (const { box } of cards) traceRounded(pen, cardOf(box, back, scale), scopeRadius * scale);
    pen.fill(fill, opacity);
    pen.stroke(outline);
  }
  pen.begin();
  for (const { kind, box } of shaped) traceBody(pen, kind, { box, scale });
  pen.fill(fill, opacity);
  pen.stroke(outline);
  if (scale < leastDetailScale) return;
  pen.begin();
  for (const { kind, box } of shaped) if (box.height >= leastDetail) traceDetails(pen, kind, { box, scale });
  pen.stroke({ ...outline, opacity: opacity * 0.75 });
}

/** The nth card behind a series; 0 for the front one. */
function cardOf({ left, top, width, height }: PixelBox, back: number, scale: number): PixelBox {
  const step = Math.min(stackStep * scale, height / 8);
  return {
    left: left + back * step,
    top: top + (2 - back) * step,
    width: width - 2 * step,
    height: height - 2 * step,
  };
}

/** On the screen, at a scale. */
export interface BodyPlace {
  readonly box: PixelBox;
  readonly scale: number;
}

/** What is written on. */
function frontOf(kind: GraphItemKind, { box, scale }: BodyPlace): PixelBox {
  return kind === "series" ? cardOf(box, 0, scale) : box;
}

export function traceBody(pen: GraphPen, kind: GraphItemKind, { box, scale }: BodyPlace): void {
  const { left, top, width, height } = box;
  const right = left + width;
  const bottom = top + height;
  const notch = Math.min(8 * scale, width / 4);
  switch (kind) {
    case "operation":
      pen.ellipse(left + width / 2, top + height / 2, width / 2, height / 2);
      return;
    case "scope":
      traceRounded(pen, box, scopeRadius * scale);
      return;
    case "layer":
    case "call":
      traceRounded(pen, box, 2 * scale);
      return;
    case "series":
      traceRounded(pen, cardOf(box, 0, scale), scopeRadius * scale);
      return;
    // Narrow where the body lies.
    case "argument":
      traceLine(pen, [left + notch, top, right - notch, top, right, bottom, left, bottom]);
      pen.closePath();
      return;
    case "result":
      traceLine(pen, [left, top, right, top, right - notch, bottom, left + notch, bottom]);
      pen.closePath();
      return;
  }
}

function traceDetails(pen: GraphPen, kind: GraphItemKind, place: BodyPlace): void {
  const { left, top, width, height } = frontOf(kind, place);
  const { scale } = place;
  if (kind === "scope") {
    const inset = 2.5 * scale;
    const inner = {
      left: left + inset,
      top: top + inset,
      width: width - 2 * inset,
      height: height - 2 * inset,
    };
    traceRounded(pen, inner, (scopeRadius - 2) * scale);
  }
  if (kind === "call")
    for (const x of [left + 5 * scale, left + width - 5 * scale]) traceLine(pen, [x, top, x, top + height]);
  if (isToggled(kind, place)) traceToggle(pen, toggleBox(kind, place), false);
}

/** Where an item is opened by a click, on the screen. */
export function toggleBox(kind: GraphItemKind, place: BodyPlace): PixelBox {
  const { left, top, width, height } = frontOf(kind, place);
  const size = togglePixels * place.scale;
  const inset = (kind === "call" ? 8 : 6) * place.scale;
  return { left: left + width - inset - size, top: top + (height - size) / 2, width: size, height: size };
}

/** Whether an item on the screen has a mark to open it by. */
export function isToggled(kind: GraphItemKind, { box, scale }: BodyPlace): boolean {
  return canOpen(kind) && scale >= leastToggleScale && box.height >= leastDetail;
}

/** + or −. */
export function traceToggle(pen: GraphPen, { left, top, width, height }: PixelBox, isOpen: boolean): void {
  const x = left + width / 2;
  const y = top + height / 2;
  const reach = width * 0.3;
  traceLine(pen, [x - reach, y, x + reach, y]);
  if (!isOpen) traceLine(pen, [x, y - reach, x, y + reach]);
}

interface LabelPlace {
  readonly kind: GraphItemKind;
  readonly item: number;
  readonly box: PixelBox;
  readonly batch: ItemBatch;
  readonly scale: number;
}

/** Returns whether anything was written. */
function paintLabel(pen: GraphPen, painting: GraphPainting, place: LabelPlace): boolean {
  const { kind, item, batch, scale } = place;
  const { graph, labels, style } = painting;
  const front = frontOf(kind, place);
  const isSmall = kind === "operation" || kind === "argument" || kind === "result";
  // What is open but too small to show is a block with a name.
  const isBlock = graph.openLevels[item]! >= 0;
  const ofKind = (isSmall ? labelPixels : scopeLabelPixels) * scale;
  const fontPixels = fontWithin(
    isBlock ? Math.min(front.height * 0.3, blockLabelPixels) : ofKind,
    front.height,
  );
  if (fontPixels === null) return false;
  const level = levelAt(graph, item);
  const at = placeAt(graph, item);
  const subtitle = level.subtitles[at]!;
  const subtitleSize = subtitlePixels * scale;
  const isTwoLined = !isSmall && subtitle !== "" && subtitleSize >= leastTextPixels;
  // Where text is larger than in the graph it takes the margins, too.
  const margin = fontPixels > ofKind + 0.25 ? 1.5 / scale : null;
  const left = front.left + (margin ?? (isSmall ? 5 : kind === "call" ? 9 : 7)) * scale;
  const right = isToggled(kind, place) ? toggleBox(kind, place).left : 2 * front.left + front.width - left;
  // In the middle of the item where that leaves room enough, else of what the toggle leaves.
  const width = right - left;
  const middleX = front.left + front.width / 2;
  const centered = 2 * Math.min(middleX - left, right - middleX);
  const middleY = front.top + front.height / 2;
  const write = (
    text: string,
    weight: number,
    size: number,
    line: { middle: number; color: string },
  ): boolean => {
    const fit = labels.fitted(text, weight, width / size);
    if (fit === "") return false;
    const isCentered = labels.widthOf(fit, weight) * size <= centered;
    pen.text({
      text: fit,
      left: isCentered ? middleX : left + width / 2,
      middle: line.middle,
      align: "center",
      fontPixels: size,
      weight,
      color: line.color,
      opacity: batch.opacity,
    });
    return true;
  };
  const weight = isSmall ? 400 : 600;
  const nameMiddle = isTwoLined ? middleY - 6.5 * scale : middleY;
  const isWritten = write(level.labels[at]!, weight, fontPixels, {
    middle: nameMiddle,
    color: style.textOn(batch.fill, false),
  });
  if (isTwoLined)
    write(subtitle, 400, subtitleSize, {
      middle: middleY + 8 * scale,
      color: style.textOn(batch.fill, true),
    });
  return isWritten;
}

/** A font as large as it stands in the graph, or, where that is too small to read and the body has the height, just readable; null for none. */
export function fontWithin(fontPixels: number, height: number): number | null {
  if (fontPixels >= leastTextPixels) return Math.round(fontPixels * 4) / 4;
  const readable = Math.min(8.5, height * 0.72);
  return readable >= leastTextPixels ? readable : null;
}
