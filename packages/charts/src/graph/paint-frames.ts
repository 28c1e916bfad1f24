// Open scopes of a graph: tinted frames beneath what is in them, and their names above it.
import { TakenBoxes } from "./edge-labels.ts";
import { colorOf, depthOf, type GraphPainting, opacityOf, pixelBoxOf, type Sight } from "./graph-painting.ts";
import { type GraphPen, type PixelBox, traceLine, traceRounded } from "./graph-pen.ts";
import { canOpen } from "./graph-scene.ts";
import { frameHeader, framePadding, scopeLabelPixels, subtitlePixels, togglePixels } from "./graph-size.ts";
import { leastTextPixels, traceToggle } from "./paint-items.ts";
import { kindAt, levelAt, placeAt } from "./placed-graph.ts";

const frameRadius = 8;
/** Lower on the screen, a header has no name in it: that stands on a plate. */
const leastHeader = 11;
const platePixels = 11;
const plateHeight = 17;
/** A smaller frame has no plate. */
const leastPlateFrame = { width: 56, height: 40 };
const inset = 10;

export function* paintFrames(
  pen: GraphPen,
  painting: GraphPainting,
  { window, frames }: Sight,
): Generator<void> {
  const { graph, style } = painting;
  let painted = 0;
  for (const item of frames) {
    const opacity = opacityOf(painting, item);
    if (opacity <= 0) continue;
    const { fill, outline } = style.frame(colorOf(painting, item), depthOf(graph, item));
    pen.begin();
    traceRounded(pen, pixelBoxOf(graph, item, window), frameRadius * window.scale);
    pen.fill(fill, opacity);
    pen.stroke({ color: outline, width: 1, dash: null, opacity });
    if (++painted % 100 === 0) yield;
  }
}

/** Above the lines that cross a frame's border. */
export function* paintFrameNames(pen: GraphPen, painting: GraphPainting, sight: Sight): Generator<void> {
  const headerPixels = frameHeader * sight.window.scale;
  const isHeaderRead = headerPixels >= leastHeader;
  const taken = new TakenBoxes();
  let painted = 0;
  for (const item of sight.frames) {
    const opacity = opacityOf(painting, item);
    if (opacity <= 0) continue;
    const box = pixelBoxOf(painting.graph, item, sight.window);
    if (isHeaderRead) paintHeader(pen, painting, { item, box, sight, opacity });
    else if (box.width >= leastPlateFrame.width && box.height >= leastPlateFrame.height)
      paintPlate(pen, painting, { item, box, sight, opacity, taken });
    if (++painted % 50 === 0) yield;
  }
}

interface NamePlace {
  readonly item: number;
  readonly box: PixelBox;
  readonly sight: Sight;
  readonly opacity: number;
}

function paintHeader(pen: GraphPen, painting: GraphPainting, { item, box, sight, opacity }: NamePlace): void {
  const { graph, style, labels } = painting;
  const { scale, width } = sight.window;
  const { header, outline } = style.frame(colorOf(painting, item), depthOf(graph, item));
  const height = frameHeader * scale;
  const middle = box.top + height / 2;
  pen.begin();
  traceHeader(pen, { ...box, height }, frameRadius * scale);
  pen.fill(header, opacity);
  const toggle = headerToggleBox(box, scale);
  if (canOpen(kindAt(graph, item))) {
    pen.begin();
    traceToggle(pen, toggle, true);
    pen.stroke({ color: style.textOn(header, true), width: Math.max(scale, 0.8), dash: null, opacity });
  }
  pen.begin();
  traceLine(pen, [box.left, box.top + height, box.left + box.width, box.top + height]);
  pen.stroke({ color: outline, width: 0.75, dash: null, opacity: opacity * 0.7 });
  // In sight for as long as a part of the frame is.
  const left = Math.min(Math.max(box.left, 0), box.left + box.width / 2) + inset * scale;
  const room = Math.min(toggle.left, width) - 4 * scale - left;
  const level = levelAt(graph, item);
  const place = placeAt(graph, item);
  const fontPixels = Math.max(scopeLabelPixels * scale, leastTextPixels);
  const name = labels.fitted(level.labels[place]!, 600, room / fontPixels);
  if (name === "") return;
  const text = { left, middle, align: "left", opacity } as const;
  pen.text({ ...text, text: name, fontPixels, weight: 600, color: style.textOn(header, false) });
  const nameWidth = labels.widthOf(name, 600) * fontPixels + 8 * scale;
  const subtitleSize = subtitlePixels * scale;
  const subtitle = level.subtitles[place]!;
  if (subtitleSize < leastTextPixels || labels.widthOf(subtitle, 400) * subtitleSize > room - nameWidth)
    return;
  pen.text({
    ...text,
    text: subtitle,
    left: left + nameWidth,
    fontPixels: subtitleSize,
    weight: 400,
    color: style.textOn(header, true),
  });
}

