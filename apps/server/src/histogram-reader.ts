// The histograms of one series, read from its event files batch by batch. What is none is a problem with its place, neither an exception nor left out in silence.
import { describeHistogram, histogramFault, type HistogramDescription } from "@runboard/analysis";
import {
  type HistogramProblem,
  MAX_HISTOGRAM_PROBLEMS,
  MAX_ROWS_PER_HISTOGRAM_LIMIT,
} from "@runboard/contract";
import type { LogdirRoot, ValueReader } from "@runboard/logdir";
import type { RecordColumns } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import type { Breath } from "./api/long-work.ts";
import { pathBelowRoot } from "./path-below-root.ts";
import { recordBatch } from "./record-batch.ts";

export interface Histogram {
  /** Its place in the columns. */
  readonly index: number;
  /** Rows of left edge, right edge and count that make sense. */
  readonly bins: ArrayLike<number>;
  readonly facts: HistogramDescription;
}

export interface HistogramSource {
  readonly values: Pick<ValueReader, "readTensors">;
  readonly roots: readonly LogdirRoot[];
  readonly breath: Breath;
  /** Aborts when no one waits any more. */
  readonly signal: AbortSignal;
}

/** Read at once: of a few microseconds each. */
const BATCH_HISTOGRAMS = 2048;

/** Of the tensor at a place, as far as the index knows it: how many rows it has, or why it is no histogram that is read. */
type Outline = { readonly rowCount: number } | Pick<HistogramProblem, "code" | "reason">;

export class HistogramReader {
  readonly columns: RecordColumns;
  readonly #source: HistogramSource;
  readonly #problems = new Map<number, Pick<HistogramProblem, "code" | "reason">>();

  constructor(columns: RecordColumns, source: HistogramSource) {
    this.columns = columns;
    this.#source = source;
  }

  get breath(): Breath {
    return this.#source.breath;
  }

  /** Makes a problem of the one at a place, which is not read. */
  refuse(index: number, reason: string): void {
    this.#problems.set(index, malformed(reason));
  }

  /** Rows of the histogram at a place, known before it is read; 0 for what is none. */
  rowCountAt(index: number): number {
    const outline = this.#outlineAt(index);
    return "rowCount" in outline ? outline.rowCount : 0;
  }

  /** Of what was read so far, by their places. */
  get problems(): { readonly problems: HistogramProblem[]; readonly problemCount: number } {
    const { steps, files, fileIndexes } = this.columns;
    const problems = [...this.#problems.keys()]
      .sort((a, b) => a - b)
      .slice(0, MAX_HISTOGRAM_PROBLEMS)
      .map((index) => ({
        step: steps[index] ?? NaN,
        file: pathBelowRoot(files[fileIndexes[index] ?? -1]?.path ?? "", this.#source.roots),
        code: "malformed" as const,
        reason: "",
        ...this.#problems.get(index),
      }));
    return { problems, problemCount: this.#problems.size };
  }

  /**
   * The histograms at these places, ascending, some at a time; all when `indexes` is absent. Others are served in between.
   * Throws the signal's reason when it aborts.
   */
  async *read(
    indexes: readonly number[] = [...this.columns.steps.keys()],
  ): AsyncGenerator<readonly Histogram[], void, undefined> {
    const { values, signal, breath } = this.#source;
    const wanted = indexes.filter((index) => {
      const outline = this.#outlineAt(index);
      if (!("rowCount" in outline)) this.#problems.set(index, outline);
      return "rowCount" in outline;
    });
    const { steps, lengthsBytes } = this.columns;
    const places = {
      steps: Float64Array.from(wanted, (index) => steps[index] ?? NaN),
      lengthsBytes: Float64Array.from(wanted, (index) => lengthsBytes[index] ?? 0),
    };
    for (let at = 0; at < wanted.length;) {
      const batch = recordBatch(places, at, BATCH_HISTOGRAMS).map((place) => wanted[place] ?? 0);
      at += batch.length;
      const found = await values.readTensors(this.columns, { indexes: batch, signal });
      const histograms: Histogram[] = [];
      for (const [i, value] of found.entries()) {
        const index = batch[i] ?? 0;
        const bins = value.kind === "problem" ? value : binsOf(value.tensor);
        if ("reason" in bins) this.#problems.set(index, { code: bins.code, reason: bins.reason });
        else histograms.push({ index, bins, facts: describeHistogram(bins) });
      }
      yield histograms;
      await breath.take();
    }
  }

  #outlineAt(index: number): Outline {
    const details = this.columns.details[index];
    if (details?.kind !== "tensor") return malformed("it is no tensor");
    const { dtype, shape } = details;
    return outlineOf(dtype, shape);
  }
}

function outlineOf(dtype: string, shape: readonly number[]): Outline {
  const [rowCount = 0, columnCount] = shape;
  if (shape.length === 2 && columnCount === 3 && isReal(dtype)) {
    if (rowCount <= MAX_ROWS_PER_HISTOGRAM_LIMIT) return { rowCount };
    const reason = `the histogram has ${rowCount} rows; at most ${MAX_ROWS_PER_HISTOGRAM_LIMIT} are read`;
    return { code: "too_large", reason };
  }
  if (shape.includes(0)) return { rowCount: 0 };
  return malformed(
    `the tensor is of type ${dtype} and shape [${shape.join(", ")}]; a histogram has rows of three numbers`,
  );
}

function isReal(dtype: string): boolean {
  return dtype !== "string" && dtype !== "complex64" && dtype !== "complex128";
}

function binsOf(tensor: Tensor): Histogram["bins"] | Pick<HistogramProblem, "code" | "reason"> {
  const outline = outlineOf(tensor.dtype, tensor.shape);
  if (!("rowCount" in outline)) return outline;
  if (outline.rowCount === 0) return none;
  if (tensor.kind === "strings" || tensor.kind === "complex") return malformed("it has no numbers");
  const bins = tensor.kind === "bigints" ? Float64Array.from(tensor.values, Number) : tensor.values;
  const fault = histogramFault(bins);
  return fault === undefined ? bins : malformed(fault);
}

const none = new Float64Array(0);

function malformed(reason: string): Pick<HistogramProblem, "code" | "reason"> {
  return { code: "malformed", reason };
}
