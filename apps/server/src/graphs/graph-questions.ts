// What the server asks the thread that reads graphs, and what that says.
import type { ProblemCode } from "@runboard/contract";
import type {
  DiffAnswer,
  GraphFormat,
  NodeAnswer,
  ParametersAnswer,
  ScopeAnswer,
  SearchAnswer,
  SourceGraph,
  TraceAnswer,
} from "@runboard/graph";

/** A graph of a source; `key` names the source's bytes for good. */
export interface GraphChoice {
  readonly key: string;
  /** Label of one of several graphs; the main one when empty. */
  readonly part: string;
}

interface Asked {
  readonly graph: GraphChoice;
}

interface Listed extends Asked {
  /** Of what is listed; all is counted. */
  readonly limit: number;
}

/** Question → answer: bytes as they are, anything else as JSON of it, which the thread writes. */
export interface GraphAnswers {
  scope: {
    readonly question: Listed & { readonly path: string };
    readonly answer: ScopeAnswer & {
      readonly parts: string[];
      readonly format: GraphFormat;
      readonly kind: SourceGraph["kind"];
      readonly findings: { readonly code: string; readonly text: string }[];
    };
  };
  node: { readonly question: Listed & { readonly path: string }; readonly answer: NodeAnswer };
  search: { readonly question: Listed & { readonly query: string }; readonly answer: SearchAnswer };
  trace: {
    readonly question: Listed & {
      readonly path: string;
      readonly direction: "inputs" | "outputs";
      /** Only what lies on a way to here. */
      readonly to?: string | undefined;
      readonly includeControl: boolean;
    };
    readonly answer: TraceAnswer;
  };
  parameters: { readonly question: Listed; readonly answer: ParametersAnswer };
  /** The whole graph, `json` in protobuf's JSON format; bodies of functions only where the source is a GraphDef. */
  content: {
    readonly question: Asked & {
      readonly format: "pb" | "pbtxt" | "json";
      /** Attributes of more bytes are left out; null: none. */
      readonly limitAttributeBytes: number | null;
      /** The attribute that names those. */
      readonly largeAttributesKey: string;
      readonly keepsTensorTypes: boolean;
    };
    readonly answer: Uint8Array;
  };
  /** What a step took, in protobuf's text format. */
  metadata: { readonly question: Asked; readonly answer: { readonly bytes: Uint8Array<ArrayBuffer> } };
  /** What a step took, by operation. */
  costs: {
    readonly question: Listed;
    readonly answer: {
      readonly names: string[];
      readonly computeMicros: (number | null)[];
      readonly outputBytes: (number | null)[];
      readonly operationCount: number;
      readonly isCut: boolean;
    };
  };
  diff: { readonly question: Listed & { readonly after: GraphChoice }; readonly answer: DiffAnswer };
}

export type GraphQuestionKind = keyof GraphAnswers;

export type GraphQuestion<K extends GraphQuestionKind = GraphQuestionKind> = {
  readonly [Kind in K]: { readonly kind: Kind } & GraphAnswers[Kind]["question"];
}[K];

/** Bytes of a source that the thread said it does not have. */
export interface GraphBytes {
  readonly key: string;
  /** The whole of its memory, which the thread takes over. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a file; tells formats apart that look alike. */
  readonly fileName: string | null;
}

/** One at a time: the next follows the delivery. */
export interface GraphOrder {
  readonly question: GraphQuestion;
  readonly given: readonly GraphBytes[];
}

export type GraphDelivery =
  /** JSON, or what was asked for as bytes; all of its memory. */
  | { readonly kind: "answer"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Keys of sources whose bytes it needs first. */
  | { readonly kind: "missing"; readonly keys: readonly string[] }
  | { readonly kind: "problem"; readonly code: ProblemCode; readonly detail: string };
