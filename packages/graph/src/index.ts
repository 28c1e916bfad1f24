export {
  type Attribute,
  type AttributeValue,
  CONTROL_SLOT,
  elementCountOf,
  type FunctionCall,
  type GraphProblem,
  type OpFunction,
  type OpGraph,
  type TensorType,
  type Words,
} from "./op-graph.ts";
export { type Hierarchy, type ItemKind, itemKinds, ROOT_ITEM } from "./hierarchy/hierarchy.ts";
export { BEYOND, EDGE_BACK, EDGE_CONTROL, EDGE_REFERENCE, type Level, NO_TYPE } from "./hierarchy/level.ts";
export type { LaidLevel, LevelToLay } from "./layout/level-layout.ts";
export {
  type GraphFormat,
  graphFormats,
  type GraphReading,
  type SourceGraph,
} from "./sources/graph-source.ts";
export { readGraph, type ReadGraphOptions } from "./sources/read-graph.ts";
export { readRunStats, type RunStats } from "./sources/run-stats.ts";
export {
  type GraphTextOptions,
  limitAttributes,
  writeGraphText,
  writeRunMetadataText,
} from "./sources/write-graph-text.ts";
export type { MessageText } from "./sources/protobuf/wire-to-text.ts";
