// The columns of the wide list, as the URL keeps them: a list of fields, `none` for no column, nothing for the default.
import type { HparamValue, Tag } from "@runboard/contract";
import { decodeList, encodeList } from "../url/url-list.ts";
import { decodeField, encodeField, type RunField } from "./run-field.ts";

/** Hyperparameters that are shown when nobody chose columns. */
const MOST_DEFAULT_HPARAMS = 8;
const NONE = "none";

/** Metrics that are shown when nobody chose columns. */
const MOST_DEFAULT_METRICS = 2;

/** Times, steps and state, what came out, and what tells the runs apart that they were started with. */
export function defaultColumns(differing: readonly string[], tags: readonly Tag[]): readonly RunField[] {
  return [
    { kind: "start" },
    { kind: "duration" },
    { kind: "step" },
    { kind: "state" },
    ...tags
      .slice(0, MOST_DEFAULT_METRICS)
      .map((tag) => ({ kind: "metric", statistic: "last", tag }) as const),
    ...differing.slice(0, MOST_DEFAULT_HPARAMS).map((name) => ({ kind: "hparam", name }) as const),
  ];
}

/** Null for the default. Text that is no column is left out, and so is one that was there. */
export function decodeColumns(text: string): readonly RunField[] | null {
  if (text === "") return null;
  if (text === NONE) return [];
  const fields = [...new Set(decodeList(text))].flatMap((item) => decodeField(item) ?? []);
  return fields.filter(({ kind }) => kind !== "name");
}

export function encodeColumns(columns: readonly RunField[]): string {
  return columns.length === 0 ? NONE : encodeList(columns.map(encodeField));
}

/** Every name in the order in which it is first seen, and which of them differ between the runs that have any. */
export function hparamNames(hparams: Iterable<Readonly<Record<string, HparamValue>>>): {
  readonly all: readonly string[];
  readonly differing: readonly string[];
} {
  const seen = new Map<string, { readonly first: HparamValue; differs: boolean; count: number }>();
  let runCount = 0;
  for (const values of hparams) {
    runCount += 1;
    for (const [name, value] of Object.entries(values)) {
      const known = seen.get(name);
      if (known) {
        known.count += 1;
        known.differs ||= known.first !== value;
      } else seen.set(name, { first: value, differs: false, count: 1 });
    }
  }
  const differing = [...seen].filter(([, { differs, count }]) => differs || count < runCount);
  return { all: [...seen.keys()], differing: differing.map(([name]) => name) };
}

/** The list with one item at another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}
