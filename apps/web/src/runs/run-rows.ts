// The rows of the list: pinned runs, then the tree of names or, in any other order, the runs one below the other.
import { compareTagNames } from "@runboard/analysis";
import type { RunName } from "@runboard/contract";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { passing } from "../ui/filter.ts";
import { fieldValue, type FieldSources, type RunField } from "./run-field.ts";
import { decodeSort, sortRuns, type RunSort } from "./run-order.ts";
import { useRunListScope } from "./run-scope.tsx";
import {
  commonFolder,
  flatNodes,
  openRows,
  reversedTree,
  runTree,
  type RunNode,
  type RunRow,
} from "./run-tree.ts";
import { useFieldSources } from "./run-values.ts";

const root = getRouteApi("__root__");
const noFields: readonly RunField[] = [];

export function useRunSort(): RunSort {
  const text = root.useSearch({ select: (search) => search.runSort });
  return useMemo(() => decodeSort(text), [text]);
}

/** The runs that pass the filter, in the order of the list, and what they are sorted by. */
export function useOrderedRuns(): { readonly ordered: readonly RunName[]; readonly sources: FieldSources } {
  const { names, filter } = useRunListScope();
  const sort = useRunSort();
  const sources = useFieldSources(
    useMemo(() => (sort.field.kind === "name" ? noFields : [sort.field]), [sort]),
  );
  const byName = useMemo(() => [...names].sort(compareTagNames), [names]);
  const sorted = useMemo(() => {
    if (sort.field.kind === "name") return byName;
    return sortRuns(byName, (run) => fieldValue(sort.field, run, sources), sort.isDescending);
  }, [byName, sort, sources]);
  const ordered = useMemo(() => passing(sorted, filter), [sorted, filter]);
  return { ordered, sources };
}

/** `isHeld`: runs keep their places, whatever their values become: the pointer is over them. */
export function useRunRows(collapsedFolders: readonly string[], isHeld: boolean): readonly RunRow<RunName>[] {
  const nodes = useRunNodes(isHeld);
  return useMemo(() => {
    const collapsed = new Set(collapsedFolders);
    return openRows(nodes, (path) => collapsed.has(path));
  }, [nodes, collapsedFolders]);
}

/** All runs but hidden ones, from the top of the list to its end; those that the filter leaves out come last, by their names. */
export function useListedRuns(): readonly RunName[] {
  const { names } = useRunListScope();
  const nodes = useRunNodes(false);
  return useMemo(() => {
    const listed = openRows(nodes, () => false).flatMap(({ node }) => (node.kind === "run" ? node.run : []));
    const isListed = new Set(listed);
    return [...listed, ...names.filter((run) => !isListed.has(run)).sort(compareTagNames)];
  }, [names, nodes]);
}

function useRunNodes(isHeld: boolean): readonly RunNode<RunName>[] {
  const { marks, allNames } = useRunListScope();
  const folder = useMemo(() => commonFolder(allNames), [allNames]);
  const sort = useRunSort();
  const { ordered } = useOrderedRuns();
  const steady = useSteadyOrder(ordered, sort, isHeld);
  const isTree = sort.field.kind === "name";
  return useMemo(() => {
    const listed = new Set(steady);
    const pinned = marks.pinned.filter((run): run is RunName => listed.has(run as RunName));
    const isPinned = new Set(pinned);
    const others = pinned.length === 0 ? steady : steady.filter((run) => !isPinned.has(run));
    const tree = isTree ? runTree(others) : flatNodes(others, folder);
    return [...flatNodes(pinned, folder), ...(isTree && sort.isDescending ? reversedTree(tree) : tree)];
  }, [steady, marks.pinned, isTree, sort, folder]);
}

/** The order as it was when the pointer came, as long as the runs and what they are sorted by are the same. */
function useSteadyOrder(ordered: readonly RunName[], sort: RunSort, isHeld: boolean): readonly RunName[] {
  const [kept, setKept] = useState({ ordered, sort });
  if (kept.ordered === ordered && kept.sort === sort) return ordered;
  if (isHeld && kept.sort === sort && isSameSet(kept.ordered, ordered)) return kept.ordered;
  setKept({ ordered, sort });
  return ordered;
}

function isSameSet(a: readonly RunName[], b: readonly RunName[]): boolean {
  if (a.length !== b.length) return false;
  const names = new Set(a);
  return b.every((run) => names.has(run));
}
