// What differs between an operation and its match, line by line.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";
import { attributeText, saysWhatIsDone, shapeText } from "./attribute-text.ts";
import type { Compared } from "./diff-counts.ts";

/** `dependency`: an input without data. `body`: of a function that it stands for. */
type DiffFactKind =
  "name" | "operation" | "attribute" | "body" | "output" | "parameters" | "input" | "dependency" | "device";

export interface DiffFact {
  readonly kind: DiffFactKind;
  /** Which one: an attribute's name, a body's role, the number of an output or input; empty where there is but one. */
  readonly which: string;
  /** Null where there is none. Values that are long are cut, and may look alike. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Of node `nodeOfA` of a and its match in b. Attributes are those that `compareGraphs` compares. */
export function diffFactsOf({ a, b, diff }: Compared, nodeOfA: number): readonly DiffFact[] {
  const nodeOfB = diff.a.matches[nodeOfA] ?? -1;
  if (nodeOfB < 0) return [];
  const before = new NodeWords(a.graph, nodeOfA);
  const after = new NodeWords(b.graph, nodeOfB);
  const single = (kind: DiffFact["kind"], one: string, two: string): readonly DiffFact[] =>
    one === two ? [] : [{ kind, which: "", before: one, after: two }];
  return [
    ...single("name", before.name, after.name),
    ...single("operation", before.op, after.op),
    ...differing("attribute", before.attributes, after.attributes),
    ...differing("body", before.bodies, after.bodies),
    ...differing("output", before.outputs, after.outputs),
    ...single("parameters", before.parameters, after.parameters),
    ...inputFacts({ a: a.graph, b: b.graph, matches: diff.a.matches }, nodeOfA, nodeOfB),
    ...single("device", before.device, after.device),
  ];
}

/** A text to compare, and one to show. */
type Words = ReadonlyMap<string, { readonly exact: string; readonly shown: string }>;

class NodeWords {
  readonly #graph: OpGraph;
  readonly #node: number;

  constructor(graph: OpGraph, node: number) {
    this.#graph = graph;
    this.#node = node;
  }

  get name(): string {
    return this.#graph.names[this.#node] ?? "";
  }

  get op(): string {
    const { ops } = this.#graph;
    return ops.values[ops.ids[this.#node] ?? 0] ?? "";
  }

  get device(): string {
    const { devices } = this.#graph;
    return devices.values[devices.ids[this.#node] ?? 0] ?? "";
  }

  get parameters(): string {
    return String(this.#graph.parameterCounts[this.#node] ?? 0);
  }

  get attributes(): Words {
    return new Map(
      this.#graph
        .attributesOf(this.#node)
        .filter(saysWhatIsDone)
        .map(({ name, value }) => {
          const shown = attributeText(value);
          return [name, { exact: `${value.kind} ${shown}`, shown }];
        }),
    );
  }

  get bodies(): Words {
    const calls = this.#graph.calls.get(this.#node) ?? [];
    return new Map(
      calls.map(({ role, functionName }) => [role, { exact: functionName, shown: functionName }]),
    );
  }

  get outputs(): Words {
    const { outputTypeIds, outputOffsets, tensorTypes } = this.#graph;
    const ids = outputTypeIds.subarray(outputOffsets[this.#node], outputOffsets[this.#node + 1]);
    return new Map(
      Array.from(ids, (id, output) => {
        const type = tensorTypes[id];
        const text = type ? `${type.dtype === "" ? "?" : type.dtype}${shapeText(type.shape)}` : "?";
        return [String(output), { exact: text, shown: text }];
      }),
    );
  }
}

function differing(kind: DiffFact["kind"], before: Words, after: Words): readonly DiffFact[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((which) => {
    const one = before.get(which);
    const two = after.get(which);
    if (one?.exact === two?.exact) return [];
    return [{ kind, which, before: one?.shown ?? null, after: two?.shown ?? null }];
  });
}

interface Input {
  /** The node that it comes from as b numbers it, or as a does, apart from those; and which output of it. */
  readonly exact: string;
  readonly shown: string;
}

function inputFacts(
  { a, b, matches }: { readonly a: OpGraph; readonly b: OpGraph; readonly matches: Int32Array },
  nodeOfA: number,
  nodeOfB: number,
): readonly DiffFact[] {
  const ofA = inputsOf(a, nodeOfA, (source) => {
    const match = matches[source] ?? -1;
    return match >= 0 ? String(match) : `only ${source}`;
  });
  const ofB = inputsOf(b, nodeOfB, String);
  const dependencies = (own: readonly Input[], others: readonly Input[]): readonly string[] => {
    const known = new Set(others.map(({ exact }) => exact));
    return own.filter(({ exact }) => !known.has(exact)).map(({ shown }) => shown);
  };
  return [
    ...differing("input", ofA.data, ofB.data),
    ...dependencies(ofA.dependencies, ofB.dependencies).map((before): DiffFact => ({
      kind: "dependency",
      which: "",
      before,
      after: null,
    })),
    ...dependencies(ofB.dependencies, ofA.dependencies).map((after): DiffFact => ({
      kind: "dependency",
      which: "",
      before: null,
      after,
    })),
  ];
}

function inputsOf(
  { names, inputOffsets, inputSources, inputSlots, inputPlaces }: OpGraph,
  node: number,
  numberOf: (source: number) => string,
): { readonly data: Words; readonly dependencies: readonly Input[] } {
  const data = new Map<string, Input>();
  const dependencies: Input[] = [];
  for (let at = inputOffsets[node] ?? 0; at < (inputOffsets[node + 1] ?? 0); at++) {
    const source = inputSources[at] ?? 0;
    const slot = inputSlots[at] ?? 0;
    const name = names[source] ?? "";
    if (slot === CONTROL_SLOT) dependencies.push({ exact: numberOf(source), shown: name });
    else
      data.set(String(inputPlaces[at] ?? 0), {
        exact: `${numberOf(source)}:${slot}`,
        shown: slot === 0 ? name : `${name}:${slot}`,
      });
  }
  return { data, dependencies };
}
