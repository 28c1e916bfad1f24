// The runs there are, which of them are shown, and their colours: worked out once from URL, query cache and the reader's marks, for all that show runs.
import type { HparamValue, Run, RunName } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { createContext, use, useDeferredValue, useEffect, useMemo, useState, type ReactNode } from "react";
import { useChangeBoard } from "../url/change-view.ts";
import { compileFilter, passing, type Filter } from "../ui/filter.ts";
import { hparamsQuery } from "../data/queries.ts";
import { useTheme } from "../ui/theme.ts";
import { tellPending } from "../ui/pending.ts";
import {
  groupColorSlots,
  keepColorSlots,
  runColor,
  ungroupedColor,
  useColorSlots,
  type RunColor,
} from "./run-colors.ts";
import { decodeGrouping, groupNames, groupsOf, type GroupNames, type RunGroup } from "./run-groups.ts";
import { useRunMarks, type RunMarks } from "./run-marks.ts";
import { decodeSelection, encodeSelection } from "./selection.ts";

const root = getRouteApi("__root__");

export interface RunScope {
  readonly logdir: string;
  /** From the oldest to the newest, without hidden ones. */
  readonly runs: readonly Run[];
  readonly names: readonly RunName[];
  /** Hidden runs too. */
  readonly allNames: readonly RunName[];
  readonly byName: ReadonlyMap<RunName, Run>;
  readonly filter: Filter;
  /** Those that pass the filter. */
  readonly matching: readonly RunName[];
  /** Those that are chosen, whether they pass the filter or not. */
  readonly selected: ReadonlySet<RunName>;
  /** Chosen, passing and not hidden: what charts show. */
  readonly shown: ReadonlySet<RunName>;
  /** Whether nothing was chosen and the default holds. */
  readonly isDefault: boolean;
  readonly colorOf: (run: RunName) => RunColor;
  /** The shown runs by their groups, in natural order, without runs that belong to none; null when every run has a colour of its own. */
  readonly groups: readonly RunGroup[] | null;
  /** The run that others are compared with, whether it is shown or not. */
  readonly baseline: RunName | null;
  readonly marks: RunMarks;
}

/** As it is now: for the list of runs. */
const ListScope = createContext<RunScope | null>(null);
/** As it was when there was last time to draw all that depends on it. */
const Scope = createContext<RunScope | null>(null);

/** Whether what shows runs has yet to catch up with the list. */
let isBehind = false;
tellPending(() => isBehind);

interface RunScopeProviderProps {
  readonly logdir: string;
  readonly runs: readonly Run[];
  readonly children: ReactNode;
}

export function RunScopeProvider({ logdir, runs, children }: RunScopeProviderProps) {
  const selection = root.useSearch({ select: (search) => search.runs });
  const wantedFilter = root.useSearch({ select: (search) => search.runFilter });
  // The next key is answered before all of the list is drawn.
  const filterText = useDeferredValue(wantedFilter);
  const baselineText = root.useSearch({ select: (search) => search.baseline });
  const marks = useRunMarks(logdir);
  const allNames = useSameList(useMemo(() => runs.map(({ run }) => run), [runs]));
  const names = useMemo(() => withoutHidden(allNames, marks.hidden), [allNames, marks.hidden]);
  const known = useMemo(() => knownRuns(runs, names, allNames), [runs, names, allNames]);
  const { colorOf, groupColorOf, grouped } = useRunColors(logdir, allNames, marks);
  const selected = useMemo(() => decodeSelection(selection, allNames), [selection, allNames]);
  const scope = useMemo((): RunScope => {
    const { byName } = known;
    const filter = compileFilter(filterText);
    const matching = passing(names, filter);
    const isWhole = matching.length === allNames.length;
    const shown = isWhole ? selected : new Set(matching.filter((run) => selected.has(run)));
    const groups = grouped && groupsOf(shown, grouped, groupColorOf);
    const baseline = byName.get(baselineText as RunName)?.run ?? null;
    const choice = { filter, matching, selected, shown, isDefault: selection === "" };
    return { logdir, ...known, ...choice, colorOf, groups, baseline, marks };
  }, [
    logdir,
    known,
    names,
    allNames,
    colorOf,
    groupColorOf,
    grouped,
    selection,
    selected,
    filterText,
    baselineText,
    marks,
  ]);
  // Typing and clicking in the list do not wait for the charts.
  const deferred = useDeferredValue(scope);
  useEffect(() => {
    isBehind = deferred !== scope || filterText !== wantedFilter;
  }, [deferred, scope, filterText, wantedFilter]);
  return (
    <ListScope value={scope}>
      <Scope value={deferred}>{children}</Scope>
    </ListScope>
  );
}

