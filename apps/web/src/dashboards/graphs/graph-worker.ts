// The thread that holds the page's graph: reads and folds it, opens scopes, finds and traces. Layout is done by a thread of its own, which is ended
// when what it lays out is no longer wanted.
import {
  edgeTensorsAnswer,
  GraphComparison,
  graphOfPart,
  type GraphReading,
  measuredTotals,
  type MeasuredTotals,
  NestedGraph,
  nodeAnswer,
  type OpenedLevel,
  type OpenLevel,
  parametersAnswer,
  pathOf,
  readGraph,
  searchAnswer,
  type SourceGraph,
  type TagOwner,
  tagOwnerOf,
  type VariableOwner,
  variableOwnerOf,
} from "@runboard/graph";
import type {
  GraphDelivery,
  GraphOrder,
  GraphWork,
  LevelContent,
  LoadedGraph,
  ShownGraph,
  ShownLevel,
} from "./graph-orders.ts";
import { itemValues } from "./item-values.ts";
import type { LayoutDelivery, LayoutOrder } from "./layout-worker.ts";
import { levelContent, levelToLay } from "./level-content.ts";
import { type Folding, foldingKey, isSeries, scopeFolding } from "./folding.ts";
import { openScopes, type OpenScope } from "./open-scopes.ts";
import { tracedIn } from "./traced-items.ts";

const MOST_RESULTS = 200;
const MOST_CONNECTIONS = 100;
const MOST_TENSORS = 200;
const MOST_ROWS = 10_000;
const MOST_PROBLEMS = 20;
const MOST_FACTS = 200;

interface Opened {
  readonly level: OpenedLevel;
  readonly content: LevelContent;
}

const newLayout = (): Worker =>
  new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module", name: "graph layout" });
/** A thread's code is loaded only while the thread that started it has nothing to do: as now, before the first graph is here. */
let spareLayout: Worker | null = newLayout();
// One whose code could not be loaded is tried anew when it is needed.
spareLayout.addEventListener("error", () => (spareLayout = null), { once: true });

interface Layout {
  readonly worker: Worker;
  readonly end: (error: Error) => void;
  /** Whether it has been given anything. */
  hasLaid: boolean;
}

class GraphDesk {
  readonly #chosen: SourceGraph;
  readonly #graph: NestedGraph;
  /** By how they are folded, and path. */
  readonly #opened = new Map<string, Opened | null>();
  #layout: Layout | null;
  #shown: readonly OpenScope[] = [];
  #folding: Folding = { extractsAuxiliary: true, ungrouped: [] };
  /** Contents that the page has, by path. */
  #told = new Map<string, LevelContent>();
  #measured: { readonly key: string; readonly totals: MeasuredTotals } | null = null;
  #ownerOf: TagOwner | null = null;
  #variableOwnerOf: VariableOwner | null = null;
  #comparison: { readonly key: string; readonly of: GraphComparison } | null = null;
  #lastNumber = 0;

  constructor(chosen: SourceGraph) {
    this.#chosen = chosen;
    this.#layout = this.#startLayout();
    this.#graph = new NestedGraph(chosen.graph);
  }

