export type {
  CommitResult,
  EventStore,
  FileCommit,
  FindingRow,
  IdentifiedFile,
  PlacedValue,
  RecordColumns,
  RecordQuery,
  RestartRow,
  RunRow,
  ScalarColumns,
  ScalarQuery,
  SeriesFilter,
  SeriesFinding,
  SeriesRestart,
  SeriesRow,
} from "./event-store.ts";
export { isSameCursor, type FileCursor } from "./file-cursor.ts";
export type { JobTable, JobTableChange, TableRow } from "./jobs/job-table.ts";
export { openJobTable } from "./jobs/open-job-table.ts";
export {
  isMarkedDamaged,
  openStore,
  type OpenStoreOptions,
  type SqliteLocation,
  type StoreLocation,
} from "./open-store.ts";
export { StoreError, type StoreErrorCode } from "./store-error.ts";
