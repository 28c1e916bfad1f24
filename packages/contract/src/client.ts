// The client for scripts: one method per endpoint, and the live stream as an async iterator.
import type { z } from "zod";
import { downloadArchive } from "./archive.ts";
import { type BlobBytes, readBlobBatch, unpackBlobs } from "./blob-batch.ts";
import { tableFetcher, type FetchTable } from "./arrow-table.ts";
import { curvesOfTable, type CurvesAnswer } from "./curves-table.ts";
import { readCurves, type CurvesQuery } from "./curves.ts";
import type { Endpoint, EndpointInput, EndpointResponse } from "./endpoint.ts";
import { listEmbeddings } from "./embeddings.ts";
import { listFindings } from "./findings.ts";
import {
  histogramGridOfTable,
  histogramQuantilesOfTable,
  histogramsOfTable,
  type HistogramGridAnswer,
  type HistogramQuantilesAnswer,
  type HistogramsAnswer,
} from "./histograms-table.ts";
import { readHistogramGrid, readHistogramQuantiles, readHistograms } from "./histograms.ts";
import { downloadGraph, type GraphContentQuery, listGraphs } from "./graphs.ts";
import { listHparams } from "./hparams.ts";
import {
  cancelJobs,
  downloadJobLog,
  listJobs,
  listSweeps,
  pauseSweep,
  prioritizeJobs,
  readJobLog,
  resumeJobs,
  resumeSweep,
  retryJobs,
  startJob,
  startSweep,
  stopSweep,
  type Job,
} from "./jobs.ts";
import type { LiveEvent } from "./live.ts";
import {
  callEndpoint,
  callForTable,
  errorFromResponse,
  requestHeaders,
  urlOf,
  type CallOptions,
  type ClientOptions,
} from "./request.ts";
import { listRestarts } from "./restarts.ts";
import { readBlob, readRecords, readTensors } from "./records.ts";
import { listRuns, listTags, readLatest, readStatus, type Selection } from "./runs.ts";
import { seriesOfTable, type SeriesAnswer } from "./series-table.ts";
import { downloadSeries, readSeries, type DownloadFormat, type SeriesQuery } from "./series.ts";
import { tensorsOfTable, type TensorsAnswer } from "./tensors-table.ts";
import { planTraining, readTraining } from "./training.ts";
import { waitForJob, waitForSweep, type SweepWithJobs } from "./wait.ts";
import { watchEvents } from "./watch.ts";

export interface DownloadSelection {
  readonly runs?: readonly string[];
  readonly tags?: readonly string[];
  readonly format?: DownloadFormat;
  readonly includeSuperseded?: boolean;
}

export interface ArchiveSelection {
  readonly runs?: readonly string[];
  readonly tags?: readonly string[];
  readonly plugin?: string;
  /** Of each series the newest step that is not beyond this one; every step when absent. */
  readonly step?: number | "newest";
}

interface WithSignal {
  readonly signal?: AbortSignal;
}

/** What to do after every change while something is waited for. */
interface WithChanges<T> extends WithSignal {
  readonly onChange?: (state: T) => void;
}

type Body<E extends Endpoint> = EndpointInput<E> extends { readonly body: infer B } ? B : never;
type Query<E extends Endpoint> = EndpointInput<E> extends { readonly query: infer Q } ? Q : never;

