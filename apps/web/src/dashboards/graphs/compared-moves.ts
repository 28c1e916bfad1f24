// Selecting and opening in two graphs that are compared: what is done on one side is done to its partner on the other.
import type { GraphView } from "@runboard/charts";
import type { ComparedPaths, ComparisonSide } from "@runboard/graph";
import { useEffect, useState } from "react";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { GraphFlight } from "./graph-flight.ts";
import { askGraph } from "./graph-thread.ts";
import { graphsSearch } from "./search.ts";
import type { GraphPicture } from "./shown-graph.ts";

export type BothSides<Each> = Readonly<Record<ComparisonSide, Each>>;

interface ComparedSideState {
  /** Null until it is loaded. */
  readonly loadedKey: string | null;
  readonly picture: GraphPicture | null;
  readonly isLaying: boolean;
}

/** What the page shows at this moment. */
interface ComparedState {
  readonly search: ReturnType<typeof graphsSearch.useSearch>;
  readonly sides: BothSides<ComparedSideState>;
  /** Null until the graphs are compared: until then each side is for itself. */
  readonly comparedKey: string | null;
}

/** What one side becomes. */
interface SideChange {
  /** Path, empty for none; as it is without. */
  readonly at?: string;
  readonly open?: readonly string[];
}

type Anchors = BothSides<string | null>;

const otherOf = { before: "after", after: "before" } as const;
const noAnchors: Anchors = { before: null, after: null };

export class ComparedMoves {
  readonly #change: ReturnType<typeof graphsSearch.useChange>;
  readonly #setAnchors: (anchors: Anchors) => void;
  readonly #views: Record<ComparisonSide, GraphView | null> = { before: null, after: null };
  readonly #flights: BothSides<GraphFlight> = { before: new GraphFlight(), after: new GraphFlight() };
  #state: ComparedState | null = null;
  /** Moves are made one after the other: each begins where the one before it led. */
  #moves: Promise<void> = Promise.resolve();

  constructor(change: ReturnType<typeof graphsSearch.useChange>, setAnchors: (anchors: Anchors) => void) {
    this.#change = change;
    this.#setAnchors = setAnchors;
  }

  mount(side: ComparisonSide, view: GraphView): void {
    this.#views[side] = view;
  }

  /** Called after each time the page is shown anew. */
  follow(state: ComparedState): void {
    this.#state = state;
    for (const side of ["before", "after"] as const) {
      const { picture, isLaying } = state.sides[side];
      this.#flights[side].follow({ view: this.#views[side], picture, isLaying });
    }
  }

