// What scripts and pages are told of a graph, in plain values: one scope, an item, what is found, reached, counted, and what differs between two.
import { attributeText } from "../hierarchy/attribute-text.ts";
import { compareGraphs } from "../hierarchy/diff.ts";
import { levelEdges } from "../hierarchy/level-edges.ts";
import { BEYOND, EDGE_CONTROL, EDGE_REFERENCE, NO_TYPE } from "../hierarchy/level.ts";
import { type Connection, type ConnectionList, factsOf } from "../hierarchy/node-facts.ts";
import { type ParameterRow, parameterTable } from "../hierarchy/parameter-table.ts";
import { PatternBudget, searchGraph } from "../hierarchy/search.ts";
import { nodesOnPaths, traceFrom } from "../hierarchy/trace.ts";
import { CONTROL_SLOT, type TensorType } from "../op-graph.ts";
import { type DifferenceAnswer, differenceAnswer } from "./difference-answer.ts";
import type { NestedGraph, NestedItem, Place } from "./nested-graph.ts";

/** An item by its path alone: its number means nothing elsewhere. */
type ItemAnswer = Omit<NestedItem, "item">;

function itemAnswer(graph: NestedGraph, place: Place): ItemAnswer {
  const { path, label, kind, op, operationCount, parameterCount, structure } = graph.item(place);
  return { path, label, kind, op, operationCount, parameterCount, structure };
}

export interface ScopeAnswer {
  readonly scope: ItemAnswer;
  readonly items: ItemAnswer[];
  readonly itemCount: number;
  readonly edges: EdgeAnswer[];
  readonly edgeCount: number;
}

interface EdgeAnswer {
  /** Places in `items`; null beyond the scope's border. */
  readonly from: number | null;
  readonly to: number | null;
  readonly tensorCount: number;
  readonly elementCount: number;
  readonly type: TensorType | null;
  readonly isControl: boolean;
  readonly isReference: boolean;
}

/**
 * What an item holds as it is, nothing taken out of it or joined for a picture; of an operation nothing, of a call with several bodies these.
 * @param limit of items and of edges, of which both ends are listed; all are counted
 */
export function scopeAnswer(graph: NestedGraph, place: Place, limit: number): ScopeAnswer {
  const scope = itemAnswer(graph, place);
  const bodies = graph.bodiesOf(place);
  if (bodies.length > 1)
    return {
      scope,
      items: bodies.slice(0, limit).map((body) => itemAnswer(graph, body)),
      itemCount: bodies.length,
      edges: [],
      edgeCount: 0,
    };
  const { hierarchy, item: opened, prefix } = bodies[0] ?? place;
  const children = childrenOf(hierarchy, opened);
  const items = Array.from(children.subarray(0, limit), (item) =>
    itemAnswer(graph, { hierarchy, item, prefix }),
  );
  const { froms, tos, tensorCounts, elementCounts, typeIds, flags } = levelEdges(hierarchy, opened, children);
  const isTold = (end: number | undefined) => end === BEYOND || (end ?? BEYOND) < items.length;
  const placeOf = (end: number | undefined) => (end === undefined || end === BEYOND ? null : end);
  const edges: EdgeAnswer[] = [];
  for (let edge = 0; edge < froms.length && edges.length < limit; edge++) {
    if (!isTold(froms[edge]) || !isTold(tos[edge])) continue;
    const bits = flags[edge] ?? 0;
    edges.push({
      from: placeOf(froms[edge]),
      to: placeOf(tos[edge]),
      tensorCount: tensorCounts[edge] ?? 0,
      elementCount: bounded(elementCounts[edge] ?? 0),
      type: hierarchy.graph.tensorTypes[typeIds[edge] ?? NO_TYPE] ?? null,
      isControl: (bits & EDGE_CONTROL) !== 0,
      isReference: (bits & EDGE_REFERENCE) !== 0,
    });
  }
  return { scope, items, itemCount: children.length, edges, edgeCount: froms.length };
}

function childrenOf({ childOffsets, children }: Place["hierarchy"], item: number): Uint32Array {
  return children.subarray(childOffsets[item], childOffsets[item + 1]);
}

/** Products of claimed sizes go beyond doubles, for which JSON has no word. */
function bounded(count: number): number {
  return count < Number.MAX_VALUE ? count : Number.MAX_VALUE;
}

interface ConnectionAnswer {
  readonly path: string;
  readonly name: string;
  /** Null for a dependency without data. */
  readonly slot: number | null;
  readonly place: number;
  readonly type: TensorType | null;
  readonly isReference: boolean;
}

interface ConnectionsAnswer {
  readonly connections: ConnectionAnswer[];
  readonly totalCount: number;
}

interface CountAnswer {
  readonly value: string;
  readonly count: number;
}

export interface NodeAnswer {
  readonly item: ItemAnswer;
  readonly name: string;
  readonly device: string;
  readonly attributes: { readonly name: string; readonly text: string }[];
  readonly inputs: ConnectionsAnswer;
  readonly outputs: ConnectionsAnswer;
  readonly outputTypes: TensorType[];
  readonly childCount: number;
  readonly flops: number;
  /** Operations of which `flops` counts one example, as the size of the batch is not known. */
  readonly perExampleCount: number;
  readonly unknownFlopsCount: number;
  readonly ops: CountAnswer[];
  readonly devices: CountAnswer[];
}

