// What the items of a picture are coloured by, as numbers: places in a list of categories, or sizes.
import {
  deviceHistogram,
  type Hierarchy,
  type MeasuredTotals,
  type NestedGraph,
  type NestedItem,
  opHistogram,
  type TagOwner,
  totalsOf,
  type VariableOwner,
} from "@runboard/graph";
import type {
  ColorBasis,
  ColorCoverage,
  ColorRule,
  ItemValues,
  TagAmounts,
  VariableChanges,
} from "./graph-orders.ts";
import type { OpenScope } from "./open-scopes.ts";

/** What is known of a graph beside what stands in it. */
export interface GraphKnowledge {
  /** Null when nothing was measured, or of another step than the one whose key is asked for. */
  readonly measuredAt: (key: string) => MeasuredTotals | null;
  /** Of the graph itself, without function bodies. */
  readonly tagOwner: () => TagOwner;
  readonly variableOwner: () => VariableOwner;
}

export function itemValues(
  graph: NestedGraph,
  shown: readonly OpenScope[],
  {
    rule,
    basis,
    known,
  }: { readonly rule: ColorRule; readonly basis: ColorBasis; readonly known: GraphKnowledge },
): ItemValues {
  switch (rule) {
    case "none":
      return noValues;
    case "structure":
      // Each body numbers its own.
      return valuesBy(shown, ({ structure }, hierarchy) =>
        structure === 0 || hierarchy !== graph.main ? NaN : structure,
      );
    case "device":
    case "operation": {
      const histogramOf = rule === "device" ? deviceHistogram : opHistogram;
      const categories = histogramOf(graph.main, 0).map(({ value, count }) => ({ name: value, count }));
      const places = new Map(categories.map(({ name }, place) => [name, place]));
      const found = valuesBy(shown, ({ item }, hierarchy) => {
        const own = histogramOf(hierarchy, item);
        const [first] = own;
        // Of several kinds, or of none that has a name, there is no colour.
        if (own.length !== 1 || !first || first.value === "") return NaN;
        return places.get(first.value) ?? NaN;
      });
      return { ...found, categories };
    }
    case "parameters":
      return { ...valuesBy(shown, ({ parameterCount }) => parameterCount || NaN), isSize: true };
    case "flops":
      return {
        ...valuesBy(shown, ({ item }, hierarchy) => totalsOf(hierarchy).flops[item] || NaN),
        isSize: true,
      };
    case "compute":
    case "memory": {
      const totals = basis.kind === "measured" ? known.measuredAt(basis.key) : null;
      if (!totals) return noValues;
      const [sums, counts] =
        rule === "compute"
          ? [totals.computeMicros, totals.timedCounts]
          : [totals.outputBytes, totals.sizedCounts];
      const coverage = { count: counts[0] ?? 0, total: graph.graph.nodeCount };
      return sizesOfMain(graph, shown, coverage, (item) =>
        (counts[item] ?? 0) > 0 ? (sums[item] ?? NaN) : NaN,
      );
    }
    case "gradients":
    case "weights":
    case "zeros":
    case "nonfinite": {
      if (basis.kind !== "training") return noValues;
      const { sums, counts, coverage } = addUpTags(graph.main, basis.amounts, known.tagOwner());
      return sizesOfMain(graph, shown, coverage, (item) => {
        const count = counts.get(item) ?? 0;
        const sum = sums.get(item) ?? 0;
        if (count === 0) return NaN;
        if (rule === "nonfinite") return sum;
        return rule === "zeros" ? sum / count : Math.sqrt(sum);
      });
    }
    case "change": {
      if (basis.kind !== "checkpoints") return noValues;
      const { changes, before, coverage } = addUpVariables(graph.main, basis.changes, known.variableOwner());
      return sizesOfMain(graph, shown, coverage, (item) => {
        const change = changes.get(item) ?? NaN;
        // Of what was all zero nothing is a share.
        return change === 0 ? 0 : Math.sqrt(change / (before.get(item) || NaN));
      });
    }
  }
}

const noValues: ItemValues = {
  values: new Map(),
  isSize: false,
  categories: null,
  most: 0,
  leastPositive: NaN,
  coverage: null,
};

/** By item: sums over the tags at and below it. */
function addUpTags(
  { parents }: Hierarchy,
  amounts: TagAmounts,
  ownerOf: TagOwner,
): {
  readonly sums: ReadonlyMap<number, number>;
  readonly counts: ReadonlyMap<number, number>;
  readonly coverage: ColorCoverage;
} {
  const sums = new Map<number, number>();
  const counts = new Map<number, number>();
  let owned = 0;
  amounts.tags.forEach((tag, row) => {
    const owner = ownerOf(tag);
    if (owner === undefined) return;
    owned++;
    for (let item = owner; ; item = parents[item] ?? 0) {
      sums.set(item, (sums.get(item) ?? 0) + (amounts.sums[row] ?? 0));
      counts.set(item, (counts.get(item) ?? 0) + (amounts.counts[row] ?? 0));
      if (item === 0) break;
    }
  });
  return { sums, counts, coverage: { count: owned, total: amounts.tags.length } };
}

/** By item: sums over the variables at and below it of which it is known how far they moved. */
function addUpVariables(
  { parents }: Hierarchy,
  { names, changeSquares, squaresBefore }: VariableChanges,
  ownerOf: VariableOwner,
): {
  readonly changes: ReadonlyMap<number, number>;
  readonly before: ReadonlyMap<number, number>;
  readonly coverage: ColorCoverage;
} {
  const changes = new Map<number, number>();
  const before = new Map<number, number>();
  let count = 0;
  names.forEach((name, row) => {
    const [change = NaN, square = NaN] = [changeSquares[row], squaresBefore[row]];
    const owner = ownerOf(name);
    if (owner === undefined || Number.isNaN(change) || Number.isNaN(square)) return;
    count++;
    for (let item = owner; ; item = parents[item] ?? 0) {
      changes.set(item, (changes.get(item) ?? 0) + change);
      before.set(item, (before.get(item) ?? 0) + square);
      if (item === 0) break;
    }
  });
  return { changes, before, coverage: { count, total: names.length } };
}

/** What is known of the graph's own items alone: of those in function bodies there is nothing. */
function sizesOfMain(
  { main }: NestedGraph,
  shown: readonly OpenScope[],
  coverage: ColorCoverage,
  sizeOf: (item: number) => number,
): ItemValues {
  const found = valuesBy(shown, ({ item }, hierarchy) => (hierarchy === main ? sizeOf(item) : NaN));
  return { ...found, isSize: true, coverage };
}

function valuesBy(
  shown: readonly OpenScope[],
  valueOf: (item: NestedItem, hierarchy: Hierarchy) => number,
): ItemValues {
  let most = 0;
  let least = Infinity;
  const values = new Map<string, Float64Array>();
  for (const { path, level } of shown) {
    const { place } = level;
    const ofLevel = Float64Array.from([...level.items, ...level.auxiliaryItems], (item) => {
      const value = place ? valueOf(item, place.hierarchy) : NaN;
      if (value > most) most = value;
      if (value > 0 && value < least) least = value;
      return value;
    });
    values.set(path, ofLevel);
  }
  return {
    values,
    isSize: false,
    categories: null,
    most,
    leastPositive: least === Infinity ? NaN : least,
    coverage: null,
  };
}