  /** An item and its partner; null for nothing. */
  select(side: ComparisonSide, path: string | null): void {
    this.#queue(async () => {
      if (path === null) this.#apply("before", { at: "" }, { at: "" });
      else await this.#select(side, path);
    });
  }

  /** Opens or closes an item and its partner. */
  toggle(side: ComparisonSide, path: string): void {
    this.#queue(() => this.#toggle(side, path));
  }

  /** Selects a pair, opens what it takes to be seen, and flies there on both sides; where one has no partner, to the scope that would hold it. */
  go(paths: ComparedPaths): void {
    this.#queue(() => this.#go(paths));
  }

  step(way: "next" | "previous"): void {
    this.#queue(() => this.#step(way));
  }

  #queue(move: () => Promise<void>): void {
    // Where it fails the graphs are gone by now: so is where to go.
    this.#moves = this.#moves.then(move).catch(() => undefined);
  }

  async #select(side: ComparisonSide, path: string): Promise<void> {
    const other = otherOf[side];
    const partner = await this.#partner(side, path);
    const open = partner === null ? null : await this.#opening(other, partner);
    this.#setAnchors(noAnchors);
    if (partner !== null && !open) this.#flights[other].bringIntoView(partner);
    if (partner !== null && open) this.#flights[other].flyLater(partner);
    this.#apply(side, { at: path }, { at: partner ?? "", ...(open && { open }) });
  }

  async #toggle(side: ComparisonSide, path: string): Promise<void> {
    const other = otherOf[side];
    const partner = await this.#partner(side, path);
    const open = this.#open(side);
    const isOpen = open.includes(path);
    this.#setAnchors(side === "before" ? { before: path, after: partner } : { before: partner, after: path });
    const own = { open: isOpen ? without(open, path) : [...open, path] };
    if (partner === null) {
      this.#apply(side, own, {});
      return;
    }
    const around = isOpen ? null : await this.#opening(other, partner);
    const rest = without(around ?? this.#open(other), partner);
    this.#apply(side, own, { open: isOpen ? rest : [...rest, partner] });
  }

  async #go(paths: ComparedPaths): Promise<void> {
    const before = await this.#going("before", paths);
    const after = await this.#going("after", paths);
    this.#setAnchors(noAnchors);
    this.#apply("before", before, after);
  }

  async #going(side: ComparisonSide, paths: ComparedPaths): Promise<SideChange> {
    const path = paths[side];
    if (path !== null) {
      const open = await this.#opening(side, path);
      if (open) this.#flights[side].flyLater(path);
      else this.#flights[side].flyTo(path);
      return { at: path, ...(open && { open }) };
    }
    const there = paths[otherOf[side]];
    const around = there === null ? "" : ((await this.#counterpart(otherOf[side], there))?.around ?? "");
    if (around === "") return { at: "" };
    const now = this.#open(side);
    const open = (await this.#opening(side, around)) ?? now;
    const isThere = open === now && open.includes(around);
    if (isThere) this.#flights[side].bringIntoView(around);
    else this.#flights[side].flyLater(around);
    return { at: "", open: open.includes(around) ? open : [...open, around] };
  }

  async #step(way: "next" | "previous"): Promise<void> {
    if (!this.#state || this.#state.comparedKey === null) return;
    const { search, comparedKey } = this.#state;
    const found = await askGraph(comparedKey, "differenceStep", { from: selectedPaths(search), way });
    if (found) await this.#go({ before: found.pathBefore, after: found.pathAfter });
  }

  async #counterpart(side: ComparisonSide, path: string) {
    const comparedKey = this.#state?.comparedKey ?? null;
    return comparedKey === null ? null : askGraph(comparedKey, "counterpart", { side, path });
  }

  async #partner(side: ComparisonSide, path: string): Promise<string | null> {
    return (await this.#counterpart(side, path))?.path ?? null;
  }

  #open(side: ComparisonSide): readonly string[] {
    const { open = "", againstOpen = "" } = this.#state?.search ?? {};
    return decodeList(side === "before" ? open : againstOpen);
  }

  /** What is open, with what is to be for a path to be seen; null where nothing is missing. */
  async #opening(side: ComparisonSide, path: string): Promise<readonly string[] | null> {
    const loadedKey = this.#state?.sides[side].loadedKey ?? null;
    if (loadedKey === null) return null;
    const { paths } = await askGraph(loadedKey, "ancestors", { path });
    const open = this.#open(side);
    const missing = paths?.filter((ancestor) => !open.includes(ancestor)) ?? [];
    return missing.length === 0 ? null : [...open, ...missing];
  }

  #apply(side: ComparisonSide, own: SideChange, other: SideChange): void {
    const [before, after] = side === "before" ? [own, other] : [other, own];
    const changes = {
      ...(before.at !== undefined && { at: before.at }),
      ...(before.open && { open: encodeList(before.open) }),
      ...(after.at !== undefined && { againstAt: after.at }),
      ...(after.open && { againstOpen: encodeList(after.open) }),
    };
    if (this.#state) this.#state = { ...this.#state, search: { ...this.#state.search, ...changes } };
    this.#change(changes);
  }
}

function without(open: readonly string[], path: string): readonly string[] {
  return open.filter((one) => one !== path);
}

/** What the address says is selected on both sides. */
export function selectedPaths({ at, againstAt }: ComparedState["search"]): ComparedPaths {
  return { before: at === "" ? null : at, after: againstAt === "" ? null : againstAt };
}

/** `anchors`: what was opened or closed last on each side stays where it is on the screen. */
export function useComparedMoves(
  sides: ComparedState["sides"],
  comparedKey: string | null,
): { readonly moves: ComparedMoves; readonly anchors: Anchors } {
  const search = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const [anchors, setAnchors] = useState(noAnchors);
  const [moves] = useState(() => new ComparedMoves(change, setAnchors));
  useEffect(() => moves.follow({ search, sides, comparedKey }));
  return { moves, anchors };
}
