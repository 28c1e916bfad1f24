// Median and quartiles over the steps, as small as a line of text.

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Lines are not cut in half at the edge. */
const MARGIN_PIXELS = 1.5;

/**
 * Paths in SVG's words. One histogram is as wide as many.
 * @param quartiles lower, median, upper of each histogram; those that are not finite are left out.
 */
export function spreadPath(
  quartiles: Float64Array,
  { width, height }: Size,
): { readonly band: string; readonly median: string } {
  const points = Array.from({ length: quartiles.length / 3 }, (_, i) => quartiles.subarray(3 * i, 3 * i + 3));
  const finite = points.filter((point) => point.every(Number.isFinite));
  if (finite.length === 0) return { band: "", median: "" };
  const all = finite.length === 1 ? [...finite, ...finite] : finite;
  const low = Math.min(...all.map(([lower = 0]) => lower));
  const high = Math.max(...all.map(([, , upper = 0]) => upper));
  const x = (i: number): string => ((i / (all.length - 1)) * width).toFixed(1);
  const y = (value: number): string => {
    // Halves: a difference may be more than a double holds.
    const share = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
    return (height - MARGIN_PIXELS - share * (height - 2 * MARGIN_PIXELS)).toFixed(1);
  };
  const line = (part: 0 | 1 | 2): readonly string[] =>
    all.map((point, i) => `${x(i)} ${y(point[part] ?? 0)}`);
  return {
    band: `M${[...line(2), ...line(0).toReversed()].join("L")}Z`,
    median: `M${line(1).join("L")}`,
  };
}
