// The client for scripts: one method per endpoint, and the live stream as an async iterator.
import type { z } from "zod";
import { readSeriesArrow, type SeriesAnswer } from "./arrow.ts";
import { readCurvesArrow, type CurvesAnswer } from "./curves-table.ts";
import type { CurvesQuery } from "./curves.ts";
import type { EndpointInput, EndpointResponse } from "./endpoint.ts";
import { listFindings } from "./findings.ts";
import { listHparams } from "./hparams.ts";
import type { LiveEvent } from "./live.ts";
import { callEndpoint, errorFromResponse, requestHeaders, urlOf, type ClientOptions } from "./request.ts";
import { listRuns, listTags, readLatest, readStatus, type Selection } from "./runs.ts";
import { downloadSeries, type DownloadFormat, type SeriesQuery } from "./series.ts";
import { watchEvents } from "./watch.ts";

export interface DownloadSelection {
  readonly runs?: readonly string[];
  readonly tags?: readonly string[];
  readonly format?: DownloadFormat;
  readonly includeSuperseded?: boolean;
}

interface WithSignal {
  readonly signal?: AbortSignal;
}

/** Every method throws ApiError for an error answer and TypeError when the server cannot be reached. */
export interface Client {
  status(options?: WithSignal): Promise<EndpointResponse<typeof readStatus>>;
  runs(options?: WithSignal): Promise<EndpointResponse<typeof listRuns>>;
  tags(
    query?: EndpointInput<typeof listTags>["query"],
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listTags>>;
  /** Summaries of the series of a selection, with the last, least and greatest value of each. */
  latest(
    selection?: z.input<typeof Selection>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof readLatest>>;
  /** What was noticed while reading the series of a selection. */
  findings(
    selection?: z.input<typeof Selection>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listFindings>>;
  /** Scalar series, reduced to `maxPoints` each. */
  series(query: z.input<typeof SeriesQuery>, options?: WithSignal): Promise<SeriesAnswer>;
  /** Hyperparameters by run. */
  hparams(options?: WithSignal): Promise<EndpointResponse<typeof listHparams>>;
  /** Curves worked out over all points: expressions, a tag as x, differences from a baseline, groups. */
  curves(query: z.input<typeof CurvesQuery>, options?: WithSignal): Promise<CurvesAnswer>;
  /** Address that gives every point of a selection as a file. */
  downloadUrl(selection: DownloadSelection): string;
  /** The answer of that address, unread. */
  download(selection: DownloadSelection, options?: WithSignal): Promise<Response>;
  /** News until the signal aborts or the loop is left; a lost connection is taken up again where it was. */
  watch(options?: WithSignal): AsyncGenerator<LiveEvent, void, undefined>;
}

export function createClient(options: ClientOptions): Client {
  const downloadUrl = ({ runs, tags, ...rest }: DownloadSelection): string =>
    urlOf(downloadSeries.path, { run: runs, tag: tags, ...rest }, options);
  return {
    status: (call) => callEndpoint(readStatus, {}, { ...options, ...call }),
    runs: (call) => callEndpoint(listRuns, {}, { ...options, ...call }),
    tags: (query = {}, call) => callEndpoint(listTags, { query }, { ...options, ...call }),
    latest: (body = {}, call) => callEndpoint(readLatest, { body }, { ...options, ...call }),
    series: (query, call) => readSeriesArrow(query, { ...options, ...call }),
    findings: (body = {}, call) => callEndpoint(listFindings, { body }, { ...options, ...call }),
    hparams: (call) => callEndpoint(listHparams, {}, { ...options, ...call }),
    curves: (query, call) => readCurvesArrow(query, { ...options, ...call }),
    downloadUrl,
    async download(selection, call) {
      const response = await (options.fetch ?? fetch)(downloadUrl(selection), {
        headers: requestHeaders("*/*", options),
        ...(call?.signal && { signal: call.signal }),
      });
      if (!response.ok) throw await errorFromResponse(response);
      return response;
    },
    watch: (call) => watchEvents({ ...options, ...call }),
  };
}
