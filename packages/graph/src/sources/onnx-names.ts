// Paths of ONNX's operations, which has no scopes of its own.
import type { OnnxNode } from "./onnx-bodies.ts";

/** A name as a path: `/layer1/0/conv/Conv` without what stands empty between slashes. */
export function onnxScope(name: string): string {
  if (!name.includes("/")) return name;
  return name
    .split("/")
    .filter((part) => part !== "")
    .join("/");
}

/**
 * Scopes come from the name where it has slashes, else from what the exporter noted, else from the beginning that the names of all parameters of the
 * operation have in common, `features.0` of `features.0.weight`. `held`: names of what the model holds.
 */
export function onnxPath(node: OnnxNode, place: number, held: ReadonlySet<string>): string {
  const own = onnxScope(node.name);
  const name = own === "" ? `${node.op === "" ? "operation" : node.op}_${place}` : own;
  if (node.name.includes("/")) return name;
  const scopes =
    node.scopes.length > 0 ? node.scopes : commonScopes(node.inputs.filter((input) => held.has(input)));
  return [...scopes, name].join("/");
}

function commonScopes(parameters: readonly string[]): string[] {
  const [first, ...others] = parameters.map((name) => name.split(".").slice(0, -1));
  if (first === undefined || parameters.some((name) => name.includes("/"))) return [];
  let count = first.length;
  for (const parts of others) {
    let common = 0;
    while (common < count && parts[common] === first[common]) common++;
    count = common;
  }
  return first.slice(0, count).filter((part) => part !== "");
}
