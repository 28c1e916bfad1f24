// Which columns or rows of a grid a row of device pixels has parts of.

/** Of each pixel the first and the last of the cells that it shows; none where the last is less than the first. */
export interface PixelGroups {
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/**
 * Cells lie between neighbouring edges, whose places ascend or descend. A cell has the pixels whose centres lie in it;
 * one without any shares the pixel it lies in, so that none is lost. Cells beside the pixels have none.
 */
export function pixelGroups(
  edges: Float64Array,
  placeOf: (edge: number) => number,
  pixelCount: number,
): PixelGroups {
  const first = new Int32Array(pixelCount).fill(0x7fff_ffff);
  const last = new Int32Array(pixelCount).fill(-1);
  const add = (pixel: number, cell: number): void => {
    first[pixel] = Math.min(first[pixel]!, cell);
    last[pixel] = Math.max(last[pixel]!, cell);
  };
  for (let cell = 0; cell + 1 < edges.length; cell++) {
    const [a, b] = [placeOf(edges[cell]!), placeOf(edges[cell + 1]!)];
    const [low, high] = a <= b ? [a, b] : [b, a];
    const from = Math.ceil(low - 0.5);
    const to = Math.ceil(high - 0.5);
    const middle = Math.min(Math.floor((low + high) / 2), high === pixelCount ? pixelCount - 1 : Infinity);
    if (to <= from && middle >= 0 && middle < pixelCount) add(middle, cell);
    for (let pixel = Math.max(0, from); pixel < Math.min(to, pixelCount); pixel++) add(pixel, cell);
  }
  return { first, last };
}
