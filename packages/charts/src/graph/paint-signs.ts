// Short texts at the right top corner of items, as what was added and removed in them: on plates, over lines and frames.
import { type GraphPainting, opacityOf, pixelBoxOf, type Sight } from "./graph-painting.ts";
import { type GraphPen, traceRounded } from "./graph-pen.ts";
import { frameHeader } from "./graph-size.ts";
import { placeAt } from "./placed-graph.ts";

const signPixels = 10;
/** Smaller on the screen a sign is not read, larger it would cover what it is on. */
const [leastSignPixels, mostSignPixels] = [8, 13];
/** Lower items are too many for signs. */
const leastHeight = 6;
/** How far a plate stands over the item's upper edge, of its own height. */
const over = 0.6;
/** An item that is fewer plates high would have its name covered: the sign stands beside it. */
const roomyHeights = 2.2;
/** By which it is joined to the item then. */
const joint = 5;

export function* paintSigns(pen: GraphPen, painting: GraphPainting, sight: Sight): Generator<void> {
  const { graph, signs, style, labels } = painting;
  if (signs.length === 0) return;
  const { scale, width: viewWidth } = sight.window;
  const fontPixels = Math.min(Math.max(signPixels * scale, leastSignPixels), mostSignPixels);
  const { surface, text } = style.theme;
  let painted = 0;
  for (const [items, isFrame] of [
    [sight.frames, true],
    [sight.items, false],
  ] as const)
    for (const item of items) {
      const sign = signs[graph.levelOf[item]!]?.[placeAt(graph, item)] ?? null;
      const opacity = opacityOf(painting, item);
      if (sign === null || opacity <= 0) continue;
      const box = pixelBoxOf(graph, item, sight.window);
      const height = fontPixels + 4;
      const width = Math.max(labels.widthOf(sign, 600) * fontPixels + 7, height);
      if (box.height < leastHeight || width > box.width + 8) continue;
      // Of a frame that is partly seen the sign stays in sight, beside the mark that closes it.
      const right = isFrame
        ? Math.min(box.left + box.width - frameHeader * scale, viewWidth - 4)
        : box.left + box.width;
      const isBeside = !isFrame && box.height < roomyHeights * height;
      const plate = {
        left: isBeside ? right - joint : right - width,
        top: box.top - over * height,
        width,
        height,
      };
      pen.begin();
      traceRounded(pen, plate, height / 2.5);
      pen.fill(surface, opacity);
      pen.stroke({ color: style.edge, width: 1, dash: null, opacity });
      pen.text({
        text: sign,
        left: plate.left + width / 2,
        middle: plate.top + height / 2,
        align: "center",
        fontPixels,
        weight: 600,
        color: text,
        opacity,
      });
      if (++painted % 100 === 0) yield;
    }
}
