// The axis of a cell's values: the same for all runs of a tag, where they are linked.
import type { RunName, Tag } from "@runboard/contract";
import { useEffect, useMemo } from "react";
import { create } from "zustand";
import { useRunScope } from "../../runs/run-scope.tsx";
import { useHistogramsSearch } from "./search.ts";
import { withTold, type ToldValues } from "./told-values.ts";
import { axisOf, unionOf, type ValueAxis, type ValueExtent } from "./value-domain.ts";

const useExtents = create<{ readonly told: ToldValues<ValueExtent> }>(() => ({ told: new Map() }));

interface ExtentPlace {
  readonly run: RunName;
  readonly tag: Tag;
  /** All runs that the tag is shown of. */
  readonly runs: readonly RunName[];
  /** Whether it shows them all itself. */
  readonly isJoined: boolean;
}

/**
 * The axis of a cell's values, as the address wants it: of its own extent, or of what all runs of its tag cover together.
 * null while the own extent is, and where the axis has no place for any of it.
 */
export function useValueAxis(
  { run, tag, runs, isJoined }: ExtentPlace,
  own: ValueExtent | null,
): ValueAxis | null {
  const { scale, linked } = useHistogramsSearch();
  const { byName } = useRunScope();
  const [ownLow, ownHigh, ownPositive] = own ? [...own.range, own.leastPositive] : [NaN, NaN, NaN];
  const toTell = useMemo((): ValueExtent | null => {
    if (Number.isNaN(ownLow) || isJoined) return null;
    return { range: [ownLow, ownHigh], leastPositive: ownPositive };
  }, [isJoined, ownLow, ownHigh, ownPositive]);
  useEffect(() => {
    if (!toTell) return;
    const exists = (one: RunName): boolean => byName.has(one);
    useExtents.setState(({ told }) => {
      const before = told.get(tag)?.get(run);
      const extent = before && isSameExtent(before, toTell) ? before : toTell;
      return { told: withTold(told, { run, tag, exists }, extent) };
    });
  }, [run, tag, toTell, byName]);
  const known = useExtents(({ told }) => told.get(tag));
  const others = linked && !isJoined ? runs.flatMap((other) => known?.get(other) ?? []) : [];
  const extent = own && unionOf([own, ...others]);
  const [low, high] = extent?.range ?? [NaN, NaN];
  const leastPositive = extent?.leastPositive ?? NaN;
  return useMemo(
    () => (Number.isNaN(low) ? null : axisOf({ range: [low, high], leastPositive }, scale)),
    [low, high, leastPositive, scale],
  );
}

function isSameExtent(a: ValueExtent, b: ValueExtent): boolean {
  return a.range[0] === b.range[0] && a.range[1] === b.range[1] && a.leastPositive === b.leastPositive;
}
