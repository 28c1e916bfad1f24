// Which histograms of a series are given: some evenly spread, the first and the last, those with the extremes, and those of named steps.
import type { Histogram, HistogramReader } from "../histogram-reader.ts";
import { placesOfSteps } from "./histogram-axis.ts";

/** The first, the last, and those with the least and the greatest value: which these are shows only in reading. */
const MOST_UNKNOWN = 4;

export class StepChoice {
  /** Places of all that have to be read, ascending. */
  readonly wanted: readonly number[];
  /** So many rows are given at most. */
  readonly mostRows: number;
  /** Least and greatest value of all that was read; null where no count stands on the axis, and when only named steps are read. */
  valueRange: [number, number] | null = null;
  readonly #maxSteps: number;
  /** Places that are asked for by their steps. */
  readonly #named: ReadonlySet<number>;
  /** Places evenly spread over all. */
  readonly #spread: ReadonlySet<number>;
  /** Of `named` and `spread`. */
  readonly #kept = new Map<number, Histogram>();
  #first: Histogram | undefined;
  #last: Histogram | undefined;
  #least: Histogram | undefined;
  #greatest: Histogram | undefined;

  /** @param maxSteps how many are given beside those of the named steps. */
  constructor(reader: HistogramReader, maxSteps: number, steps: readonly number[]) {
    const count = reader.columns.steps.length;
    this.#maxSteps = maxSteps;
    this.#named = new Set(placesOfSteps(reader.columns, steps));
    this.#spread = new Set(spread(count, maxSteps));
    this.wanted =
      maxSteps > 0 ? Array.from({ length: count }, (_, i) => i) : [...this.#named].sort(ascending);
    const known = new Set([...this.#spread, ...this.#named]);
    let mostRows = 0;
    for (const index of known) mostRows += reader.rowCountAt(index);
    if (maxSteps > 0 && known.size < count) {
      const most = this.wanted.reduce((greatest, index) => Math.max(greatest, reader.rowCountAt(index)), 0);
      mostRows += most * Math.min(MOST_UNKNOWN, count - known.size);
    }
    this.mostRows = mostRows;
  }

  /** One of `wanted`, in their order. */
  add(histogram: Histogram): void {
    const { index, facts } = histogram;
    if (this.#named.has(index) || this.#spread.has(index)) this.#kept.set(index, histogram);
    if (this.#maxSteps === 0) return;
    this.#first ??= histogram;
    this.#last = histogram;
    if (Number.isNaN(facts.least)) return;
    if (!(facts.least >= (this.#least?.facts.least ?? Infinity))) this.#least = histogram;
    if (!(facts.greatest <= (this.#greatest?.facts.greatest ?? -Infinity))) this.#greatest = histogram;
    this.valueRange = [this.#least?.facts.least ?? NaN, this.#greatest?.facts.greatest ?? NaN];
  }

  /** What is given, by place. */
  get chosen(): readonly Histogram[] {
    const musts = [this.#last, this.#first, this.#greatest, this.#least].filter((one) => one !== undefined);
    const chosen = new Map(musts.slice(0, this.#maxSteps).map((one) => [one.index, one]));
    const places = [...chosen.keys()];
    const distance = ({ index }: Histogram): number =>
      Math.min(...places.map((place) => Math.abs(place - index)));
    // What stands next to those gives way to them.
    const others = [...this.#kept.values()]
      .filter(({ index }) => this.#spread.has(index) && !chosen.has(index))
      .sort((a, b) => distance(b) - distance(a) || a.index - b.index);
    for (const one of others.slice(0, Math.max(0, this.#maxSteps - chosen.size))) chosen.set(one.index, one);
    for (const one of this.#kept.values()) if (this.#named.has(one.index)) chosen.set(one.index, one);
    return [...chosen.values()].sort((a, b) => a.index - b.index);
  }
}

/** At most `most` places of `count`, evenly, the first and the last among them. */
function spread(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  if (most < 2) return [count - 1].slice(0, most);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

function ascending(a: number, b: number): number {
  return a - b;
}
