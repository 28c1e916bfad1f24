export {
  type CheckpointResult,
  checkpointShardName,
  type CheckpointTensor,
  decodeCheckpointTensor,
  decodePartitionedTensor,
  readCheckpointIndex,
} from "./checkpoint.ts";
export { OBJECT_GRAPH_KEY, objectNames } from "./checkpoint-objects.ts";
export type { CheckpointPlace, CheckpointSlice } from "./checkpoint-slices.ts";
export { formatCheckpointState, parseCheckpointState } from "./checkpoint-state.ts";
export { type TensorToSave, writeCheckpoint } from "./checkpoint-writer.ts";
export { crc32c, extendedCrc32c, maskedCrc32c, maskedOf } from "./crc32c.ts";
export {
  type Layout,
  LayoutSchema,
  type MarginChartContent,
  type MultilineChartContent,
} from "./gen/custom_scalars_pb.ts";
export { type Event, EventSchema, SessionLog_SessionStatus } from "./gen/event_pb.ts";
export { type AttrValue, type GraphDef, GraphDefSchema, type NodeDef } from "./gen/graph_pb.ts";
export { ModelProtoSchema as OnnxModelSchema } from "./gen/onnx_pb.ts";
export {
  DatasetType,
  type Experiment,
  type HParamsPluginData,
  HParamsPluginDataSchema,
  HParamType,
  type SessionEndInfo,
  type SessionStartInfo,
  SessionStatus,
} from "./gen/hparams_pb.ts";
export {
  AudioPluginDataSchema,
  HistogramPluginDataSchema,
  ImagePluginDataSchema,
  type MeshPluginData,
  MeshPluginData_ContentType,
  MeshPluginDataSchema,
  PrCurvePluginDataSchema,
  ScalarPluginDataSchema,
  TextPluginDataSchema,
} from "./gen/plugin_data_pb.ts";
export { type EmbeddingInfo, type ProjectorConfig } from "./gen/projector_pb.ts";
export { type NodeExecStats, type RunMetadata, RunMetadataSchema } from "./gen/run_metadata_pb.ts";
export { MetaGraphDefSchema, SavedModelSchema } from "./gen/saved_model_pb.ts";
export { DataType } from "./gen/tensor_pb.ts";
export { histoValue } from "./histo.ts";
export { type MeshParts, meshValues, type Triples } from "./mesh-values.ts";
export {
  decodeMessage,
  encodeMessage,
  formatMessageJson,
  formatMessageText,
  parseMessageText,
} from "./messages.ts";
export { type Matrix, type MatrixResult, parseMatrixTsv } from "./matrix-tsv.ts";
export { readNpy } from "./npy.ts";
export {
  type DataClass,
  type RecordPoints,
  type ScalarPoints,
  seriesKind,
  type SeriesMetadata,
  type StartMark,
  type ValueDetails,
} from "./points.ts";
export { prCurveValue } from "./pr-curve.ts";
export {
  formatProjectorConfig,
  parseProjectorConfig,
  type ProjectorConfigResult,
} from "./projector-config.ts";
export { encodeRecord, type ReadResult, RecordReader } from "./record.ts";
export { EventFileScanner, type ScannedPoints, type ScanResult } from "./scan.ts";
export {
  audioValue,
  experimentValue,
  histogramValue,
  type HParamValue,
  imageValue,
  kerasModelValue,
  layoutValue,
  scalarValue,
  sessionEndValue,
  sessionStartValue,
  simpleValue,
  type SummaryValue,
  tensorValue,
  textValue,
} from "./summary-values.ts";
export {
  type BigIntTensor,
  type ComplexTensor,
  type DoublesFor,
  type Dtype,
  type NumberColumn,
  type NumberTensor,
  type StringTensor,
  type Tensor,
  tensorFromBytes,
  tensorNumbers,
  type TensorResult,
} from "./tensor.ts";
export { numberTensor, stringTensor, type TensorInit } from "./tensor-init.ts";
export { decodeTensor } from "./tensor-proto.ts";
export {
  type BlobKind,
  blobSpan,
  type BlobsResult,
  readBlobValue,
  readTensorValue,
  tagOfValue,
} from "./upgrade.ts";
export { RUN_GRAPH_TAG } from "./value-series.ts";
export { BLOCK, decodeText, FIXED32, FIXED64, type Span, VARINT, viewOf, WireReader } from "./wire.ts";
export {
  eventFileName,
  type EventInit,
  type EventMoment,
  EventWriter,
  type EventWriterOptions,
} from "./writer.ts";
