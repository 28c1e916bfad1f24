// A graph with the bodies of its functions opened in place: every item, in whichever body, under one path.
import { itemKinds, type Hierarchy, ROOT_ITEM } from "../hierarchy/hierarchy.ts";
import { buildHierarchy } from "../hierarchy/build-hierarchy.ts";
import { findItem, nodeOf, pathOf } from "../hierarchy/item-paths.ts";
import type { LevelOptions } from "../hierarchy/level-of.ts";
import { levelOf } from "../hierarchy/level-of.ts";
import type { Level } from "../hierarchy/level.ts";
import { totalsOf } from "../hierarchy/totals.ts";
import type { OpGraph } from "../op-graph.ts";

/** Parts a call's path, its function's name, and the path within the body: `outer/call//function//inner/W`. No path within one body holds it. */
const BODY_MARK = "//";

/** `call`: an operation that opens to the bodies that it stands for. `body`: one of several such. */
export type NestedKind = (typeof itemKinds)[number] | "call" | "body";

/** An item, and the body that it stands in. */
export interface Place {
  readonly hierarchy: Hierarchy;
  readonly item: number;
  /** What comes before the paths of its hierarchy's items; empty in the graph itself. */
  readonly prefix: string;
}

export interface NestedItem {
  readonly path: string;
  /** In the hierarchy that it stands in. */
  readonly item: number;
  readonly label: string;
  readonly kind: NestedKind;
  /** Of an operation what it does; empty otherwise. */
  readonly op: string;
  readonly operationCount: number;
  readonly parameterCount: number;
  /** Of a scope or series; 0: like no other. */
  readonly structure: number;
}

/** A `Level` whose items are told. */
export interface OpenedLevel extends Pick<
  Level,
  | "edgeFroms"
  | "edgeTos"
  | "edgeTensorCounts"
  | "edgeElementCounts"
  | "edgeTypeIds"
  | "edgeFlags"
  | "annotationOwners"
  | "annotationAreInputs"
> {
  /** Where it is; null for the list of a call's bodies. */
  readonly place: Place | null;
  readonly items: readonly NestedItem[];
  readonly auxiliaryItems: readonly NestedItem[];
  readonly annotationItems: readonly NestedItem[];
}

export interface OpenOptions extends Omit<LevelOptions, "ungroupedSeries"> {
  /** Paths of series whose members stand in their place, or all. */
  readonly ungrouped?: readonly string[] | "all";
}

export class NestedGraph {
  readonly graph: OpGraph;
  /** By function name. */
  readonly #bodies = new Map<string, Hierarchy>();
  readonly #main: Hierarchy;

  constructor(graph: OpGraph) {
    this.graph = graph;
    this.#main = buildHierarchy(graph);
  }

  /** Of the graph itself, without its bodies. */
  get main(): Hierarchy {
    return this.#main;
  }

