export { Float64Column, NumberOrNonFinite } from "./codecs.ts";
export { callEndpoint, errorFromResponse, type ClientOptions } from "./client.ts";
export {
  defineEndpoint,
  type Endpoint,
  type EndpointInput,
  type EndpointRequest,
  type EndpointResponse,
} from "./endpoint.ts";
export { ApiError, Problem, problemStatus, type ProblemCode } from "./errors.ts";
export { eventsPath, LiveEvent } from "./live.ts";
export { listRuns, listTags, Loading, readLatest, readStatus, Selection, Status, TagEntry } from "./runs.ts";
export {
  DownloadFormat,
  downloadPath,
  DownloadQuery,
  MAX_POINTS_LIMIT,
  readSeries,
  SeriesQuery,
} from "./series.ts";
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
