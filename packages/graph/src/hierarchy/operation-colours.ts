// What operations do, as numbers: equal for two that do the same.
import type { OpGraph } from "../op-graph.ts";
import { attributesText, structureText } from "./attribute-text.ts";

/** Numbers for texts, the same for all graphs that are coloured with it. */
export class Colours {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/**
 * Of each node a number that stands for its operation, the attributes that matter and the bodies that it calls, exactly.
 * @param detail `kind` leaves sizes and values out, `values` tells all that attributes can
 */
export function operationColours(
  graph: OpGraph,
  detail: "kind" | "values",
  colours = new Colours(),
): Uint32Array {
  const result = new Uint32Array(graph.nodeCount);
  const textOf = detail === "kind" ? structureText : attributesText;
  for (let node = 0; node < graph.nodeCount; node++) {
    const op = graph.ops.values[graph.ops.ids[node]!]!;
    const attributes = textOf(graph.attributesOf(node));
    const calls = graph.calls.get(node) ?? [];
    const bodies = calls.map(({ role, functionName }) => `${role}>${functionName}`).join("\n");
    result[node] = colours.of(attributes === "" && bodies === "" ? op : `${op}\n${attributes}\n\n${bodies}`);
  }
  return result;
}
