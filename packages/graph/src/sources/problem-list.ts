// Problems as they are found: of each code the first few, then how many more.
import type { GraphProblem } from "../op-graph.ts";

type ProblemCode = GraphProblem["code"];

/** Said of each code before it is only counted. */
const SAID_OF_EACH = 5;
/** Characters of a name in a sentence. */
const SHOWN_CHARACTERS = 120;

/** What one problem of a code is, and what several are. */
const WORDS: Readonly<Record<ProblemCode, readonly [string, string]>> = {
  cut_short: ["place where bytes end too early", "places where bytes end too early"],
  dangling_input: ["input that names no operation", "inputs that name no operation"],
  duplicate_name: ["name that another has", "names that others have"],
  unnamed_node: ["operation without a name", "operations without a name"],
  unreadable_part: ["unreadable part", "unreadable parts"],
  cycle: ["circle", "circles"],
  external_data: ["tensor in another file", "tensors in other files"],
};

export class ProblemList {
  readonly #said: GraphProblem[] = [];
  readonly #counts = new Map<ProblemCode, number>();

  /** `text` is made only when it is shown. */
  add(code: ProblemCode, text: () => string, node?: number): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > SAID_OF_EACH) return;
    this.#said.push(node === undefined ? { code, text: text() } : { code, text: text(), node });
  }

  list(): GraphProblem[] {
    const more: GraphProblem[] = [];
    for (const [code, count] of this.#counts) {
      const left = count - SAID_OF_EACH;
      const [one, several] = WORDS[code];
      if (left > 0) more.push({ code, text: `And ${left} more ${left === 1 ? one : several}.` });
    }
    return [...this.#said, ...more];
  }
}

/** A name in quotes, cut where it is too long for a sentence. */
export function quoted(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `“${name.slice(0, SHOWN_CHARACTERS)}…”` : `“${name}”`;
}
