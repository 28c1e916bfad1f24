// How alike two pictures are, in numbers that papers give.
import { alike, readBrightnessRow, type PictureSamples } from "./picture-samples.ts";

export interface PictureLikeness {
  /** Peak signal-to-noise ratio in decibels over all channels; Infinity for pictures that are the same. */
  readonly psnrDecibels: number;
  /** Share of pixels any of whose samples differ. */
  readonly changedShare: number;
  /** Mean structural similarity of brightness, 1 for pictures that are the same; null where a side is shorter than its window. */
  readonly ssim: number | null;
}

/** After Wang et al. 2004: an 11 × 11 Gaussian window with σ = 1.5, K1 = 0.01, K2 = 0.03, at every place where it fits wholly. */
const WINDOW = 11;
const SIGMA = 1.5;
const K1 = 0.01;
const K2 = 0.03;

const weights = (() => {
  const bell = Float64Array.from({ length: WINDOW }, (_, at) =>
    Math.exp(-((at - (WINDOW - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  );
  const sum = bell.reduce((total, weight) => total + weight, 0);
  return bell.map((weight) => weight / sum);
})();

/** Means over the window of a, b, aa, bb and ab. */
const MEANS = 5;

/**
 * Of two pictures of one size. Yields after each row, so that whoever asks may let others have a turn.
 * SSIM is of the full size: Wang's later advice, to reduce large pictures first, is not followed.
 */
export function* likenessInPieces(
  first: PictureSamples,
  second: PictureSamples,
): Generator<void, PictureLikeness> {
  if (first.width !== second.width || first.height !== second.height)
    throw new RangeError("only pictures of one size are alike or not");
  const [a, b] = alike(first, second);
  const { width, height, greatest } = a;
  const rowLength = width * a.channelCount;
  const similarity = width >= WINDOW && height >= WINDOW ? new Similarity(a, b) : null;
  let squares = 0;
  let changedCount = 0;
  for (let top = 0; top < height; top++) {
    const end = (top + 1) * rowLength;
    for (let pixel = top * rowLength; pixel < end; pixel += a.channelCount) {
      let ofPixel = 0;
      for (let at = pixel; at < pixel + a.channelCount; at++) ofPixel += (a.values[at]! - b.values[at]!) ** 2;
      squares += ofPixel;
      if (ofPixel > 0) changedCount += 1;
    }
    similarity?.addRow(top);
    yield;
  }
  const meanSquare = squares / a.values.length;
  return {
    psnrDecibels: 10 * Math.log10(greatest ** 2 / meanSquare),
    changedShare: changedCount / (width * height),
    ssim: similarity?.mean() ?? null,
  };
}

/** Filtered first along the rows, then down the last rows: the window is the product of two bells. */
class Similarity {
  readonly #a: PictureSamples;
  readonly #b: PictureSamples;
  readonly #rowA: Float64Array;
  readonly #rowB: Float64Array;
  /** Of each of the last rows its filtered means, one after the other. */
  readonly #rows: readonly Float64Array[];
  readonly #placeCount: number;
  readonly #column: Float64Array;
  #sum = 0;
  #count = 0;

  constructor(a: PictureSamples, b: PictureSamples) {
    this.#a = a;
    this.#b = b;
    this.#rowA = new Float64Array(a.width);
    this.#rowB = new Float64Array(a.width);
    this.#placeCount = a.width - WINDOW + 1;
    this.#rows = Array.from({ length: WINDOW }, () => new Float64Array(MEANS * this.#placeCount));
    this.#column = new Float64Array(MEANS * this.#placeCount);
  }

  /** Rows come in their order. */
  addRow(top: number): void {
    readBrightnessRow(this.#a, top, this.#rowA);
    readBrightnessRow(this.#b, top, this.#rowB);
    this.#filterAlong(this.#rows[top % WINDOW]!);
    if (top >= WINDOW - 1) this.#filterDown(top - WINDOW + 1);
  }

  mean(): number {
    return this.#sum / this.#count;
  }

  #filterAlong(out: Float64Array): void {
    const rowA = this.#rowA;
    const rowB = this.#rowB;
    const count = this.#placeCount;
    for (let left = 0; left < count; left++) {
      let meanA = 0;
      let meanB = 0;
      let meanAA = 0;
      let meanBB = 0;
      let meanAB = 0;
      for (let k = 0; k < WINDOW; k++) {
        const weight = weights[k]!;
        const a = rowA[left + k]!;
        const b = rowB[left + k]!;
        meanA += weight * a;
        meanB += weight * b;
        meanAA += weight * a * a;
        meanBB += weight * b * b;
        meanAB += weight * a * b;
      }
      out[left] = meanA;
      out[count + left] = meanB;
      out[2 * count + left] = meanAA;
      out[3 * count + left] = meanBB;
      out[4 * count + left] = meanAB;
    }
  }

  #filterDown(firstRow: number): void {
    const column = this.#column;
    column.fill(0);
    for (let k = 0; k < WINDOW; k++) {
      const weight = weights[k]!;
      const row = this.#rows[(firstRow + k) % WINDOW]!;
      for (let at = 0; at < column.length; at++) column[at] = column[at]! + weight * row[at]!;
    }
    const count = this.#placeCount;
    const c1 = (K1 * this.#a.greatest) ** 2;
    const c2 = (K2 * this.#a.greatest) ** 2;
    for (let left = 0; left < count; left++) {
      const a = column[left]!;
      const b = column[count + left]!;
      const varianceA = column[2 * count + left]! - a * a;
      const varianceB = column[3 * count + left]! - b * b;
      const covariance = column[4 * count + left]! - a * b;
      this.#sum +=
        ((2 * a * b + c1) * (2 * covariance + c2)) / ((a * a + b * b + c1) * (varianceA + varianceB + c2));
    }
    this.#count += count;
  }
}
