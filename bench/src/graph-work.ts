// A program of its own, fresh for each time, since code that has run before is faster: what the page's and the server's threads do with large graphs. Prints
// the figures of `GraphWork` as JSON.
import {
  buildHierarchy,
  compareGraphs,
  type Hierarchy,
  itemKinds,
  layLevel,
  levelOf,
  readGraph,
  ROOT_ITEM,
} from "@runboard/graph";
import { chain, deepTree, flatGraph, transformer } from "./graph-files.ts";

export interface GraphWork {
  readonly readMillis: number;
  readonly foldMillis: number;
  /** Of heap and buffers after both, beside the bytes of the file. */
  readonly keptMebibytes: number;
  readonly flatMillis: number;
  readonly chainMillis: number;
  readonly treeMillis: number;
  readonly diffMillis: number;
}

function timed<T>(act: () => T): readonly [T, number] {
  const start = performance.now();
  const result = act();
  return [result, performance.now() - start];
}

function hierarchyOf(bytes: Uint8Array): Hierarchy {
  const reading = readGraph(bytes);
  if (reading.kind !== "graphs") throw new Error("the graph cannot be read");
  const [main] = reading.graphs;
  if (!main) throw new Error("there is no graph");
  return buildHierarchy(main.graph);
}

function lay(hierarchy: Hierarchy, scope: number): void {
  const { items, edgeFroms, edgeTos } = levelOf(hierarchy, scope);
  const widths = new Float32Array(items.length).fill(90);
  const heights = new Float32Array(items.length).fill(28);
  const { x } = layLevel({ widths, heights, edgeFroms, edgeTos });
  if (x.length !== items.length || !x.every(Number.isFinite)) throw new Error("not all were laid out");
}

function heldMebibytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

const bytes = transformer();
const before = heldMebibytes();
const [reading, readMillis] = timed(() => readGraph(bytes));
if (reading.kind !== "graphs" || !reading.graphs[0]) throw new Error("the graph cannot be read");
const { graph } = reading.graphs[0];
if (graph.nodeCount !== 100_000) throw new Error(`${graph.nodeCount} operations`);
const [hierarchy, foldMillis] = timed(() => buildHierarchy(graph));
const keptMebibytes = heldMebibytes() - before;
const other = hierarchyOf(transformer((layer) => (layer === 50 ? "block_50" : `layer_${layer}`)));
const [diff, diffMillis] = timed(() => compareGraphs(hierarchy, other));
if (diff.entries.length > 0) throw new Error("a new name is no difference");
const [flat, long, deep] = [flatGraph(2_000), chain(10_000), deepTree(5_000)].map(hierarchyOf);
if (!flat || !long || !deep) throw new Error("no graphs");
const [, flatMillis] = timed(() => lay(flat, ROOT_ITEM));
const [, chainMillis] = timed(() => lay(long, ROOT_ITEM));
const [, treeMillis] = timed(() => {
  for (const [item, kind] of deep.kinds.entries()) {
    if (itemKinds[kind] === "scope") lay(deep, item);
  }
});
console.log(
  JSON.stringify({
    readMillis,
    foldMillis,
    keptMebibytes,
    flatMillis,
    chainMillis,
    treeMillis,
    diffMillis,
  } satisfies GraphWork),
);