/** @param limit of inputs, and of outputs, that are listed; all are counted */
export function nodeAnswer(graph: NestedGraph, place: Place, limit: number): NodeAnswer {
  const facts = factsOf(place.hierarchy, place.item, limit);
  const connectionsOf = ({ connections, totalCount }: ConnectionList): ConnectionsAnswer => ({
    connections: connections.map((connection) => connectionAnswer(connection, place)),
    totalCount,
  });
  const common = {
    item: itemAnswer(graph, place),
    name: facts.name,
    inputs: connectionsOf(facts.inputs),
    outputs: connectionsOf(facts.outputs),
    flops: bounded(facts.flops),
    perExampleCount: facts.perExampleCount,
    unknownFlopsCount: facts.unknownFlopsCount,
  };
  if (facts.kind !== "operation")
    return {
      ...common,
      device: "",
      attributes: [],
      outputTypes: [],
      childCount: facts.childCount,
      ops: [...facts.ops],
      devices: [...facts.devices],
    };
  return {
    ...common,
    device: facts.device,
    attributes: facts.attributes.map(({ name, value }) => ({ name, text: attributeText(value) })),
    outputTypes: [...facts.outputTypes],
    childCount: childCountOf(graph, place),
    ops: [],
    devices: [],
  };
}

/** Of a call what it opens to. */
function childCountOf(graph: NestedGraph, place: Place): number {
  const [body, ...others] = graph.bodiesOf(place);
  if (!body) return 0;
  return others.length > 0 ? others.length + 1 : childrenOf(body.hierarchy, body.item).length;
}

function connectionAnswer(connection: Connection, { prefix }: Place): ConnectionAnswer {
  const { path, name, slot, place, type, isReference } = connection;
  return {
    path: prefix + path,
    name,
    slot: slot === CONTROL_SLOT ? null : slot,
    place,
    type,
    isReference,
  };
}

export interface SearchAnswer {
  readonly items: ItemAnswer[];
  readonly totalCount: number;
  /** What was not looked for, and why. */
  readonly message: string | null;
}

/** In the graph and in every body, each once. */
export function searchAnswer(graph: NestedGraph, query: string, limit: number): SearchAnswer {
  const items: ItemAnswer[] = [];
  let totalCount = 0;
  let untriedCount = 0;
  const budget = new PatternBudget();
  for (const { hierarchy, prefix } of graph.bodies()) {
    const found = searchGraph(hierarchy, query, limit - items.length, budget);
    totalCount += found.totalCount;
    untriedCount += found.untriedCount;
    for (const item of found.items) items.push(itemAnswer(graph, { hierarchy, item, prefix }));
    if (found.ending !== undefined) return { items, totalCount, message: found.ending };
  }
  const message =
    untriedCount === 0
      ? null
      : `Not looked through: ${untriedCount} ${untriedCount === 1 ? "name, which is" : "names, which are"} too long.`;
  return { items, totalCount, message };
}

export interface TraceQuery {
  readonly direction: "inputs" | "outputs";
  /** Only what lies on a way to here, in the same body, whatever the direction. */
  readonly to: Place | null;
  readonly includeControl: boolean;
}

/** 1 for each node of the place's body that is reached, and how many these are. Bodies of calls are not entered: a call is one node. */
export function traceOf(
  { hierarchy, item }: Place,
  { direction, to, includeControl }: TraceQuery,
): ReturnType<typeof traceFrom> {
  const options = { control: includeControl };
  const from = nodesBelow(hierarchy, item);
  if (to === null) return traceFrom(hierarchy.graph, from, direction, options);
  return nodesOnPaths(hierarchy.graph, from, nodesBelow(to.hierarchy, to.item), options);
}

function nodesBelow({ nodeOrder, nodeStarts, nodeEnds }: Place["hierarchy"], item: number): Uint32Array {
  return nodeOrder.subarray(nodeStarts[item], nodeEnds[item]);
}

export interface TraceAnswer {
  readonly names: string[];
  readonly operationCount: number;
}

/** @param limit of names; all operations are counted */
export function traceAnswer(place: Place, query: TraceQuery, limit: number): TraceAnswer {
  const { mask, count } = traceOf(place, query);
  const { names } = place.hierarchy.graph;
  const reached: string[] = [];
  for (let node = 0; node < mask.length && reached.length < limit; node++)
    if (mask[node] === 1) reached.push(names[node] ?? "");
  return { names: reached, operationCount: count };
}

export interface ParametersAnswer {
  readonly rows: Omit<ParameterRow, "item">[];
  readonly rowCount: number;
}

/** Of the graph itself; bodies have their variables outside. */
export function parametersAnswer(graph: NestedGraph, limit: number): ParametersAnswer {
  const rows = parameterTable(graph.main);
  return {
    rows: rows.slice(0, limit).map(({ item: _item, ...row }) => ({
      ...row,
      parameterCount: bounded(row.parameterCount),
      share: Number.isFinite(row.share) ? row.share : 0,
      flops: bounded(row.flops),
    })),
    rowCount: rows.length,
  };
}

export interface DiffAnswer {
  readonly differences: DifferenceAnswer[];
  readonly addedCount: number;
  readonly removedCount: number;
  readonly changedCount: number;
  readonly sameCount: number;
}

/** Of the graphs themselves, without their bodies. @param limit of differences; all are counted */
export function diffAnswer(before: NestedGraph, after: NestedGraph, limit: number): DiffAnswer {
  const diff = compareGraphs(before.main, after.main);
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { kind } of diff.entries) counts[kind]++;
  const compared = { a: before.main, b: after.main, diff };
  return {
    differences: diff.entries.slice(0, limit).map((entry) => differenceAnswer(compared, entry)),
    addedCount: counts.added,
    removedCount: counts.removed,
    changedCount: counts.changed,
    sameCount: after.main.graph.nodeCount - counts.added - counts.changed,
  };
}