export function useRunScope(): RunScope {
  const scope = use(Scope);
  if (!scope) throw new Error("useRunScope outside of RunScopeProvider");
  return scope;
}

/** The scope that answers at once: for what is cheap to draw and has to follow the hand. */
export function useRunListScope(): RunScope {
  const scope = use(ListScope);
  if (!scope) throw new Error("useRunListScope outside of RunScopeProvider");
  return scope;
}

export interface RunChoice {
  readonly show: (runs: readonly RunName[], isShown: boolean) => void;
  /** Only these. */
  readonly showOnly: (runs: readonly RunName[]) => void;
  /** Only these; once more, the default again. */
  readonly solo: (runs: readonly RunName[]) => void;
  readonly reset: () => void;
}

export function useRunChoice(): RunChoice {
  const { allNames, selected } = useRunListScope();
  const changeView = useChangeBoard();
  return useMemo(() => {
    const showOnly = (chosen: Iterable<RunName>): void =>
      changeView({ runs: encodeSelection(new Set(chosen), allNames) });
    return {
      showOnly,
      show: (runs, isShown) => {
        const chosen = new Set(selected);
        for (const run of runs) {
          if (isShown) chosen.add(run);
          else chosen.delete(run);
        }
        showOnly(chosen);
      },
      solo: (runs) => {
        const isSolo = selected.size === runs.length && runs.every((run) => selected.has(run));
        if (isSolo) changeView({ runs: "" });
        else showOnly(runs);
      },
      reset: () => changeView({ runs: "" }),
    };
  }, [allNames, selected, changeView]);
}

type KnownRuns = Pick<RunScope, "runs" | "names" | "allNames" | "byName">;

function withoutHidden(allNames: readonly RunName[], hidden: readonly string[]): readonly RunName[] {
  if (hidden.length === 0) return allNames;
  const away = new Set<string>(hidden);
  return allNames.filter((run) => !away.has(run));
}

function knownRuns(all: readonly Run[], names: readonly RunName[], allNames: readonly RunName[]): KnownRuns {
  const byName = new Map(all.map((run) => [run.run, run]));
  const runs = names === allNames ? all : names.flatMap((run) => byName.get(run) ?? []);
  return { runs, names, allNames, byName };
}

/** The same array as long as it holds the same: most news of runs leaves their names as they were. */
function useSameList<Item>(list: readonly Item[]): readonly Item[] {
  const [kept, setKept] = useState(list);
  if (kept === list) return list;
  if (kept.length === list.length && kept.every((item, index) => item === list[index])) return kept;
  setKept(list);
  return list;
}

interface RunColors {
  readonly colorOf: RunScope["colorOf"];
  readonly groupColorOf: (group: string) => string;
  readonly grouped: GroupNames | null;
}

function useRunColors(logdir: string, names: readonly RunName[], marks: RunMarks): RunColors {
  const groupText = root.useSearch({ select: (search) => search.runColorGroup });
  const theme = useTheme();
  const slots = useColorSlots(logdir, names);
  useEffect(() => keepColorSlots(logdir, slots), [logdir, slots]);
  const grouping = useMemo(() => decodeGrouping(groupText), [groupText]);
  const hparams = useHparams(grouping.kind === "hparam");
  const grouped = useMemo(
    () => groupNames(names, grouping, (run) => hparams.get(run)),
    [names, grouping, hparams],
  );
  return useMemo(() => {
    const groupSlots = grouped ? groupColorSlots(groupText, grouped.names) : slots;
    const groupColorOf = (group: string): string => runColor(groupSlots, group, theme).color;
    const colorOf = (run: RunName): RunColor => {
      if (grouped) {
        const group = grouped.byRun.get(run);
        return group === undefined ? { color: ungroupedColor[theme] } : runColor(groupSlots, group, theme);
      }
      const own = marks.colors[run];
      return own === undefined ? runColor(slots, run, theme) : { color: own };
    };
    return { colorOf, groupColorOf, grouped };
  }, [slots, theme, grouped, groupText, marks.colors]);
}

export type Hparams = ReadonlyMap<RunName, Readonly<Record<string, HparamValue>>>;

const noHparams: Hparams = new Map();

/** What each run was started with; empty until it is known. */
export function useHparams(isWanted: boolean): Hparams {
  const { data } = useQuery({ ...hparamsQuery, enabled: isWanted });
  return useMemo(
    () => (data ? new Map(data.runs.map(({ run, values }) => [run, values])) : noHparams),
    [data],
  );
}