  /** undefined when nothing stands at `path`. */
  find(path: string): Place | undefined {
    const parts = path.split(BODY_MARK);
    let place: Place | undefined = { hierarchy: this.#main, item: ROOT_ITEM, prefix: "" };
    for (const [at, part] of parts.entries()) {
      if (at % 2 === 0) {
        const item = findItem(place.hierarchy, part);
        if (item === undefined) return undefined;
        place = { ...place, item };
      } else {
        const name = unescaped(part);
        if (name === undefined || !functionNames(place).includes(name)) return undefined;
        place = this.#body(place, name);
      }
    }
    return place;
  }

  item(place: Place): NestedItem {
    const { hierarchy, item } = place;
    const { graph } = hierarchy;
    const totals = totalsOf(hierarchy);
    const node = nodeOf(hierarchy, item);
    const isBody = item === ROOT_ITEM && place.prefix !== "";
    return {
      path: pathOfPlace(place),
      item,
      label: isBody ? functionOfPrefix(place.prefix) : (hierarchy.labels[item] ?? ""),
      kind: isBody ? "body" : kindOf(place),
      op: node === undefined ? "" : (graph.ops.values[graph.ops.ids[node] ?? 0] ?? ""),
      operationCount: totals.operationCounts[item] ?? 0,
      // Claimed sizes go beyond doubles, for which JSON has no word.
      parameterCount: Math.min(totals.parameterCounts[item] ?? 0, Number.MAX_VALUE),
      structure: hierarchy.structureIds[item] ?? 0,
    };
  }

  /** What an item shows when it is open; undefined for an operation, which shows nothing. */
  open(place: Place, options: OpenOptions = {}): OpenedLevel | undefined {
    if (kindOf(place) === "operation") return undefined;
    const bodies = this.bodiesOf(place);
    if (bodies.length > 1) return { ...emptyLevel, items: bodies.map((body) => this.item(body)) };
    const opened = bodies[0] ?? place;
    const { hierarchy, prefix } = opened;
    const level = levelOf(hierarchy, opened.item, {
      ...options,
      ungroupedSeries: options.ungrouped === "all" ? "all" : this.#seriesAt(opened, options.ungrouped ?? []),
    });
    const itemsOf = (items: Uint32Array) =>
      Array.from(items, (item) => this.item({ hierarchy, item, prefix }));
    return {
      ...level,
      place: opened,
      items: itemsOf(level.items),
      auxiliaryItems: itemsOf(level.auxiliaryItems),
      annotationItems: itemsOf(level.annotationItems),
    };
  }

  /** Paths of what has to be open for the place to be seen, the outermost first. */
  ancestors(place: Place): readonly string[] {
    const paths: string[] = [];
    let at = place;
    for (;;) {
      const { hierarchy, prefix } = at;
      for (let { item } = at; item !== ROOT_ITEM; item = hierarchy.parents[item] ?? ROOT_ITEM)
        if (item !== at.item) paths.push(pathOfPlace({ hierarchy, item, prefix }));
      const body = prefix.slice(0, -BODY_MARK.length);
      const call = prefix === "" ? undefined : this.find(body.slice(0, body.lastIndexOf(BODY_MARK)));
      if (!call) return paths.reverse();
      if (at.item !== ROOT_ITEM && this.bodiesOf(call).length > 1) paths.push(body);
      paths.push(pathOfPlace(call));
      at = call;
    }
  }

  /** The bodies that an operation stands for, none of most; each stands there as a whole. */
  bodiesOf(place: Place): readonly Place[] {
    return functionNames(place).map((name) => this.#body(place, name));
  }

  /** The graph itself and every body that is reached from it, each where it is called first. */
  *bodies(): Generator<Place, void, undefined> {
    const known = new Set<string>();
    const waiting: Place[] = [{ hierarchy: this.#main, item: ROOT_ITEM, prefix: "" }];
    for (let at = 0; at < waiting.length; at++) {
      const body = waiting[at];
      if (body === undefined) return;
      yield body;
      for (const [node, calls] of body.hierarchy.graph.calls) {
        const call = { ...body, item: body.hierarchy.itemOfNode[node] ?? ROOT_ITEM };
        for (const { functionName } of calls) {
          if (known.has(functionName) || !this.graph.functions.has(functionName)) continue;
          known.add(functionName);
          waiting.push(this.#body(call, functionName));
        }
      }
    }
  }

  #body(call: Place, name: string): Place {
    let hierarchy = this.#bodies.get(name);
    if (!hierarchy) {
      const body = this.graph.functions.get(name);
      if (!body) throw new RangeError(`no function ${name}`);
      hierarchy = buildHierarchy(body.graph);
      this.#bodies.set(name, hierarchy);
    }
    const prefix = `${pathOfPlace(call)}${BODY_MARK}${escaped(name)}${BODY_MARK}`;
    return { hierarchy, item: ROOT_ITEM, prefix };
  }

  #seriesAt({ hierarchy, prefix }: Place, paths: readonly string[]): ReadonlySet<number> {
    const items = paths
      .filter((path) => path.startsWith(prefix))
      .map((path) => findItem(hierarchy, path.slice(prefix.length)));
    return new Set(items.filter((item) => item !== undefined));
  }
}

function pathOfPlace({ hierarchy, item, prefix }: Place): string {
  // A body's own path is that of its function at the call.
  if (item === ROOT_ITEM) return prefix.slice(0, -BODY_MARK.length);
  return prefix + pathOf(hierarchy, item);
}

function kindOf(place: Place): NestedKind {
  const { hierarchy, item, prefix } = place;
  if (item === ROOT_ITEM && prefix !== "") return "body";
  const kind = itemKinds[hierarchy.kinds[item] ?? 0] ?? "operation";
  return kind === "operation" && functionNames(place).length > 0 ? "call" : kind;
}

/** Of the bodies that an operation stands for, each once. */
function functionNames({ hierarchy, item }: Place): readonly string[] {
  const node = nodeOf(hierarchy, item);
  const calls = node === undefined ? undefined : hierarchy.graph.calls.get(node);
  if (!calls) return [];
  const names = calls.map(({ functionName }) => functionName);
  return [...new Set(names)].filter((name) => hierarchy.graph.functions.has(name));
}

function escaped(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("/", "%2F");
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function functionOfPrefix(prefix: string): string {
  return unescaped(prefix.slice(0, -BODY_MARK.length).split(BODY_MARK).at(-1) ?? "") ?? "";
}

const noNumbers = new Uint32Array(0);
const emptyLevel: OpenedLevel = {
  place: null,
  items: [],
  auxiliaryItems: [],
  annotationItems: [],
  annotationOwners: noNumbers,
  annotationAreInputs: new Uint8Array(0),
  edgeFroms: noNumbers,
  edgeTos: noNumbers,
  edgeTensorCounts: noNumbers,
  edgeElementCounts: new Float64Array(0),
  edgeTypeIds: noNumbers,
  edgeFlags: new Uint8Array(0),
};
