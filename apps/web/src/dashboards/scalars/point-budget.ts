// How many points of each series a chart asks for: enough for its width, not more than a card can hold.

/** Over all series of one card: about 12 MB of columns. */
const CARD_POINTS = 400_000;
/** A line of fewer points shows no shape. */
const LEAST_POINTS = 40;
/** Few steps, so that a resize seldom asks again. */
const STEPS = [512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192];

/** @param widthPixels of the chart, in CSS pixels. @param pixelRatio device pixels per CSS pixel. */
export function pointBudget(widthPixels: number, pixelRatio: number, seriesCount: number): number {
  const wanted = 2 * widthPixels * Math.min(2, Math.max(1, pixelRatio));
  const bucket = STEPS.find((step) => step >= wanted) ?? 8192;
  const share = Math.floor(CARD_POINTS / Math.max(1, seriesCount));
  if (share >= bucket) return bucket;
  // Also in steps: one more run must not make every series be fetched again.
  return Math.max(LEAST_POINTS, 2 ** Math.floor(Math.log2(Math.max(1, share))));
}
