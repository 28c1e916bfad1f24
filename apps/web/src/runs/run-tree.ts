// Runs as the tree of their paths, and the rows that are open in it.
import { compareTagNames } from "@runboard/analysis";

interface RunLeaf<Name extends string> {
  readonly kind: "run";
  readonly run: Name;
  /** What its row says: the last segment of the path. */
  readonly label: string;
}

interface RunFolder<Name extends string> {
  readonly kind: "folder";
  /** With a slash at the end. */
  readonly path: string;
  /** What its row says; of a chain of folders that hold nothing else, the whole chain. */
  readonly label: string;
  readonly children: readonly RunNode<Name>[];
  /** All runs below. */
  readonly runs: readonly Name[];
}

export type RunNode<Name extends string> = RunLeaf<Name> | RunFolder<Name>;

export interface RunRow<Name extends string> {
  readonly node: RunNode<Name>;
  /** The run's name or the folder's path: unique among the rows. */
  readonly id: string;
  /** From 0. */
  readonly depth: number;
  /** Place among its siblings, from 1. */
  readonly position: number;
  readonly siblingCount: number;
}

/** The tree in natural order. A run that has runs below its own path stands first in that folder. */
export function runTree<Name extends string>(runs: readonly Name[]): readonly RunNode<Name>[] {
  return nodesBelow([...runs].sort(compareTagNames), "");
}

/** The same runs without folders, in the given order, under their names from the end of `folder` on. */
export function flatNodes<Name extends string>(
  runs: readonly Name[],
  folder: string,
): readonly RunNode<Name>[] {
  return runs.map((run) => leaf(run, folder));
}

/** The path, with a slash at its end, that all names begin with; empty when there is none, or not two names. */
export function commonFolder(names: readonly string[]): string {
  let common = names.length > 1 ? (names[0] ?? "") : "";
  common = common.slice(0, common.lastIndexOf("/") + 1);
  for (const name of names)
    while (!name.startsWith(common)) common = common.slice(0, common.lastIndexOf("/", common.length - 2) + 1);
  return common;
}

/** The tree from its end to its beginning. */
export function reversedTree<Name extends string>(nodes: readonly RunNode<Name>[]): readonly RunNode<Name>[] {
  return nodes
    .map((node) => (node.kind === "run" ? node : { ...node, children: reversedTree(node.children) }))
    .reverse();
}

/** The open rows of the tree, from top to bottom. */
export function openRows<Name extends string>(
  nodes: readonly RunNode<Name>[],
  isCollapsed: (path: string) => boolean,
): readonly RunRow<Name>[] {
  const rows: RunRow<Name>[] = [];
  const visit = (siblings: readonly RunNode<Name>[], depth: number): void => {
    siblings.forEach((node, index) => {
      const id = node.kind === "run" ? node.run : node.path;
      rows.push({ node, id, depth, position: index + 1, siblingCount: siblings.length });
      if (node.kind === "folder" && !isCollapsed(node.path)) visit(node.children, depth + 1);
    });
  };
  visit(nodes, 0);
  return rows;
}

/** Whether all, some or none of these runs are among the chosen ones. */
export function checkState<Name extends string>(
  runs: readonly Name[],
  chosen: ReadonlySet<Name>,
): "all" | "some" | "none" {
  const count = runs.reduce((sum, run) => sum + (chosen.has(run) ? 1 : 0), 0);
  if (count === 0) return "none";
  return count === runs.length ? "all" : "some";
}

/** The runs of two rows and of all between them. An open folder counts by the rows below it. */
export function runsBetween<Name extends string>(
  rows: readonly RunRow<Name>[],
  from: number,
  to: number,
  collapsed: ReadonlySet<string>,
): readonly Name[] {
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1).flatMap(({ node }) => {
    if (node.kind === "run") return [node.run];
    return collapsed.has(node.path) ? node.runs : [];
  });
}

function nodesBelow<Name extends string>(runs: readonly Name[], folder: string): readonly RunNode<Name>[] {
  const groups = new Map<string, Name[]>();
  for (const run of runs) {
    const end = run.indexOf("/", folder.length);
    const key = end < 0 ? run : run.slice(0, end + 1);
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  return [...groups].flatMap(([key, group]): readonly RunNode<Name>[] => {
    if (key.endsWith("/"))
      return [folderNode(key, folder, [...(groups.get(key.slice(0, -1)) ?? []), ...group])];
    return groups.has(`${key}/`) ? [] : group.map((run) => leaf(run, folder));
  });
}

/** `runs` are those below `path`, and first the run that is called as the folder if there is one. */
function folderNode<Name extends string>(
  path: string,
  parent: string,
  runs: readonly Name[],
): RunFolder<Name> {
  const own = path.slice(0, -1);
  const below = runs.filter((run) => run !== own);
  const inner = nodesBelow(below, path);
  const only = inner[0];
  // A folder that holds one folder and nothing else shares its row.
  if (inner.length === 1 && only?.kind === "folder" && below.length === runs.length)
    return { ...only, label: only.path.slice(parent.length) };
  const self = runs.filter((run) => run === own).map((run) => leaf(run, parent));
  return { kind: "folder", path, label: path.slice(parent.length), children: [...self, ...inner], runs };
}

function leaf<Name extends string>(run: Name, folder: string): RunLeaf<Name> {
  return { kind: "run", run, label: run.slice(folder.length) };
}
