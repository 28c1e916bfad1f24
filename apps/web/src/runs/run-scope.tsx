// The runs there are, which of them are shown, and their colours: worked out once from URL and query cache, for all that show runs.
import type { Run, RunName } from "@runboard/contract";
import { getRouteApi } from "@tanstack/react-router";
import { createContext, use, useEffect, useMemo, type ReactNode } from "react";
import { useChangeView } from "../change-view.ts";
import { compileFilter, type Filter } from "../filter.ts";
import { useTheme } from "../theme.ts";
import { colorSlots, keepColorSlots, runColor, type RunColor } from "./run-colors.ts";
import { decodeSelection, encodeSelection } from "./selection.ts";

const root = getRouteApi("__root__");

export interface RunScope {
  /** From the oldest to the newest. */
  readonly runs: readonly Run[];
  readonly names: readonly RunName[];
  readonly byName: ReadonlyMap<RunName, Run>;
  readonly filter: Filter;
  /** Those that pass the filter. */
  readonly matching: readonly RunName[];
  /** Those that are chosen, whether they pass the filter or not. */
  readonly selected: ReadonlySet<RunName>;
  /** Chosen and passing: what charts show. */
  readonly shown: ReadonlySet<RunName>;
  /** Whether nothing was chosen and the default holds. */
  readonly isDefault: boolean;
  readonly colorOf: (run: RunName) => RunColor;
}

const Scope = createContext<RunScope | null>(null);

interface RunScopeProviderProps {
  readonly logdir: string;
  readonly runs: readonly Run[];
  readonly children: ReactNode;
}

export function RunScopeProvider({ logdir, runs, children }: RunScopeProviderProps) {
  const selection = root.useSearch({ select: (search) => search.runs });
  const filterText = root.useSearch({ select: (search) => search.runFilter });
  const theme = useTheme();
  const names = useMemo(() => runs.map(({ run }) => run), [runs]);
  const byName = useMemo(() => new Map(runs.map((run) => [run.run, run])), [runs]);
  const slots = useMemo(() => colorSlots(logdir, names), [logdir, names]);
  useEffect(() => keepColorSlots(logdir, slots), [logdir, slots]);
  const colorOf = useMemo(() => (run: RunName) => runColor(slots, run, theme), [slots, theme]);
  const scope = useMemo((): RunScope => {
    const filter = compileFilter(filterText);
    const matching = filter.isActive ? names.filter(filter.matches) : names;
    const selected = decodeSelection(selection, names);
    const shown = filter.isActive ? new Set(matching.filter((run) => selected.has(run))) : selected;
    return { runs, names, byName, filter, matching, selected, shown, isDefault: selection === "", colorOf };
  }, [runs, names, byName, colorOf, selection, filterText]);
  return <Scope value={scope}>{children}</Scope>;
}

export function useRunScope(): RunScope {
  const scope = use(Scope);
  if (!scope) throw new Error("useRunScope outside of RunScopeProvider");
  return scope;
}

export interface RunChoice {
  readonly show: (runs: readonly RunName[], isShown: boolean) => void;
  /** Only these; once more, the default again. */
  readonly solo: (runs: readonly RunName[]) => void;
  readonly reset: () => void;
}

export function useRunChoice(): RunChoice {
  const { names, selected } = useRunScope();
  const changeView = useChangeView();
  return useMemo(() => {
    const choose = (chosen: ReadonlySet<RunName>): void =>
      changeView({ runs: encodeSelection(chosen, names) });
    return {
      show: (runs, isShown) => {
        const chosen = new Set(selected);
        for (const run of runs) {
          if (isShown) chosen.add(run);
          else chosen.delete(run);
        }
        choose(chosen);
      },
      solo: (runs) => {
        const isSolo = selected.size === runs.length && runs.every((run) => selected.has(run));
        if (isSolo) changeView({ runs: "" });
        else choose(new Set(runs));
      },
      reset: () => changeView({ runs: "" }),
    };
  }, [names, selected, changeView]);
}
