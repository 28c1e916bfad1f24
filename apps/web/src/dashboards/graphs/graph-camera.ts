// What is looked at, in the URL: the middle of the view and its scale, `120,-40,0.8`.
import type { GraphCamera } from "@runboard/charts";

export function encodeCamera({ x, y, scale }: GraphCamera): string {
  return [Math.round(x), Math.round(y), Number(scale.toPrecision(3))].join(",");
}

/** Null for all of the graph, as when the text says nothing that can be read. */
export function decodeCamera(text: string): GraphCamera | null {
  const [x, y, scale, ...rest] = text.split(",").map(Number);
  if (x === undefined || y === undefined || scale === undefined || rest.length > 0) return null;
  return [x, y, scale].every(Number.isFinite) && scale > 0 ? { x, y, scale } : null;
}
