// Series of tensors and blobs: places and names from the index, values from the event files.
import {
  ApiError,
  ARROW_STREAM,
  MAX_SERIES_LIMIT,
  MAX_TENSOR_BYTES_LIMIT,
  MAX_TENSOR_ELEMENTS_LIMIT,
  MAX_TOTAL_RECORDS_LIMIT,
  readRecords,
  readTensors,
  type RecordSeries,
  type RecordsQuery,
  type RunName,
  type Tag,
  type TensorPoint,
  type TensorSeries,
  type ValueDetails,
} from "@runboard/contract";
import type { EventStore, RecordColumns, SeriesFilter } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { blobIdsAt } from "../blobs/blob-id.ts";
import { serveEndpoint } from "../serve-endpoint.ts";
import { Breath } from "./long-work.ts";

export function serveRecords(app: FastifyInstance, { store, values, config }: AppParts): void {
  const context = { app, isReadOnly: config.isReadOnly };
  serveEndpoint(context, readRecords, async ({ body }) => {
    const { revision, series } = await readColumns(store, body);
    return { revision, series: series.map(recordsOf) };
  });
  serveEndpoint(
    context,
    readTensors,
    async ({ body }, signal) => {
      const { revision, series } = await readColumns(store, { ...body, dataClass: "tensor" });
      checkTensorSizes(series);
      const answered: TensorSeries[] = [];
      const room = new AnswerRoom(new Breath(signal));
      // One after the other: the reader would let them wait for each other anyway.
      for (const columns of series) {
        const tensors: TensorPoint[] = [];
        for (const found of await values.readTensors(columns, { signal }))
          tensors.push(found.kind === "problem" ? found : await room.pointOf(found.tensor));
        answered.push({ ...placesOf(columns), tensors });
      }
      return { revision, series: answered };
    },
    {
      encode: {
        [ARROW_STREAM]: async (answer, _, memory) =>
          (await import("./tensors-table.ts")).encodeTensorsTable(answer, memory),
      },
    },
  );
}

/** Throws ApiError when the selection is too large. */
async function readColumns(
  store: EventStore,
  { runs, tags, plugin, dataClass, range, ...points }: RecordsQuery,
): Promise<{ readonly revision: number; readonly series: readonly RecordColumns[] }> {
  if (range && range[0] > range[1])
    throw new ApiError("invalid_request", "body.range: the first number is greater than the second", [
      { field: "body.range", message: "the first number is greater than the second" },
    ]);
  const filter = {
    ...(runs && { runs }),
    ...(tags && { tags }),
    ...(plugin !== undefined && { plugin }),
    ...(dataClass && { dataClass }),
  } satisfies SeriesFilter;
  const rows = (await store.listSeries(filter)).filter(({ metadata }) => metadata.dataClass !== "scalar");
  const most = rows.reduce((sum, row) => {
    const pointCount = row.pointCount + (points.includeSuperseded ? row.supersededPointCount : 0);
    return sum + Math.min(points.maxPoints, pointCount) * Math.max(1, row.maxSampleCount);
  }, 0);
  if (rows.length > MAX_SERIES_LIMIT || most > MAX_TOTAL_RECORDS_LIMIT)
    throw new ApiError(
      "too_large",
      `the selection has ${rows.length} series and up to ${most} points and samples; at most ${MAX_SERIES_LIMIT} and ${MAX_TOTAL_RECORDS_LIMIT} are given at once: name fewer runs or tags, or lower maxPoints`,
    );
  const revision = await store.revision();
  const query = { ...filter, ...points, ...(range && { range }) };
  return { revision, series: rows.length > 0 ? await store.readRecords(query) : [] };
}

/** Known before a value is read. */
function checkTensorSizes(series: readonly RecordColumns[]): void {
  let elementCount = 0;
  let sizeBytes = 0;
  for (const { details, lengthsBytes } of series) {
    for (const point of details)
      if (point.kind === "tensor") elementCount += point.shape.reduce((product, size) => product * size, 1);
    for (const lengthBytes of lengthsBytes) sizeBytes += lengthBytes;
  }
  if (elementCount > MAX_TENSOR_ELEMENTS_LIMIT || sizeBytes > MAX_TENSOR_BYTES_LIMIT)
    throw new ApiError(
      "too_large",
      `the tensors have ${elementCount} elements in ${sizeBytes} bytes; at most ${MAX_TENSOR_ELEMENTS_LIMIT} in ${MAX_TENSOR_BYTES_LIMIT} are given at once: name fewer runs or tags, or lower maxPoints`,
    );
}

function placesOf(columns: RecordColumns) {
  const { steps, wallTimesSeconds, superseded, pointCount, pointCountInRange, firstWallTimeSeconds } =
    columns;
  return {
    // The store holds only names that reading gave.
    run: columns.run as RunName,
    tag: columns.tag as Tag,
    plugin: columns.metadata.plugin,
    steps,
    wallTimesSeconds,
    ...(superseded && { superseded: Array.from(superseded) }),
    pointCount,
    pointCountInRange,
    firstWallTimeSeconds,
  };
}

function recordsOf(columns: RecordColumns): RecordSeries {
  const isBlobs = columns.metadata.dataClass === "blob_sequence";
  return {
    ...placesOf(columns),
    dataClass: isBlobs ? "blob_sequence" : "tensor",
    details: columns.details.map(detailsOf),
    sizesBytes: columns.lengthsBytes,
    ...(isBlobs && { blobs: columns.details.map((_, index) => blobIdsAt(columns, index)) }),
  };
}

function detailsOf(details: RecordColumns["details"][number]): ValueDetails {
  return details.kind === "tensor" ? { ...details, shape: [...details.shape] } : details;
}

/** What still fits an answer: a few bytes of a file may fill a shape. */
class AnswerRoom {
  #leftBytes = MAX_TENSOR_BYTES_LIMIT;
  readonly #breath: Breath;

  constructor(breath: Breath) {
    this.#breath = breath;
  }

  async pointOf(tensor: Tensor): Promise<TensorPoint> {
    this.#leftBytes -= contentBytes(tensor);
    if (this.#leftBytes >= 0) return await pointOf(tensor, this.#breath);
    const reason = `the tensors are larger than ${MAX_TENSOR_BYTES_LIMIT} bytes together: name fewer runs or tags, or lower maxPoints`;
    return { kind: "problem", code: "too_large", reason };
  }
}

function contentBytes({ kind, values }: Tensor): number {
  return kind === "strings" ? values.reduce((sum, { length }) => sum + length, 0) : values.byteLength;
}

async function pointOf(tensor: Tensor, breath: Breath): Promise<TensorPoint> {
  const { dtype } = tensor;
  const shape = [...tensor.shape];
  switch (tensor.kind) {
    case "numbers":
    case "complex": {
      const { kind, values } = tensor;
      const isCarried =
        values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array;
      return { kind, dtype, shape, values: isCarried ? values : Float64Array.from(values) };
    }
    case "bigints":
      return { kind: "integers", dtype, shape, values: Array.from(tensor.values) };
    case "strings":
      return { kind: "strings", dtype, shape, values: await textsOf(tensor.values, breath) };
  }
}

type Text = string | { readonly base64: string };

async function textsOf(values: readonly Uint8Array[], breath: Breath): Promise<Text[]> {
  const texts: Text[] = [];
  for (const bytes of values) {
    texts.push(textOf(bytes));
    await breath.take();
  }
  return texts;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): Text {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { base64: Buffer.from(bytes).toString("base64") };
  }
}
