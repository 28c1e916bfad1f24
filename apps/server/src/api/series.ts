// Scalar series for charts: JSON columns or one Arrow table.
import {
  ApiError,
  ARROW_STREAM,
  MAX_SERIES_LIMIT,
  MAX_TOTAL_POINTS_LIMIT,
  readSeries,
  type RunName,
  type ScalarSeries,
  type Tag,
} from "@runboard/contract";
import type { ScalarColumns } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

export function serveSeries(app: FastifyInstance, { store, config }: AppParts): void {
  serveEndpoint(
    { app, isReadOnly: config.isReadOnly },
    readSeries,
    async ({ body }) => {
      const { runs, tags, axis, range, maxPoints, includeSuperseded, precision } = body;
      const selection = { ...(runs && { runs }), ...(tags && { tags }) };
      if (range && range[0] > range[1])
        throw new ApiError("invalid_request", "body.range: the first number is greater than the second", [
          { field: "body.range", message: "the first number is greater than the second" },
        ]);
      const rows = await store.listSeries({ ...selection, dataClass: "scalar" });
      const mostPoints = rows.reduce(
        (sum, row) =>
          sum + Math.min(maxPoints, row.pointCount + (includeSuperseded ? row.supersededPointCount : 0)),
        0,
      );
      if (rows.length > MAX_SERIES_LIMIT || mostPoints > MAX_TOTAL_POINTS_LIMIT)
        throw new ApiError(
          "too_large",
          `the selection has ${rows.length} series and up to ${mostPoints} points; at most ${MAX_SERIES_LIMIT} and ${MAX_TOTAL_POINTS_LIMIT} are given at once: name fewer runs or tags, lower maxPoints, or use the download`,
        );
      // Who gets every point can smooth them, too.
      const isWhole = !range && !includeSuperseded && rows.every(({ pointCount }) => pointCount <= maxPoints);
      const smoothing = precision === "screen" && isWhole ? 0 : body.smoothing;
      const revision = await store.revision();
      const series = await store.readScalars({
        ...selection,
        axis,
        maxPoints,
        smoothing,
        includeSuperseded,
        ...(range && { range }),
      });
      return { revision, series: series.map(seriesOfColumns) };
    },
    {
      encode: {
        [ARROW_STREAM]: async (answer, { body }, memory) => {
          const { encodeScreenTable, encodeSeriesTable } = await import("./series-table.ts");
          return body.precision === "screen"
            ? encodeScreenTable(answer, body.smoothing, memory)
            : encodeSeriesTable(answer, memory);
        },
      },
    },
  );
}

function seriesOfColumns({ superseded, ...columns }: ScalarColumns): ScalarSeries {
  return {
    ...columns,
    // The store holds only names that reading gave.
    run: columns.run as RunName,
    tag: columns.tag as Tag,
    ...(superseded && { superseded: Array.from(superseded) }),
  };
}
