export { crc32c, maskedCrc32c } from "./crc32c.ts";
export type { DataClass, RecordPoints, ScalarPoints, SeriesMetadata } from "./points.ts";
export { encodeRecord, type ReadResult, RecordReader } from "./record.ts";
export { EventFileScanner, type ScannedPoints, type ScanResult } from "./scan.ts";
export {
  decodeTensor,
  type Dtype,
  dtypeOf,
  type NumberColumn,
  type Tensor,
  tensorFromBytes,
  tensorNumbers,
  type TensorResult,
} from "./tensor.ts";
export { type BlobsResult, readBlobPoint, readTensorPoint, RUN_GRAPH_TAG } from "./upgrade.ts";
