// Writes what a training has to show: event files, checkpoints and the embedding projector's files, as TensorFlow writes them.
export {
  type FitCallbacks,
  type FitSummariesOptions,
  type FittedModel,
  summaries,
} from "./writer/fit-summaries.ts";
export type {
  ChartCategory,
  CheckpointOptions,
  Clip,
  EmbeddingContent,
  ExperimentContent,
  HParamSpec,
  MeshContent,
  MetricSpec,
  NumberSource,
  Picture,
  PixelGrid,
  PrCurveContent,
  ShapedNumbers,
  SummaryOptions,
  SummaryWriter,
  TensorSource,
} from "./writer/summary-content.ts";
export { createSummaryWriter, type SummaryWriterOptions } from "./writer/summary-writer.ts";
