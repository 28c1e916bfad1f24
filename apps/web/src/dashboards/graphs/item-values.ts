// What the items of a picture are coloured by, as numbers: places in a list of categories, or sizes.
import {
  deviceHistogram,
  type Hierarchy,
  type NestedGraph,
  type NestedItem,
  opHistogram,
  totalsOf,
} from "@runboard/graph";
import type { ColorRule, ItemValues } from "./graph-orders.ts";
import type { OpenScope } from "./open-scopes.ts";

export function itemValues(graph: NestedGraph, shown: readonly OpenScope[], rule: ColorRule): ItemValues {
  switch (rule) {
    case "none":
      return { values: new Map(), isSize: false, categories: null, most: 0 };
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
  }
}

function valuesBy(
  shown: readonly OpenScope[],
  valueOf: (item: NestedItem, hierarchy: Hierarchy) => number,
): ItemValues {
  let most = 0;
  const values = new Map<string, Float64Array>();
  for (const { path, level } of shown) {
    const { place } = level;
    const ofLevel = Float64Array.from([...level.items, ...level.auxiliaryItems], (item) => {
      const value = place ? valueOf(item, place.hierarchy) : NaN;
      if (value > most) most = value;
      return value;
    });
    values.set(path, ofLevel);
  }
  return { values, isSize: false, categories: null, most };
}
