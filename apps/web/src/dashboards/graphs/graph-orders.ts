// What the page asks the thread that holds a graph, and what that says.
import type { GraphLevel } from "@runboard/charts";
import type {
  ComparedPaths,
  ComparisonSide,
  ComparisonSummary,
  Counterpart,
  DifferenceAnswer,
  EdgeEnds,
  EdgeTensorsAnswer,
  GraphReading,
  ItemDifference,
  ListedDifferenceAnswer,
  NodeAnswer,
  OperationCosts,
  PairFacts,
  ParametersAnswer,
  SearchAnswer,
  SourceGraph,
} from "@runboard/graph";

export type TraceOrder =
  | { readonly kind: "inputs" | "outputs"; readonly path: string }
  /** All that lies between two, whichever of them comes first. */
  | { readonly kind: "paths"; readonly ends: readonly [string, string] };

export interface LoadedGraph {
  readonly format: Extract<GraphReading, { kind: "graphs" }>["format"];
  readonly kind: SourceGraph["kind"];
  /** Labels of the graphs that the source holds, the main one first. */
  readonly parts: readonly string[];
  readonly operationCount: number;
  /** Sentences. */
  readonly problems: readonly string[];
}

/** A level but for where its items are: what changed since the last answer. */
export type LevelContent = Omit<GraphLevel, "laid" | "widths" | "heights" | "frame">;

export type LevelPlaces = Pick<GraphLevel, "laid" | "widths" | "heights">;

export interface ShownLevel {
  readonly key: string;
  readonly frame: GraphLevel["frame"];
  /** Null where the page has it from an earlier answer. */
  readonly content: LevelContent | null;
  readonly places: LevelPlaces | null;
}

export interface TracedItems {
  /** Paths of shown items that are reached, wholly or in part. */
  readonly ids: readonly string[];
  readonly operationCount: number;
  /** What was asked for: an answer may come when something else is asked already. */
  readonly order: TraceOrder;
  /** Of paths: null when there are some. `isTurned`: they lead from the second end to the first. */
  readonly isTurned: boolean;
  readonly noPaths: NoPaths | null;
}

/** `apart`: the ends stand in different bodies of functions. `gone`: there is no such item. */
type NoPaths = "unconnected" | "apart" | "gone";

export interface ShownGraph {
  /** Parents before children. */
  readonly levels: readonly ShownLevel[];
  /** Null when nothing is traced. */
  readonly traced: TracedItems | null;
}

/** What a graph tells by itself; what one of its run's steps took; what its run logged, at the page's step; what it saved up to there. */
export const graphRules = ["structure", "device", "operation", "parameters", "flops", "none"] as const;
export const measuredRules = ["compute", "memory"] as const;
export const trainingRules = ["gradients", "weights", "zeros", "nonfinite"] as const;
export const checkpointRules = ["change"] as const;
export const colorRules = [...graphRules, ...measuredRules, ...trainingRules, ...checkpointRules] as const;
export type MeasuredRule = (typeof measuredRules)[number];
export type TrainingRule = (typeof trainingRules)[number];
export type CheckpointRule = (typeof checkpointRules)[number];
export type ColorRule = (typeof colorRules)[number];

/** Beside the graph, what colours are made from. */
export type ColorBasis =
  | { readonly kind: "graph" }
  /** `key` as in `measure`. */
  | { readonly kind: "measured"; readonly key: string }
  | { readonly kind: "training"; readonly amounts: TagAmounts }
  | { readonly kind: "checkpoints"; readonly changes: VariableChanges };

/** Of histograms of one step: columns of equal length, a row for each tag. An item's is the sum over the tags that belong to it or to what it holds. */
export interface TagAmounts {
  readonly tags: readonly string[];
  /** By rule: sums of squares of the values for a norm; values that may be zero; NaN and infinities. */
  readonly sums: Float64Array;
  /** Values, all in all. */
  readonly counts: Float64Array;
}

/** Between two checkpoints: columns of equal length, a row for each variable. An item's is the root of the sum over the variables that it is or holds. */
export interface VariableChanges {
  readonly names: readonly string[];
  /** ‖Δw‖²; NaN where it is not known how far it moved. */
  readonly changeSquares: Float64Array;
  /** ‖w‖² in the checkpoint before. */
  readonly squaresBefore: Float64Array;
}

/** How many of the operations, or of the tags or variables, colours come from. */
export interface ColorCoverage {
  readonly count: number;
  readonly total: number;
}

/** What items are coloured by: categories by number, or sizes. */
export interface ItemValues {
  /** By level, then by item. NaN: none. */
  readonly values: ReadonlyMap<string, Float64Array>;
  /** Whether they are sizes, of which `most` is the greatest; otherwise numbers of categories. */
  readonly isSize: boolean;
  readonly most: number;
  /** Least of the sizes above 0; NaN when there is none. */
  readonly leastPositive: number;
  /** Null where all of the graph counts. */
  readonly coverage: ColorCoverage | null;
  /** Names of categories, by their numbers, with how many operations are of each, the most frequent first; null where they have none. */
  readonly categories: readonly { readonly name: string; readonly count: number }[] | null;
}