/** Jobs and sweeps: trainings that the server runs. */
export interface TrainingClient {
  /** What can be trained, and with what. */
  training(options?: WithSignal): Promise<EndpointResponse<typeof readTraining>>;
  /** Which runs a job or sweep would start, and what is wrong with it. */
  planTraining(
    request: Body<typeof planTraining>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof planTraining>>;
  startJob(request: Body<typeof startJob>, options?: WithSignal): Promise<EndpointResponse<typeof startJob>>;
  jobs(query?: Query<typeof listJobs>, options?: WithSignal): Promise<EndpointResponse<typeof listJobs>>;
  cancelJobs(jobs: readonly string[], options?: WithSignal): Promise<EndpointResponse<typeof cancelJobs>>;
  retryJobs(jobs: readonly string[], options?: WithSignal): Promise<EndpointResponse<typeof retryJobs>>;
  resumeJobs(jobs: readonly string[], options?: WithSignal): Promise<EndpointResponse<typeof resumeJobs>>;
  prioritizeJobs(
    jobs: readonly string[],
    priority: number,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof prioritizeJobs>>;
  /** The end of what a job printed. */
  jobLog(job: string, options?: WithSignal): Promise<EndpointResponse<typeof readJobLog>>;
  /** Address of all that a job printed. */
  jobLogUrl(job: string): string;
  /** The answer of that address, unread. */
  downloadJobLog(job: string, options?: WithSignal): Promise<Response>;
  /** The job when it has ended, in whatever way. Waits on the live stream, over restarts of the server too. */
  waitForJob(job: string, options?: WithChanges<Job>): Promise<Job>;
  startSweep(
    request: Body<typeof startSweep>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof startSweep>>;
  sweeps(
    query?: Query<typeof listSweeps>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listSweeps>>;
  pauseSweep(sweep: string, options?: WithSignal): Promise<EndpointResponse<typeof pauseSweep>>;
  resumeSweep(sweep: string, options?: WithSignal): Promise<EndpointResponse<typeof resumeSweep>>;
  stopSweep(sweep: string, options?: WithSignal): Promise<EndpointResponse<typeof stopSweep>>;
  /** The sweep when all its jobs have ended. */
  waitForSweep(sweep: string, options?: WithChanges<SweepWithJobs>): Promise<SweepWithJobs>;
}

/** Every method throws ApiError for an error answer and TypeError when the server cannot be reached. */
export interface Client extends TrainingClient {
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
  /** Where the series of a selection go on after restarts. */
  restarts(
    selection?: z.input<typeof Selection>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listRestarts>>;
  /** What was noticed while reading the series of a selection. */
  findings(
    selection?: z.input<typeof Selection>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listFindings>>;
  /** Scalar series, reduced to `maxPoints` each. */
  series(query: z.input<typeof SeriesQuery>, options?: WithSignal): Promise<SeriesAnswer>;
  /** Embeddings of runs that have some. */
  embeddings(
    runs: Body<typeof listEmbeddings>["runs"],
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listEmbeddings>>;
  /** Points of tensor and blob series, with the names of their blobs. */
  records(
    query: Body<typeof readRecords>,
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof readRecords>>;
  /** Values of tensor series. */
  tensors(query: Body<typeof readTensors>, options?: WithSignal): Promise<TensorsAnswer>;
  /** Rows of histograms at chosen steps. */
  histograms(query: Body<typeof readHistograms>, options?: WithSignal): Promise<HistogramsAnswer>;
  /** Quantiles of histograms over the steps. */
  histogramQuantiles(
    query: Body<typeof readHistogramQuantiles>,
    options?: WithSignal,
  ): Promise<HistogramQuantilesAnswer>;
  /** Every histogram on a grid of steps and values. */
  histogramGrid(query: Body<typeof readHistogramGrid>, options?: WithSignal): Promise<HistogramGridAnswer>;
  /** Address of a blob's bytes. */
  blobUrl(id: string): string;
  /** The answer of that address, unread. */
  blob(id: string, options?: WithSignal): Promise<Response>;
  /** Address of several small blobs in one answer, see `unpackBlobs`; of `MAX_BATCHED_BLOBS` names at most. */
  blobBatchUrl(ids: readonly string[]): string;
  /** Several small blobs by one request, in the order of their names; null for what `blob` has to be asked for. */
  blobBatch(ids: readonly string[], options?: WithSignal): Promise<readonly (BlobBytes | null)[]>;
  /** Address of the blobs of a selection as a zip archive. */
  archiveUrl(selection: ArchiveSelection): string;
  /** The answer of that address, unread. */
  archive(selection: ArchiveSelection, options?: WithSignal): Promise<Response>;
  /** Graphs of runs; `call` asks further of one. */
  graphs(
    runs: Body<typeof listGraphs>["runs"],
    options?: WithSignal,
  ): Promise<EndpointResponse<typeof listGraphs>>;
  /** Address of a whole graph. */
  graphUrl(query: z.input<typeof GraphContentQuery>): string;
  /** The answer of that address, unread. */
  graph(query: z.input<typeof GraphContentQuery>, options?: WithSignal): Promise<Response>;
  /** Any endpoint that answers with JSON, e.g. one of a dashboard alone. */
  call<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    options?: WithSignal,
  ): Promise<EndpointResponse<E>>;
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
  return createClientOver(tableFetcher(options.fetch), options);
}

/** A client that leaves tables to `fetchTable`, as to another thread. */
export function createClientOver(fetchTable: FetchTable, options: ClientOptions): Client {
  const downloadUrl = ({ runs, tags, ...rest }: DownloadSelection): string =>
    urlOf(downloadSeries.path, { run: runs, tag: tags, ...rest }, options);
  const archiveUrl = ({ runs, tags, ...rest }: ArchiveSelection): string =>
    urlOf(downloadArchive.path, { run: runs, tag: tags, ...rest }, options);
  const graphUrl = (query: z.input<typeof GraphContentQuery>): string =>
    urlOf(downloadGraph.path, query, options);
  const blobUrl = (id: string): string => urlOf(readBlob.path, { id }, options);
  const blobBatchUrl = (ids: readonly string[]): string => urlOf(readBlobBatch.path, { id: ids }, options);
  return {
    status: (call) => callEndpoint(readStatus, {}, { ...options, ...call }),
    runs: (call) => callEndpoint(listRuns, {}, { ...options, ...call }),
    tags: (query = {}, call) => callEndpoint(listTags, { query }, { ...options, ...call }),
    latest: (body = {}, call) => callEndpoint(readLatest, { body }, { ...options, ...call }),
    series: async (body, call) =>
      seriesOfTable(await callForTable(readSeries, { body }, { ...options, ...call, fetchTable })),
    embeddings: (runs, call) => callEndpoint(listEmbeddings, { body: { runs } }, { ...options, ...call }),
    restarts: (body = {}, call) => callEndpoint(listRestarts, { body }, { ...options, ...call }),
    records: (body, call) => callEndpoint(readRecords, { body }, { ...options, ...call }),
    tensors: async (body, call) =>
      tensorsOfTable(await callForTable(readTensors, { body }, { ...options, ...call, fetchTable })),
    histograms: async (body, call) =>
      histogramsOfTable(await callForTable(readHistograms, { body }, { ...options, ...call, fetchTable })),
    histogramQuantiles: async (body, call) =>
      histogramQuantilesOfTable(
        await callForTable(readHistogramQuantiles, { body }, { ...options, ...call, fetchTable }),
      ),
    histogramGrid: async (body, call) =>
      histogramGridOfTable(
        await callForTable(readHistogramGrid, { body }, { ...options, ...call, fetchTable }),
      ),
    blobUrl,
    blob: (id, call) => requestFile(blobUrl(id), { ...options, ...call }),
    blobBatchUrl,
    blobBatch: async (ids, call) =>
      unpackBlobs(await (await requestFile(blobBatchUrl(ids), { ...options, ...call })).arrayBuffer()),
    archiveUrl,
    archive: (selection, call) => requestFile(archiveUrl(selection), { ...options, ...call }),
    graphs: (runs, call) => callEndpoint(listGraphs, { body: { runs } }, { ...options, ...call }),
    graphUrl,
    graph: (query, call) => requestFile(graphUrl(query), { ...options, ...call }),
    call: (endpoint, input, call) => callEndpoint(endpoint, input, { ...options, ...call }),
    findings: (body = {}, call) => callEndpoint(listFindings, { body }, { ...options, ...call }),
    hparams: (call) => callEndpoint(listHparams, {}, { ...options, ...call }),
    curves: async (body, call) =>
      curvesOfTable(await callForTable(readCurves, { body }, { ...options, ...call, fetchTable })),
    downloadUrl,
    download: (selection, call) => requestFile(downloadUrl(selection), { ...options, ...call }),
    watch: (call) => watchEvents({ ...options, ...call }),
    ...trainingClient(options),
  };
}

/** The answer unread. */
async function requestFile(url: string, options: CallOptions): Promise<Response> {
  const response = await (options.fetch ?? fetch)(url, {
    headers: requestHeaders("*/*", options),
    ...(options.signal && { signal: options.signal }),
  });
  if (!response.ok) throw await errorFromResponse(response);
  return response;
}

function trainingClient(options: ClientOptions): TrainingClient {
  const jobLogUrl = (job: string): string => urlOf(downloadJobLog.path, { job }, options);
  return {
    training: (call) => callEndpoint(readTraining, {}, { ...options, ...call }),
    planTraining: (body, call) => callEndpoint(planTraining, { body }, { ...options, ...call }),
    startJob: (body, call) => callEndpoint(startJob, { body }, { ...options, ...call }),
    jobs: (query = {}, call) => callEndpoint(listJobs, { query }, { ...options, ...call }),
    cancelJobs: (jobs, call) =>
      callEndpoint(cancelJobs, { body: { jobs: [...jobs] } }, { ...options, ...call }),
    retryJobs: (jobs, call) =>
      callEndpoint(retryJobs, { body: { jobs: [...jobs] } }, { ...options, ...call }),
    resumeJobs: (jobs, call) =>
      callEndpoint(resumeJobs, { body: { jobs: [...jobs] } }, { ...options, ...call }),
    prioritizeJobs: (jobs, priority, call) =>
      callEndpoint(prioritizeJobs, { body: { jobs: [...jobs], priority } }, { ...options, ...call }),
    jobLog: (job, call) => callEndpoint(readJobLog, { query: { job } }, { ...options, ...call }),
    jobLogUrl,
    downloadJobLog: (job, call) => requestFile(jobLogUrl(job), { ...options, ...call }),
    waitForJob: (job, { onChange, ...call } = {}) => waitForJob(job, { ...options, ...call }, onChange),
    startSweep: (body, call) => callEndpoint(startSweep, { body }, { ...options, ...call }),
    sweeps: (query = {}, call) => callEndpoint(listSweeps, { query }, { ...options, ...call }),
    pauseSweep: (sweep, call) => callEndpoint(pauseSweep, { body: { sweep } }, { ...options, ...call }),
    resumeSweep: (sweep, call) => callEndpoint(resumeSweep, { body: { sweep } }, { ...options, ...call }),
    stopSweep: (sweep, call) => callEndpoint(stopSweep, { body: { sweep } }, { ...options, ...call }),
    waitForSweep: (sweep, { onChange, ...call } = {}) =>
      waitForSweep(sweep, { ...options, ...call }, onChange),
  };
}