/** Where an open item is closed by a click, on the screen. */
export function headerToggleBox(box: PixelBox, scale: number): PixelBox {
  const size = togglePixels * scale;
  const gap = ((frameHeader - togglePixels) / 2) * scale;
  return { left: box.left + box.width - gap - size, top: box.top + gap, width: size, height: size };
}

function traceHeader(pen: GraphPen, { left, top, width, height }: PixelBox, radius: number): void {
  const r = Math.min(radius, width / 2, height);
  const right = left + width;
  pen.moveTo(left, top + height);
  pen.lineTo(left, top + r);
  pen.quadTo(left, top, left + r, top);
  pen.lineTo(right - r, top);
  pen.quadTo(right, top, right, top + r);
  pen.lineTo(right, top + height);
  pen.closePath();
}

/** A name that is read from afar, over what is not. Names that would meet one of an outer frame are left out. */
function paintPlate(
  pen: GraphPen,
  painting: GraphPainting,
  { item, box, sight, opacity, taken }: NamePlace & { readonly taken: TakenBoxes },
): void {
  const { graph, style, labels } = painting;
  const { surface, text, hairline } = style.theme;
  const left = Math.max(box.left, 0);
  const right = Math.min(box.left + box.width, sight.window.width);
  const name = labels.fitted(
    levelAt(graph, item).labels[placeAt(graph, item)]!,
    600,
    (right - left - 20) / platePixels,
  );
  if (name === "") return;
  const width = labels.widthOf(name, 600) * platePixels + 12;
  const plate = {
    left: (left + right - width) / 2,
    top: Math.max(box.top, 0) + 4,
    width,
    height: plateHeight,
  };
  if (plate.top + plateHeight > box.top + box.height) return;
  const bounds = { ...plate, right: plate.left + width, bottom: plate.top + plateHeight };
  if (taken.meets(bounds)) return;
  taken.add(bounds);
  pen.begin();
  traceRounded(pen, plate, 4);
  pen.fill(surface, 0.92 * opacity);
  pen.stroke({ color: hairline, width: 1, dash: null, opacity });
  pen.text({
    text: name,
    left: plate.left + width / 2,
    middle: plate.top + plateHeight / 2,
    align: "center",
    fontPixels: platePixels,
    weight: 600,
    color: text,
    opacity,
  });
}

/** The line between a graph and what stands beside it. */
export function paintAuxiliaryBorders(
  pen: GraphPen,
  painting: GraphPainting,
  { window, levels }: Sight,
): void {
  const { graph, style } = painting;
  const { auxiliaryBorders, frames, x, y, widths, heights, size } = graph;
  pen.begin();
  let hasAny = false;
  for (let l = 0; l < levels.length; l++) {
    const borderX = auxiliaryBorders[l]!;
    if (levels[l] === 0 || Number.isNaN(borderX)) continue;
    hasAny = true;
    const frame = frames[l]!;
    const left = frame < 0 ? 0 : x[frame]! - widths[frame]! / 2 + framePadding;
    const top = frame < 0 ? 0 : y[frame]! - heights[frame]! / 2 + frameHeader + framePadding;
    const bottom = frame < 0 ? size.height : y[frame]! + heights[frame]! / 2 - framePadding;
    const place = (left + borderX - window.left) * window.scale;
    traceLine(pen, [place, (top - window.top) * window.scale, place, (bottom - window.top) * window.scale]);
  }
  if (hasAny) pen.stroke({ color: style.theme.hairline, width: 1, dash: null, opacity: 1 });
}