  async show({ open, trace, isFresh, ...folding }: GraphWork["show"]["order"]): Promise<ShownGraph> {
    if (isFresh) {
      this.#told.clear();
      if (this.#layout?.hasLaid) this.#stopLayout();
    }
    this.#folding = folding;
    const foldingOf = scopeFolding(this.#graph, folding);
    const scopes = openScopes(open, (path) => this.#open(path, foldingOf(path))?.level);
    const contents = scopes.map(({ path }) => this.#open(path, foldingOf(path))?.content);
    const levels: OpenLevel[] = scopes.flatMap(({ path, level, parent, parentPlace }, at) => {
      const content = contents[at];
      const margin = contents[parent]?.rooms[parentPlace] ?? 0;
      return content
        ? [levelToLay(content, level, { parent, parentPlace, margin, key: foldingKey(foldingOf(path)) })]
        : [];
    });
    const { changed, isNew } = await this.#lay(levels);
    const places = new Map(changed.map(({ scope, ...rest }) => [scope, rest]));
    const told = new Map<string, LevelContent>();
    const shown = scopes.map(({ path, parent, parentPlace }, at): ShownLevel => {
      const content = contents[at] ?? null;
      if (content) told.set(path, content);
      return {
        key: path,
        frame: parent < 0 ? null : { level: parent, item: parentPlace },
        content: this.#told.get(path) === content && !isNew ? null : content,
        places: places.get(path) ?? null,
      };
    });
    this.#told = told;
    this.#shown = scopes;
    return { levels: shown, traced: trace && tracedIn(this.#graph, scopes, trace) };
  }

  stop(): null {
    this.#layout?.end(new Error("The layout was stopped."));
    return null;
  }

  values({ rule, basis }: GraphWork["values"]["order"]): GraphWork["values"]["answer"] {
    const known = {
      measuredAt: (key: string) => this.#totalsAt(key),
      tagOwner: () => this.#tagOwner,
      variableOwner: () => this.#variableOwner,
    };
    return itemValues(this.#graph, this.#shown, { rule, basis, known });
  }

  measure({ key, costs }: GraphWork["measure"]["order"]): null {
    this.#measured = { key, totals: measuredTotals(this.#graph.main, costs) };
    return null;
  }

  measured({ path, key }: GraphWork["measured"]["order"]): GraphWork["measured"]["answer"] {
    const totals = this.#totalsAt(key);
    const place = this.#graph.find(path);
    if (!totals || place?.hierarchy !== this.#graph.main) return null;
    const { item } = place;
    return {
      operationCount: this.#graph.item(place).operationCount,
      computeMicros: totals.computeMicros[item] ?? 0,
      timedCount: totals.timedCounts[item] ?? 0,
      outputBytes: totals.outputBytes[item] ?? 0,
      sizedCount: totals.sizedCounts[item] ?? 0,
      graphComputeMicros: totals.computeMicros[0] ?? 0,
    };
  }

  owners({ tags }: GraphWork["owners"]["order"]): GraphWork["owners"]["answer"] {
    const hierarchy = this.#graph.main;
    return tags.map((tag) => {
      const item = this.#tagOwner(tag);
      return item === undefined ? null : pathOf(hierarchy, item);
    });
  }

  variables({ names }: GraphWork["variables"]["order"]): GraphWork["variables"]["answer"] {
    const hierarchy = this.#graph.main;
    return names.map((name) => {
      const item = this.#variableOwner(name);
      return item === undefined ? null : pathOf(hierarchy, item);
    });
  }

  #totalsAt(key: string): MeasuredTotals | null {
    return this.#measured?.key === key ? this.#measured.totals : null;
  }

  get #tagOwner(): TagOwner {
    return (this.#ownerOf ??= tagOwnerOf(this.#graph.main));
  }

  get #variableOwner(): VariableOwner {
    return (this.#variableOwnerOf ??= variableOwnerOf(this.#graph.main));
  }

  node({ path }: GraphWork["node"]["order"]): GraphWork["node"]["answer"] {
    const place = this.#graph.find(path);
    return place ? nodeAnswer(this.#graph, place, MOST_CONNECTIONS) : null;
  }

  ancestors({ path }: GraphWork["ancestors"]["order"]): GraphWork["ancestors"]["answer"] {
    const place = this.#graph.find(path);
    if (!place) return { paths: null, holders: [], series: null };
    const holders = this.#graph.ancestors(place);
    const series = holders.filter((holder) => isSeries(this.#graph, holder));
    const { ungrouped } = this.#folding;
    const isShown = (holder: string) =>
      !series.includes(holder) || (ungrouped !== "all" && !ungrouped.includes(holder));
    const last = holders.at(-1);
    return {
      paths: holders.filter(isShown),
      holders,
      series: last !== undefined && series.includes(last) ? last : null,
    };
  }

  edge(ends: GraphWork["edge"]["order"]): GraphWork["edge"]["answer"] {
    return edgeTensorsAnswer(this.#graph, ends, MOST_TENSORS);
  }

  search({ query }: GraphWork["search"]["order"]): GraphWork["search"]["answer"] {
    return searchAnswer(this.#graph, query, MOST_RESULTS);
  }

  /** With another graph, which stands before this one. */
  compare(key: string, other: SourceGraph): GraphWork["compare"]["answer"] {
    this.#comparison = { key, of: new GraphComparison(new NestedGraph(other.graph), this.#graph) };
    return this.#comparison.of.summary;
  }

  compared({ key }: GraphWork["compared"]["order"]): GraphWork["compared"]["answer"] {
    return this.#comparison?.key === key ? this.#comparison.of.summary : null;
  }

  get comparison(): GraphComparison {
    if (!this.#comparison) throw new Error("no graphs are compared");
    return this.#comparison.of;
  }

  parameters(): GraphWork["parameters"]["answer"] {
    return parametersAnswer(this.#graph, MOST_ROWS);
  }

  #open(path: string, folding: Folding): Opened | null {
    const name = `${foldingKey(folding)} ${path}`;
    let opened = this.#opened.get(name);
    if (opened !== undefined) return opened;
    const place = this.#graph.find(path);
    const level = place && this.#graph.open(place, folding);
    const isLayers = this.#chosen.kind === "layers";
    const tensorTypes = level?.place?.hierarchy.graph.tensorTypes ?? [];
    opened = level ? { level, content: levelContent(level, { path, isLayers, tensorTypes }) } : null;
    this.#opened.set(name, opened);
    return opened;
  }

  /** Ends the layout that is under way: its order fails, and the next thread begins anew. */
  #stopLayout(): void {
    this.#layout?.end(new Error("another picture is wanted"));
  }

  async #lay(
    levels: readonly OpenLevel[],
  ): Promise<{ readonly changed: LayoutDelivery["changed"]; readonly isNew: boolean }> {
    if (this.#isLaying) this.#stopLayout();
    const isNew = !this.#layout?.hasLaid;
    const number = ++this.#lastNumber;
    this.#isLaying = true;
    try {
      const changed = await new Promise<LayoutDelivery["changed"]>((resolve, reject) => {
        const layout = (this.#layout ??= this.#startLayout());
        layout.hasLaid = true;
        this.#waiting = { number, resolve, reject };
        layout.worker.postMessage({ number, levels } satisfies LayoutOrder);
      });
      return { changed, isNew };
    } finally {
      if (this.#lastNumber === number) this.#isLaying = false;
    }
  }

  #isLaying = false;
  #waiting: {
    readonly number: number;
    readonly resolve: (changed: LayoutDelivery["changed"]) => void;
    readonly reject: (error: Error) => void;
  } | null = null;

  #startLayout(): Layout {
    const worker = spareLayout ?? newLayout();
    spareLayout = null;
    worker.addEventListener("message", ({ data }: MessageEvent<LayoutDelivery>) => {
      if (this.#waiting?.number === data.number) this.#waiting.resolve(data.changed);
    });
    const end = (error: Error): void => {
      worker.terminate();
      this.#layout = null;
      this.#waiting?.reject(error);
      this.#waiting = null;
    };
    worker.addEventListener("error", ({ message }) =>
      end(new Error(message || "the page's code for layout could not be loaded")),
    );
    return { worker, end, hasLaid: false };
  }
}

let desk: GraphDesk | null = null;

async function load(order: GraphWork["load"]["order"]): Promise<LoadedGraph> {
  desk = null;
  const { reading, chosen } = await read(order);
  desk = new GraphDesk(chosen);
  return {
    format: reading.format,
    kind: chosen.kind,
    parts: reading.graphs.map(({ label }) => label),
    operationCount: chosen.graph.nodeCount,
    problems: [...reading.problems, ...chosen.graph.problems].slice(0, MOST_PROBLEMS).map(({ text }) => text),
  };
}

async function read({ content, fileName, part }: GraphWork["load"]["order"]): Promise<{
  readonly reading: Extract<GraphReading, { kind: "graphs" }>;
  readonly chosen: SourceGraph;
}> {
  const bytes = new Uint8Array(await content.arrayBuffer());
  const reading = readGraph(bytes, fileName === null ? {} : { fileName });
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  const chosen = graphOfPart(reading.graphs, part);
  if (!chosen)
    throw new Error(
      part === "" ? "The source holds no graph." : `The source has no part ${JSON.stringify(part)}.`,
    );
  return { reading, chosen };
}

async function answerOf(order: GraphOrder): Promise<GraphWork[GraphOrder["kind"]]["answer"]> {
  if (order.kind === "load") return load(order.order);
  if (!desk) throw new Error("no graph is loaded");
  switch (order.kind) {
    case "show":
      return desk.show(order.order);
    case "stop":
      return desk.stop();
    case "values":
      return desk.values(order.order);
    case "measure":
      return desk.measure(order.order);
    case "measured":
      return desk.measured(order.order);
    case "owners":
      return desk.owners(order.order);
    case "variables":
      return desk.variables(order.order);
    case "node":
      return desk.node(order.order);
    case "ancestors":
      return desk.ancestors(order.order);
    case "edge":
      return desk.edge(order.order);
    case "search":
      return desk.search(order.order);
    case "parameters":
      return desk.parameters();
    case "compare":
      return desk.compare(order.order.key, (await read(order.order.source)).chosen);
    case "compared":
      return desk.compared(order.order);
    case "differences":
      return desk.comparison.differencesAt(order.order.side, order.order.paths);
    case "counterpart":
      return desk.comparison.counterpart(order.order.side, order.order.path);
    case "differenceList":
      return desk.comparison.listed(order.order.first, order.order.count);
    case "differenceStep":
      return desk.comparison.step(order.order.from, order.order.way);
    case "pair":
      return {
        facts: desk.comparison.pairFacts(order.order, MOST_FACTS),
        place: desk.comparison.placeOf(order.order),
      };
  }
}

self.addEventListener("message", ({ data: order }: MessageEvent<GraphOrder>) => {
  const { number } = order;
  answerOf(order).then(
    (answer) => self.postMessage({ number, answer } satisfies GraphDelivery, { transfer: placesOf(answer) }),
    (error: unknown) => {
      const failure = error instanceof Error ? error.message : String(error);
      self.postMessage({ number, failure } satisfies GraphDelivery);
    },
  );
});

/** Columns of places are new in each answer: they need no copy. */
function placesOf(answer: GraphWork[GraphOrder["kind"]]["answer"]): ArrayBuffer[] {
  if (!answer || !("levels" in answer)) return [];
  return answer.levels.flatMap(({ places }) => {
    if (!places) return [];
    const { laid, widths, heights } = places;
    return [widths, heights, laid.x, laid.y, laid.edgeOffsets, laid.edgePoints].flatMap(({ buffer }) =>
      buffer instanceof ArrayBuffer ? [buffer] : [],
    );
  });
}
