// Where lines cross the border of an open scope: hollow pins for what comes in, full ones for what goes out, with how many there are.
import { pinCountMiddle } from "./edge-labels.ts";
import { type GraphPainting, opacityOf, type Sight } from "./graph-painting.ts";
import type { GraphPen } from "./graph-pen.ts";
import { BEYOND } from "./graph-scene.ts";
import { leastTextPixels } from "./paint-items.ts";

interface Pin {
  readonly x: number;
  readonly y: number;
  readonly isInput: boolean;
  readonly isSelected: boolean;
  readonly count: number;
  readonly opacity: number;
}

const leastPinScale = 0.3;
const pinRadius = 3;
const countPixels = 8.5;

export function paintPins(pen: GraphPen, painting: GraphPainting, { window, levels }: Sight): void {
  const { scale } = window;
  if (scale < leastPinScale) return;
  const { style, graph } = painting;
  for (let l = 0; l < levels.length; l++) {
    const frame = graph.frames[l]!;
    if (levels[l] === 0 || frame < 0) continue;
    const pins = pinsOf(painting, l, window);
    if (pins.length === 0) continue;
    const { surface, accent, secondaryText } = style.theme;
    for (const pin of pins) {
      const color = pin.isSelected ? accent : style.edge;
      pen.begin();
      pen.ellipse(pin.x, pin.y, pinRadius * scale, pinRadius * scale);
      pen.fill(pin.isInput ? surface : color, pin.opacity);
      pen.stroke({ color, width: Math.max(1.1 * scale, 0.7), dash: null, opacity: pin.opacity });
    }
    const fontPixels = countPixels * scale;
    if (fontPixels < leastTextPixels) continue;
    const frameMiddle = (graph.y[frame]! - window.top) * scale;
    pins.forEach(({ x, y, count, opacity }, i) => {
      const text = String(count);
      const next = pins[i + 1];
      const room = next && next.y === y ? next.x - x - 8 * scale : Infinity;
      if (count < 2 || painting.labels.widthOf(text, 400) * fontPixels > room) return;
      const middle = pinCountMiddle(y / scale, y < frameMiddle) * scale;
      pen.text({
        text,
        left: x + 4 * scale,
        middle,
        align: "left",
        fontPixels,
        weight: 400,
        color: secondaryText,
        opacity,
      });
    });
  }
}

/** From left to right, first those at one side. */
function pinsOf(painting: GraphPainting, l: number, window: Sight["window"]): readonly Pin[] {
  const { graph, selected } = painting;
  const { edges, scene } = graph;
  const { counts } = scene.levels[l]!.edges;
  const pins: Pin[] = [];
  for (let edge = edges.starts[l]!; edge < edges.starts[l + 1]!; edge++) {
    const isInput = edges.froms[edge] === BEYOND;
    if ((!isInput && edges.tos[edge] !== BEYOND) || edges.offsets[edge + 1] === edges.offsets[edge]) continue;
    const item = isInput ? edges.tos[edge]! : edges.froms[edge]!;
    const opacity = opacityOf(painting, item);
    if (opacity <= 0) continue;
    const p = 2 * (isInput ? edges.offsets[edge]! : edges.offsets[edge + 1]! - 1);
    pins.push({
      x: (edges.points[p]! - window.left) * window.scale,
      y: (edges.points[p + 1]! - window.top) * window.scale,
      isInput,
      isSelected: item === selected,
      count: counts[edge - edges.starts[l]!]!,
      opacity,
    });
  }
  return pins.sort((a, b) => a.y - b.y || a.x - b.x);
}
