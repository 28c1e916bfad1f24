// Labels within a width: measured once a text, shortened in the middle, where names say least.

/** Width of a text at a font size of 1. */
export type TextMeasure = (text: string, weight: number) => number;

const measuredPixels = 100;
const mostKept = 40_000;
/** Characters of a text that are looked at. */
const mostMeasured = 2_000;
const ellipsis = "…";
/** Fewer letters than this around the ellipsis tell nothing. */
const leastLetters = 3;

/** Measures with the fonts that the page has loaded; estimates where there is no canvas. */
export function canvasMeasure(fontFamily: string): TextMeasure {
  const context = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (!context) return estimatedMeasure;
  let font = "";
  return (text, weight) => {
    const wanted = `${weight} ${measuredPixels}px ${fontFamily}`;
    if (wanted !== font) context.font = font = wanted;
    return context.measureText(text).width / measuredPixels;
  };
}

/** For a picture that is made without a browser: wider than the interface's font is. */
export const estimatedMeasure: TextMeasure = (text, weight) => {
  let width = 0;
  for (const letter of text)
    width += /[ijltfrI.,:;'|()[\]/ ]/.test(letter) ? 0.36 : /[mwMW@%]/.test(letter) ? 0.92 : 0.61;
  return weight > 500 ? width * 1.06 : width;
};

export class LabelFit {
  readonly #measure: TextMeasure;
  readonly #widths = new Map<string, number>();
  readonly #fits = new Map<string, string>();

  constructor(measure: TextMeasure) {
    this.#measure = measure;
  }

  /** Of the whole text at a font size of 1; of one that is longer than any room, more than any has. */
  widthOf(text: string, weight: number): number {
    if (text.length > mostMeasured) return text.length;
    const key = `${weight} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      width = this.#measure(text, weight);
      if (this.#widths.size >= mostKept) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }

  /** The text, or as much of its ends as fits with an ellipsis between; empty when that would tell nothing. */
  fitted(text: string, weight: number, most: number): string {
    if (text.length > mostMeasured) return this.fitted(withoutMiddle(text), weight, most);
    if (text === "" || this.widthOf(text, weight) <= most) return text;
    // By steps, so that a zoom does not measure anew at each frame.
    const steps = Math.floor(most * 4);
    const key = `${weight} ${steps} ${text}`;
    let fit = this.#fits.get(key);
    if (fit === undefined) {
      fit = this.#shortened(text, weight, steps / 4);
      if (this.#fits.size >= mostKept) this.#fits.clear();
      this.#fits.set(key, fit);
    }
    return fit;
  }

  #shortened(text: string, weight: number, most: number): string {
    const letters = Array.from(text);
    let low = leastLetters - 1;
    let high = letters.length - 1;
    while (low < high) {
      const kept = (low + high + 1) >>> 1;
      if (this.#measure(cut(letters, kept), weight) <= most) low = kept;
      else high = kept - 1;
    }
    return low < leastLetters ? "" : cut(letters, low);
  }
}

function withoutMiddle(text: string): string {
  const half = mostMeasured / 2 - 1;
  return `${text.slice(0, half)}${ellipsis}${text.slice(-half)}`;
}

function cut(letters: readonly string[], kept: number): string {
  const head = Math.ceil(kept / 2);
  const tail = kept - head;
  return `${letters.slice(0, head).join("")}${ellipsis}${tail === 0 ? "" : letters.slice(-tail).join("")}`;
}
