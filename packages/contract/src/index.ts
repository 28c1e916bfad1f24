export { BigIntColumn, Float64Column, NumberColumn, NumberOrNonFinite, StringColumn } from "./codecs.ts";
export { ArchiveQuery, downloadArchive } from "./archive.ts";
export { type BlobBytes, MAX_BATCHED_BLOBS, packBlobs, readBlobBatch, unpackBlobs } from "./blob-batch.ts";
export {
  tableFetcher,
  type ArrowTable,
  type FetchTable,
  type TableAnswer,
  type TableRequest,
} from "./arrow-table.ts";
export {
  createClient,
  createClientOver,
  type ArchiveSelection,
  type Client,
  type DownloadSelection,
  type TrainingClient,
} from "./client.ts";
export { decodeSeriesTable, ScreenSeriesHeader, SeriesHeader, type SeriesAnswer } from "./series-table.ts";
export { curveColumns, CurveHeader, decodeCurvesTable, type CurvesAnswer } from "./curves-table.ts";
export {
  compareGraphSources,
  downloadGraph,
  GraphContentQuery,
  GraphEntry,
  GraphItem,
  GraphNode,
  GraphParameterRow,
  GraphSource,
  GraphStatsEntry,
  listGraphParameters,
  listGraphs,
  LoggedGraph,
  MAX_GRAPH_BYTES_LIMIT,
  MAX_GRAPH_RUNS,
  MAX_GRAPH_ROWS_LIMIT,
  readGraphNode,
  readGraphScope,
  readGraphStats,
  searchGraphItems,
  traceGraph,
} from "./graphs.ts";
export {
  HistogramGridSeries,
  HistogramProblem,
  HistogramQuantilesSeries,
  HistogramSeries,
  MAX_GRID_CELLS_LIMIT,
  MAX_HISTOGRAM_PROBLEMS,
  MAX_HISTOGRAM_ROWS_LIMIT,
  MAX_HISTOGRAMS_LIMIT,
  MAX_NAMED_STEPS,
  MAX_ROWS_PER_HISTOGRAM_LIMIT,
  readHistogramGrid,
  readHistogramQuantiles,
  readHistograms,
  ValueScale,
} from "./histograms.ts";
export {
  decodeHistogramGridTable,
  decodeHistogramQuantilesTable,
  decodeHistogramsTable,
  histogramColumns,
  histogramGridColumns,
  histogramQuantilesColumns,
  type HistogramGridAnswer,
  type HistogramQuantilesAnswer,
  type HistogramsAnswer,
} from "./histograms-table.ts";
export { columnLength, decodeTensorsTable, type TensorsAnswer, TensorsTableAnswer } from "./tensors-table.ts";
export { callEndpoint, errorFromResponse, type CallOptions, type ClientOptions } from "./request.ts";
export {
  defineEndpoint,
  defineStream,
  type Endpoint,
  type EndpointInput,
  type EndpointRequest,
  type EndpointResponse,
  type StreamEndpoint,
} from "./endpoint.ts";
export { ApiError, FieldProblem, Problem, problemStatus, type ProblemCode } from "./errors.ts";
export {
  BaselineMode,
  Curve,
  CurvesQuery,
  CurveSource,
  CurveX,
  GroupBand,
  GroupCenter,
  MAX_CURVE_FORMULAS,
  MAX_CURVE_GROUPS,
  MAX_CURVE_POINTS_READ,
  readCurves,
} from "./curves.ts";
export { boardEndpoints, type Dashboard, type DashboardId, dashboardIds, dashboards } from "./dashboards.ts";
export { Finding, FindingKind, listFindings, MAX_FINDINGS_PER_SERIES } from "./findings.ts";
export {
  Checkpoint,
  CheckpointWeights,
  listCheckpoints,
  MAX_CHECKPOINT_TENSORS,
  readCheckpointWeights,
} from "./checkpoints.ts";
export { Embedding, listEmbeddings, MAX_EMBEDDING_RUNS, RunEmbeddings } from "./embeddings.ts";
export { listRestarts, MAX_RESTARTS_PER_SERIES, Restart } from "./restarts.ts";
export {
  MAX_TEXT_MATCHES_LIMIT,
  searchTexts,
  TEXT_EXCERPT_LENGTH,
  TextMatch,
  TextPlace,
  TextSearch,
} from "./text.ts";
export { HparamValue, listHparams } from "./hparams.ts";
export {
  cancelJobs,
  downloadJobLog,
  Job,
  JobId,
  JobProgress,
  JobState,
  JobStatus,
  jobStatusWords,
  listJobs,
  listSweeps,
  MAX_LOG_TAIL_BYTES,
  pauseSweep,
  prioritizeJobs,
  readJobLog,
  resumeJobs,
  resumeSweep,
  retryJobs,
  startJob,
  startSweep,
  stopSweep,
  Sweep,
  SweepId,
  SweepStatus,
} from "./jobs.ts";
export { parseJson } from "./json.ts";
export { type KindId, kindIds, kinds } from "./kinds.ts";
export { eventsPath, LiveEvent, readEvents } from "./live.ts";
export { listRuns, listTags, Loading, readLatest, readStatus, Selection, Status, TagEntry } from "./runs.ts";
export {
  BlobId,
  Dtype,
  EVENT_FILE_HEADER,
  MAX_RECORDS_LIMIT,
  MAX_TENSOR_BYTES_LIMIT,
  MAX_TENSOR_ELEMENTS_LIMIT,
  MAX_TOTAL_RECORDS_LIMIT,
  readBlob,
  readRecords,
  readTensors,
  RecordSeries,
  RecordsQuery,
  TensorPoint,
  TensorSeries,
  ValueDetails,
} from "./records.ts";
export { hasEnded, type SweepWithJobs } from "./wait.ts";
export { watchEvents } from "./watch.ts";
export {
  ARROW_STREAM,
  DownloadFormat,
  downloadPath,
  DownloadQuery,
  downloadSeries,
  MAX_POINTS_LIMIT,
  MAX_SERIES_LIMIT,
  MAX_TOTAL_POINTS_LIMIT,
  readSeries,
  SeriesQuery,
} from "./series.ts";
export {
  Backend,
  Distribution,
  Goal,
  JobRequest,
  MAX_PRIORITY,
  MAX_QUEUED_JOBS,
  MAX_SWEEP_RUNS,
  Metric,
  ModelId,
  Parameters,
  ParameterValue,
  planTraining,
  readTraining,
  Search,
  SweepRequest,
  TrainableModel,
  TrainingOverview,
  TrainingPlan,
  PlannedDuration,
} from "./training.ts";
export {
  DataClass,
  FileProblem,
  Run,
  RunName,
  RunState,
  ScalarPoint,
  ScalarSeries,
  SeriesSummary,
  Tag,
  XAxis,
} from "./vocabulary.ts";
