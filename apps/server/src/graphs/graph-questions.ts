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
  readonly limit: number;
}

/** Question → answer. */
export interface GraphAnswers {
  scope: {
    readonly question: Asked & { readonly path: string };
    readonly answer: ScopeAnswer & {
      readonly parts: string[];
      readonly format: GraphFormat;
      readonly kind: SourceGraph["kind"];
      readonly findings: { readonly code: string; readonly text: string }[];
    };
  };
  node: { readonly question: Asked & { readonly path: string }; readonly answer: NodeAnswer };
  search: { readonly question: Asked & { readonly query: string }; readonly answer: SearchAnswer };
  trace: {
    readonly question: Asked & {
      readonly path: string;
      readonly direction: "inputs" | "outputs";
      readonly to: string | null;
      readonly includeControl: boolean;
    };
    readonly answer: TraceAnswer;
  };
  parameters: { readonly question: Asked; readonly answer: ParametersAnswer };
  /** The whole graph, `json` in protobuf's JSON format; bodies of functions only where the source is a GraphDef. */
  content: {
    readonly question: Asked & {
      readonly format: "pb" | "pbtxt" | "json";
      /** Attributes of more bytes are left out; null: none. */
      readonly limitAttributeBytes: number | null;
      /** The attribute that names those. */
      readonly largeAttributesKey: string;
    };
    readonly answer: { readonly bytes: Uint8Array };
  };
  /** What a step took, in protobuf's text format. */
  metadata: { readonly question: Asked; readonly answer: { readonly bytes: Uint8Array } };
  diff: { readonly question: Asked & { readonly after: GraphChoice }; readonly answer: DiffAnswer };
}

export type GraphQuestionKind = keyof GraphAnswers;

export type GraphQuestion = {
  readonly [K in GraphQuestionKind]: { readonly kind: K } & GraphAnswers[K]["question"];
}[GraphQuestionKind];

/** Bytes of a source that the thread said it does not have. */
export interface GraphBytes {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** Of a file; tells formats apart that look alike. */
  readonly fileName: string | null;
}

export interface GraphOrder {
  readonly id: number;
  readonly question: GraphQuestion;
  readonly given: readonly GraphBytes[];
}

export type GraphDelivery = { readonly id: number } & (
  | { readonly kind: "answer"; readonly answer: GraphAnswers[GraphQuestionKind]["answer"] }
  /** Keys of sources whose bytes it needs first. */
  | { readonly kind: "missing"; readonly keys: readonly string[] }
  | { readonly kind: "problem"; readonly code: ProblemCode; readonly detail: string }
);
