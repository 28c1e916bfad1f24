// What is worked out of the series before they are drawn: another scalar as x, the distance from a baseline, groups of runs as one curve.
import {
  MAX_CURVE_GROUPS,
  type BaselineMode,
  type GroupBand,
  type GroupCenter,
  type RunName,
  type Tag,
} from "@runboard/contract";
import { runStyle } from "@runboard/charts";
import { useEffect, useMemo } from "react";
import { useCurveColor } from "../../runs/curve-color.ts";
import { ungroupedColor, type RunColor } from "../../runs/run-colors.ts";
import type { RunGroup } from "../../runs/run-groups.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { useTheme } from "../../ui/theme.ts";
import type { CardSpec } from "./card-spec.ts";
import { scalarsSearch } from "./search.ts";

interface Grouping {
  readonly center: GroupCenter;
  readonly band: GroupBand;
  readonly groups: readonly Pick<RunGroup, "name" | "runs">[];
  readonly colorOf: (name: string) => RunColor;
}

export interface Derivation {
  readonly xTag: Tag | null;
  readonly baseline: { readonly run: RunName; readonly mode: BaselineMode } | null;
  readonly grouping: Grouping | null;
}

/** The name of the one group of all runs, when they are not grouped. */
const everyRun = "all shown runs";

export function useDerivation(spec: CardSpec): Derivation {
  const { aggregate, band, baselineMode, xTag } = scalarsSearch.useSearch();
  const { baseline } = useRunScope();
  const groups = useShownGroups();
  const theme = useTheme();
  return useMemo(() => {
    const colors = new Map(groups.map(({ name, color }) => [name, { color }]));
    return {
      xTag: spec.xTag ?? (xTag === "" ? null : (xTag as Tag)),
      baseline: baseline === null ? null : { run: baseline, mode: baselineMode },
      grouping:
        aggregate === "none"
          ? null
          : {
              center: aggregate,
              band,
              groups,
              colorOf: (name) => colors.get(name) ?? { color: ungroupedColor[theme] },
            },
    };
  }, [spec.xTag, xTag, aggregate, band, baselineMode, groups, baseline, theme]);
}

/** The groups that would each be drawn as one curve. */
export function useShownGroups(): readonly RunGroup[] {
  const { groups, names, shown } = useRunScope();
  const theme = useTheme();
  return useMemo(
    () =>
      groups?.slice(0, MAX_CURVE_GROUPS) ?? [
        { name: everyRun, runs: names.filter((run) => shown.has(run)), color: runStyle(0)[theme] },
      ],
    [groups, names, shown, theme],
  );
}

/** Tells the list of runs of the colour that they all have as one curve. */
export function useTellColorOfAll(): void {
  const { aggregate } = scalarsSearch.useSearch();
  const { groups } = useRunScope();
  const theme = useTheme();
  const colorOfAll = aggregate === "none" || groups !== null ? null : runStyle(0)[theme];
  useEffect(() => {
    useCurveColor.setState({ colorOfAll });
    return () => useCurveColor.setState({ colorOfAll: null });
  }, [colorOfAll]);
}

/** Whether series as they were logged will do. */
export function isPlain(spec: CardSpec, { xTag, baseline, grouping }: Derivation): boolean {
  return (
    xTag === null && baseline === null && grouping === null && spec.sources.every((source) => "tag" in source)
  );
}
