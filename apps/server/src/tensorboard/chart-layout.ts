// Layouts of custom scalar charts: those of several runs as one, and as protobuf's JSON to the byte.
import type { Layout } from "@runboard/tfevents";
import { indentedJsonText, type PlainJson } from "./json-text.ts";

type Category = Layout["category"][number];
type Chart = Category["chart"][number];

interface MergedCategory {
  readonly title: string;
  readonly closed: boolean;
  readonly charts: PlainJson[];
  /** What the charts say, as text. */
  readonly known: Set<string>;
}

/**
 * Categories in the order in which layouts are added; a later layout's category of a known title adds the charts that are not there yet.
 * Version, and whether a category is closed, are those of the first that has it.
 */
export class MergedLayout {
  #version: number | undefined;
  readonly #categories: MergedCategory[] = [];
  readonly #byTitle = new Map<string, MergedCategory>();

  add({ version, category: categories }: Pick<Layout, "version" | "category">): void {
    // The first layout stands as it was written, whatever it repeats.
    const isFirst = this.#version === undefined;
    this.#version ??= version;
    for (const category of categories) {
      const known = isFirst ? undefined : this.#byTitle.get(category.title);
      if (known) addCharts(known, category.chart);
      else this.#addCategory(category);
    }
  }

  /** As Python's protobuf writes it; an empty object when there is no layout. */
  text(): string {
    if (this.#version === undefined) return "{}";
    const categories = this.#categories.map(({ title, charts, closed }) =>
      message([
        ["title", title],
        ["chart", charts],
        ["closed", closed],
      ]),
    );
    return indentedJsonText(
      message([
        ["version", this.#version],
        ["category", categories],
      ]),
    );
  }

  #addCategory({ title, closed, chart }: Category): void {
    const charts = chart.map(chartJson);
    const known = new Set(charts.map((json) => JSON.stringify(json)));
    const category: MergedCategory = { title, closed, charts, known };
    this.#byTitle.set(title, category);
    this.#categories.push(category);
  }
}

function addCharts({ charts, known }: MergedCategory, added: readonly Chart[]): void {
  for (const json of added.map(chartJson)) {
    const key = JSON.stringify(json);
    if (!known.has(key)) charts.push(json);
    known.add(key);
  }
}

function chartJson({ title, content }: Chart): PlainJson {
  const fields: [string, PlainJson][] = [["title", title]];
  switch (content.case) {
    case "multiline":
      fields.push(["multiline", message([["tag", content.value.tag]])]);
      break;
    case "margin": {
      const series = content.value.series.map(({ value, lower, upper }) =>
        message([
          ["value", value],
          ["lower", lower],
          ["upper", upper],
        ]),
      );
      fields.push(["margin", message([["series", series]])]);
      break;
    }
    case undefined:
      break;
  }
  return message(fields);
}

/** An object of fields in the order of their numbers, those with their default value after the others. */
function message(fields: readonly (readonly [name: string, value: PlainJson])[]): PlainJson {
  const isDefault = (value: PlainJson) => (Array.isArray(value) ? value.length === 0 : !value);
  return Object.fromEntries([
    ...fields.filter(([, value]) => !isDefault(value)),
    ...fields.filter(([, value]) => isDefault(value)),
  ]);
}
