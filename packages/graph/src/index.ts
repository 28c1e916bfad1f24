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
export {
  type DiffAnswer,
  diffAnswer,
  type NodeAnswer,
  nodeAnswer,
  type ParametersAnswer,
  parametersAnswer,
  type ScopeAnswer,
  scopeAnswer,
  type SearchAnswer,
  searchAnswer,
  type TraceAnswer,
  traceAnswer,
  traceOf,
  type TraceQuery,
} from "./nested/graph-answers.ts";
export { type EdgeEnds, type EdgeTensorsAnswer, edgeTensorsAnswer } from "./nested/edge-tensors.ts";
export {
  type ComparedPaths,
  type ComparisonSide,
  type ComparisonSummary,
  type Counterpart,
  GraphComparison,
  type ItemDifference,
  type ListedDifferenceAnswer,
  type PairFacts,
} from "./nested/graph-comparison.ts";
export type { DifferenceAnswer } from "./nested/difference-answer.ts";
export { type PathStep, pathSteps } from "./nested/path-steps.ts";
export {
  NestedGraph,
  type NestedItem,
  type NestedKind,
  type OpenedLevel,
  type OpenOptions,
  type Place,
} from "./nested/nested-graph.ts";
export { attributeText, shapeText } from "./hierarchy/attribute-text.ts";
export { type Outside, type OutsideEnd, outsideOf } from "./hierarchy/beyond.ts";
export { buildHierarchy, type HierarchyOptions } from "./hierarchy/build-hierarchy.ts";
export { type Consumers, consumersOf } from "./hierarchy/consumers.ts";
export type { DiffFact } from "./hierarchy/diff-facts.ts";
export {
  compareGraphs,
  DIFF_ATTRIBUTES,
  DIFF_CHANGED,
  DIFF_DEVICE,
  DIFF_INPUTS,
  DIFF_ONLY,
  DIFF_OP,
  DIFF_RENAMED,
  DIFF_TYPES,
  type DiffEntry,
  type DiffSide,
  type GraphDiff,
} from "./hierarchy/diff.ts";
export { type Flops, flopsOf } from "./hierarchy/flops.ts";
export { type Hierarchy, type ItemKind, itemKinds, ROOT_ITEM } from "./hierarchy/hierarchy.ts";
export { findItem, nameOfItem, nodeOf, pathOf } from "./hierarchy/item-paths.ts";
export { type MeasuredTotals, measuredTotals } from "./hierarchy/measured-totals.ts";
export { type TagOwner, tagOwnerOf } from "./hierarchy/tag-owners.ts";
export { type VariableOwner, variableOwnerOf } from "./hierarchy/variable-owners.ts";
export { levelOf, type LevelOptions } from "./hierarchy/level-of.ts";
export { BEYOND, EDGE_BACK, EDGE_CONTROL, EDGE_REFERENCE, type Level, NO_TYPE } from "./hierarchy/level.ts";
export {
  type Connection,
  type ConnectionList,
  factsOf,
  type GroupFacts,
  type ItemFacts,
  type OperationFacts,
} from "./hierarchy/node-facts.ts";
export { type ParameterRow, parameterTable } from "./hierarchy/parameter-table.ts";
export { searchGraph, type SearchResult } from "./hierarchy/search.ts";
export {
  deviceHistogram,
  type HistogramEntry,
  opHistogram,
  type Totals,
  totalsOf,
} from "./hierarchy/totals.ts";
export {
  itemsReached,
  nodesOnPaths,
  REACHED_NOT,
  REACHED_PARTLY,
  REACHED_WHOLE,
  type Traced,
  traceFrom,
  type TraceOptions,
} from "./hierarchy/trace.ts";
export {
  type CascadeOptions,
  type LaidOpenLevel,
  LayoutCache,
  type OpenLevel,
  type Size,
  transferablesOf,
} from "./layout/cascade.ts";
export { layLevel } from "./layout/lay-level.ts";
export type { LaidLevel, LayoutOptions, LevelToLay, PreviousLines } from "./layout/level-layout.ts";
export {
  type GraphFormat,
  graphFormats,
  graphOfPart,
  type GraphReading,
  type SourceGraph,
} from "./sources/graph-source.ts";
export { readGraph, type ReadGraphOptions } from "./sources/read-graph.ts";
export { writeGraphDef } from "./sources/write-graph-def.ts";
export { type OperationCosts, operationCosts } from "./sources/operation-costs.ts";
export { readRunStats, type RunStats } from "./sources/run-stats.ts";
export {
  type GraphTextOptions,
  limitAttributes,
  writeGraphJson,
  writeGraphText,
  writeRunMetadataText,
} from "./sources/write-graph-text.ts";
export type { MessageText } from "./sources/protobuf/wire-to-text.ts";
