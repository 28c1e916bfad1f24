// `/data/plugin/{histograms,distributions}/…` and histograms of the Time Series page, in TensorBoard's shape.
import { histogramQuantiles, QUANTILE_BASIS_POINTS, type HistogramBins } from "@runboard/analysis";
import type { ValueReader } from "@runboard/logdir";
import type { RecordColumns } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import { BlockWriter } from "./block-writer.ts";
import { floatText } from "./number-text.ts";
import { pointValues } from "./series-values.ts";

export const histogramSeries = { plugin: "histograms", dataClass: "tensor" } as const;

/** How the points of a series are written: what stands before, within and after the bins. */
export type HistogramLayout = (step: number, wallTimeSeconds: number, bins: HistogramBins) => string;

export const histogramLayouts = {
  /** `[wall time, step, [[left, right, count], …]]` */
  bins: (step, wallTimeSeconds, bins) =>
    row(
      step,
      wallTimeSeconds,
      rowsText(bins, ([left, right, count]) => `[${left}, ${right}, ${count}]`),
    ),
  /** `[wall time, step, [[basis points, value], …]]` */
  quantiles: (step, wallTimeSeconds, bins) => {
    const values = histogramQuantiles(bins);
    const pairs = QUANTILE_BASIS_POINTS.map(
      (basisPoint, i) => `[${basisPoint}, ${floatText(values[i] ?? 0)}]`,
    );
    return row(step, wallTimeSeconds, pairs.join(", "));
  },
  /** `{wallTime, step, bins: [{min, max, count}, …]}` */
  objects: (step, wallTimeSeconds, bins) => {
    const texts = rowsText(bins, ([min, max, count]) => `{"min": ${min}, "max": ${max}, "count": ${count}}`);
    return `{"wallTime": ${floatText(wallTimeSeconds)}, "step": ${step}, "bins": [${texts}]}`;
  },
} as const satisfies Record<string, HistogramLayout>;

function row(step: number, wallTimeSeconds: number, content: string): string {
  return `[${floatText(wallTimeSeconds)}, ${step}, [${content}]]`;
}

/** `[…]` of one series. What is no histogram, or cannot be read, is left out. */
export async function* histogramPoints(
  values: ValueReader,
  columns: RecordColumns,
  layout: HistogramLayout,
): AsyncGenerator<Buffer, void, undefined> {
  const writer = new BlockWriter();
  yield* writeHistogramPoints(writer, { values, columns, layout });
  yield* writer.takeAll();
}

interface HistogramPoints {
  readonly values: ValueReader;
  readonly columns: RecordColumns;
  readonly layout: HistogramLayout;
}

/** The same among other things: full blocks are given on the way, the rest stays in `writer`. */
export async function* writeHistogramPoints(
  writer: BlockWriter,
  { values, columns, layout }: HistogramPoints,
): AsyncGenerator<Buffer, void, undefined> {
  writer.text("[");
  let separator = "";
  for await (const { step, wallTimeSeconds, tensor } of pointValues(values, columns)) {
    const bins = binsOf(tensor);
    if (!bins) continue;
    writer.text(separator + layout(step, wallTimeSeconds, bins));
    separator = ", ";
    yield* writer.takeFull();
  }
  writer.text("]");
}

/** Undefined where the tensor is not `[n, 3]` numbers; one of no elements is a histogram of nothing. */
function binsOf(tensor: Tensor): HistogramBins | undefined {
  if (tensor.kind !== "numbers") return undefined;
  const { shape, values } = tensor;
  return values.length === 0 || (shape.length === 2 && shape[1] === 3) ? values : undefined;
}

type RowTexts = readonly [left: string, right: string, count: string];

function rowsText(bins: HistogramBins, textOf: (row: RowTexts) => string): string {
  const text = (at: number): string => floatText(bins[at] ?? NaN);
  return Array.from({ length: bins.length / 3 }, (_, i) =>
    textOf([text(3 * i), text(3 * i + 1), text(3 * i + 2)]),
  ).join(", ");
}
