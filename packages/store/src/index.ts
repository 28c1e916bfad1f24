export type {
  CommitResult,
  EventStore,
  FileCommit,
  FileCursor,
  PlacedValue,
  RecordColumns,
  RunRow,
  ScalarColumns,
  ScalarQuery,
  SeriesFilter,
  SeriesRow,
} from "./event-store.ts";
