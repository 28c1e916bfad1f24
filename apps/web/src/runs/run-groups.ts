// Runs grouped for their colours, as the URL keeps it: `run`, TensorBoard's `regex:<expression>`, and ours, `folder:<depth>` and `hparam:<name>`.
import { compareTagNames } from "@runboard/analysis";
import type { HparamValue, RunName } from "@runboard/contract";

/** Runs that share a colour. */
export interface RunGroup {
  readonly name: string;
  readonly runs: readonly RunName[];
  /** CSS. */
  readonly color: string;
}

export type Grouping =
  | { readonly kind: "run" }
  /** The captures of the expression make the group; runs that it does not match belong to none. */
  | { readonly kind: "regex"; readonly source: string }
  /** The first `depth` segments of the path. */
  | { readonly kind: "folder"; readonly depth: number }
  | { readonly kind: "hparam"; readonly name: string };

/** Text that says nothing of the kind means a colour per run. */
export function decodeGrouping(text: string): Grouping {
  const [, kind, rest = ""] = /^(regex|folder|hparam):(.+)$/s.exec(text) ?? [];
  switch (kind) {
    case "regex":
      return { kind, source: rest };
    case "hparam":
      return { kind, name: rest };
    case "folder":
      return /^[1-9]\d?$/.test(rest) ? { kind, depth: Number(rest) } : { kind: "run" };
    default:
      return { kind: "run" };
  }
}

/** Text for the URL; empty for a colour per run. */
export function encodeGrouping(grouping: Grouping): string {
  switch (grouping.kind) {
    case "run":
      return "";
    case "regex":
      return `regex:${grouping.source}`;
    case "folder":
      return `folder:${grouping.depth}`;
    case "hparam":
      return `hparam:${grouping.name}`;
  }
}

/** Why an expression is none; null when it is one. */
export function regexProblem(source: string): string | null {
  try {
    new RegExp(source);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split(": ").at(-1) ?? error.message) : "not readable";
  }
}

export type HparamsOf = (run: RunName) => Readonly<Record<string, HparamValue>> | undefined;

export interface GroupNames {
  /** In natural order. */
  readonly names: readonly string[];
  /** Runs without an entry belong to no group. */
  readonly byRun: ReadonlyMap<RunName, string>;
}

/** Null for a colour per run, and for an expression that is none. */
export function groupNames(
  runs: readonly RunName[],
  grouping: Grouping,
  hparamsOf: HparamsOf,
): GroupNames | null {
  const nameOf = groupNameOf(grouping, hparamsOf);
  if (!nameOf) return null;
  const byRun = new Map<RunName, string>();
  for (const run of runs) {
    const name = nameOf(run);
    if (name !== undefined) byRun.set(run, name);
  }
  return { names: [...new Set(byRun.values())].sort(compareTagNames), byRun };
}

/** The groups of the given runs, in the order of `names`; groups that have none of them are left out. */
export function groupsOf(
  runs: Iterable<RunName>,
  { names, byRun }: GroupNames,
  colorOf: (name: string) => string,
): readonly RunGroup[] {
  const members = new Map<string, RunName[]>();
  for (const run of runs) {
    const name = byRun.get(run);
    if (name === undefined) continue;
    const known = members.get(name);
    if (known) known.push(run);
    else members.set(name, [run]);
  }
  return names.flatMap((name) => {
    const group = members.get(name);
    return group ? [{ name, runs: group, color: colorOf(name) }] : [];
  });
}

function groupNameOf(
  grouping: Grouping,
  hparamsOf: HparamsOf,
): ((run: RunName) => string | undefined) | undefined {
  switch (grouping.kind) {
    case "run":
      return undefined;
    case "folder":
      return (run) => run.split("/").slice(0, grouping.depth).join("/");
    case "hparam":
      return (run) => {
        const values = hparamsOf(run);
        const isThere = values !== undefined && Object.hasOwn(values, grouping.name);
        return isThere ? `${grouping.name}=${String(values[grouping.name])}` : undefined;
      };
    case "regex": {
      if (regexProblem(grouping.source) !== null) return undefined;
      const expression = new RegExp(grouping.source);
      return (run) => {
        const match = expression.exec(run);
        if (!match) return undefined;
        // An expression without captures makes one group.
        if (match.length === 1) return grouping.source;
        return match.slice(1).map(captureText).join(", ");
      };
    }
  }
}

/** A group that took no part has no text; one that holds a separator is quoted, so that no two lists of captures read the same. */
function captureText(capture: string | undefined): string {
  if (capture === undefined) return "–";
  return capture === "" || /^[–"]|, /.test(capture) ? JSON.stringify(capture) : capture;
}