/** Null when nothing stands there. */
export type NodeAnswerOrNone = NodeAnswer | null;

/** Order → answer. */
export interface GraphWork {
  load: {
    /** A blob: its bytes come together on the thread, as 200 MB would stop the page for a second. */
    readonly order: { readonly content: Blob; readonly fileName: string | null; readonly part: string };
    readonly answer: LoadedGraph;
  };
  show: {
    readonly order: {
      /** Paths of open scopes. */
      readonly open: readonly string[];
      readonly extractsAuxiliary: boolean;
      /** Paths of series whose members stand in their place, or all. */
      readonly ungrouped: readonly string[] | "all";
      readonly trace: TraceOrder | null;
      /** Whether the page kept nothing of earlier answers. */
      readonly isFresh: boolean;
    };
    readonly answer: ShownGraph;
  };
  /** Ends the layout that is under way: its order fails. */
  stop: { readonly order: null; readonly answer: null };
  values: {
    readonly order: { readonly rule: ColorRule; readonly basis: ColorBasis };
    readonly answer: ItemValues;
  };
  /** What a step took: held as `key` until another is told of. */
  measure: {
    readonly order: { readonly key: string; readonly costs: OperationCosts };
    readonly answer: null;
  };
  /** Null when nothing stands there, it is not of the graph itself, or another step is held. */
  measured: {
    readonly order: { readonly path: string; readonly key: string };
    readonly answer: {
      readonly operationCount: number;
      readonly computeMicros: number;
      readonly timedCount: number;
      readonly outputBytes: number;
      readonly sizedCount: number;
      readonly graphComputeMicros: number;
    } | null;
  };
  /** Of each tag the path of the item that it belongs to; null for none. */
  owners: {
    readonly order: { readonly tags: readonly string[] };
    readonly answer: readonly (string | null)[];
  };
  /** Of each variable the path of the item that it is; null for none. */
  variables: {
    readonly order: { readonly names: readonly string[] };
    readonly answer: readonly (string | null)[];
  };
  node: { readonly order: { readonly path: string }; readonly answer: NodeAnswerOrNone };
  ancestors: {
    readonly order: { readonly path: string };
    readonly answer: {
      /** What has to be open for a path to be seen, as series were shown last; null when nothing stands there. */
      readonly paths: readonly string[] | null;
      /** All that it stands in, the outermost first, however series are shown. */
      readonly holders: readonly string[];
      /** The last of these if that is a series. */
      readonly series: string | null;
    };
  };
  /** Null when nothing joins the ends. */
  edge: { readonly order: EdgeEnds; readonly answer: EdgeTensorsAnswer | null };
  search: { readonly order: { readonly query: string }; readonly answer: SearchAnswer };
  parameters: { readonly order: null; readonly answer: ParametersAnswer };
  /** Compares the graph that stands before with the one that is loaded, which comes after. The orders below ask about the outcome. */
  compare: {
    readonly order: { readonly key: string; readonly source: GraphWork["load"]["order"] };
    readonly answer: ComparisonSummary;
  };
  /** What was said of a comparison with the graph of this key; null where the thread has none. */
  compared: { readonly order: { readonly key: string }; readonly answer: ComparisonSummary | null };
  /** Of each path; null for what is not compared. */
  differences: {
    readonly order: { readonly side: ComparisonSide; readonly paths: readonly string[] };
    readonly answer: readonly (ItemDifference | null)[];
  };
  /** Null for what is not compared. */
  counterpart: {
    readonly order: { readonly side: ComparisonSide; readonly path: string };
    readonly answer: Counterpart | null;
  };
  differenceList: {
    readonly order: { readonly first: number; readonly count: number };
    readonly answer: readonly ListedDifferenceAnswer[];
  };
  /** The next difference, or the one before; null where nothing differs. */
  differenceStep: {
    readonly order: { readonly from: ComparedPaths; readonly way: "next" | "previous" };
    readonly answer: DifferenceAnswer | null;
  };
  /** Of what is selected on both sides. `place`: in the list, of the first difference at or below it. */
  pair: {
    readonly order: ComparedPaths;
    readonly answer: { readonly facts: PairFacts | null; readonly place: number | null };
  };
}

export type GraphWorkKind = keyof GraphWork;

export type GraphOrder = {
  readonly [K in GraphWorkKind]: {
    readonly number: number;
    readonly kind: K;
    readonly order: GraphWork[K]["order"];
  };
}[GraphWorkKind];

export type GraphDelivery = { readonly number: number } & (
  { readonly answer: GraphWork[GraphWorkKind]["answer"] } | { readonly failure: string }
);
