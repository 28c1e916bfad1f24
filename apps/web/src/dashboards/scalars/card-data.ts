// The data of one card: the runs that it shows, what was fetched for its width and range, and the lines made of it.
import type { Line } from "@runboard/charts";
import type { CurvesQuery, RunName } from "@runboard/contract";
import { useMemo } from "react";
import { useRunFocus } from "../../runs/run-focus.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardEntry } from "./card-entry.ts";
import { chartLine, type CardLines } from "./card-lines.ts";
import { useCardNotes } from "./card-notes.ts";
import { viewOverTime, type CardView } from "./card-view.ts";
import { useDerivation, type Derivation } from "./derivation.ts";
import { pointBudget } from "./point-budget.ts";
import type { PointCounts } from "./points-note.ts";
import type { RunsOfCard } from "./queries.ts";
import type { SeriesWindow } from "./series-page.ts";
import { useWindowData } from "./window-data.ts";
import { scalarsSearch } from "./search.ts";

export interface CardData {
  /** How it is shown in the end. */
  readonly view: CardView;
  /** The step that all its points have, which are shown over time then; null when they have several. */
  readonly oneStep: number | null;
  readonly runs: RunsOfCard["runs"];
  /** The same with their fingerprint. */
  readonly ofCard: RunsOfCard;
  /** For the chart, in drawing order. */
  readonly lines: readonly Line[];
  /** What can be pointed at: all lines but those of points that restarts replaced. */
  readonly byId: CardLines;
  readonly counts: PointCounts;
  /** Runs that logged something of the card of which restarts left nothing. */
  readonly emptiedRuns: ReadonlySet<RunName>;
  readonly derivation: Derivation;
  /** How it was asked for. */
  readonly window: SeriesWindow;
  /** How curves were asked for; null for series as they were logged. */
  readonly curvesQuery: CurvesQuery | null;
  /** Whether every point of every line is there. */
  readonly isWhole: boolean;
  /** Whether points that restarts replaced are drawn where there are any, and whether there are any among the lines. */
  readonly drawsReplaced: boolean;
  readonly hasReplaced: boolean;
  readonly isFirstLoad: boolean;
  readonly isFetching: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

const nothing = { runs: { runs: [], id: "" }, isEnabled: false } as const;

/** `widthPixels` is null until the card was laid out: nothing is asked for before. */
export function useCardData(entry: CardEntry, asked: CardView, widthPixels: number | null): CardData {
  const { shown } = useRunScope();
  const { superseded } = scalarsSearch.useSearch();
  const ofCard = useMemo((): RunsOfCard => {
    const runs = entry.runs.filter((run) => shown.has(run));
    return { runs, id: fingerprint(runs) };
  }, [entry.runs, shown]);
  const derivation = useDerivation(entry.spec);
  const lineCount = (derivation.grouping?.groups.length ?? ofCard.runs.length) * entry.spec.sources.length;
  const maxPoints = pointBudget(widthPixels ?? 0, window.devicePixelRatio, lineCount);
  const isEnabled = widthPixels !== null && ofCard.runs.length > 0;
  const request = { entry, runs: ofCard, derivation, smoothing: asked.smoothing, isEnabled };
  const usualWindow = useWindow(asked, maxPoints);
  const usual = useWindowData({ ...request, window: usualWindow });
  const oneStep = asked.axis === "step" && derivation.xTag === null ? usual.oneStep : null;
  const isOverTime = oneStep !== null;
  const overTime = useMemo(() => viewOverTime(asked), [asked]);
  const timeWindow = useWindow(overTime, maxPoints);
  const timed = useWindowData({ ...request, window: timeWindow, ...(!isOverTime && nothing) });
  const data = isOverTime ? timed : usual;
  const view = isOverTime ? overTime : asked;
  const wanted = isOverTime ? timeWindow : usualWindow;
  const { byId, replaced } = useCardNotes(
    data.byId,
    { entry, runs: ofCard.runs, derivation, window: wanted, isEnabled },
    superseded,
  );
  const lines = useChartLines(byId, derivation);
  return {
    ...data,
    view,
    oneStep,
    runs: ofCard.runs,
    ofCard,
    byId,
    lines: useMemo(() => (replaced.length > 0 ? [...replaced, ...lines] : lines), [replaced, lines]),
    drawsReplaced: superseded,
    hasReplaced: replaced.length > 0,
    derivation,
    window: wanted,
  };
}

function useWindow({ axis, settledView, settledSmoothing }: CardView, maxPoints: number): SeriesWindow {
  return useMemo(
    () => ({ axis, range: settledView.x, maxPoints, smoothing: settledSmoothing }),
    [axis, settledView.x, maxPoints, settledSmoothing],
  );
}

function useChartLines(byId: CardLines, { grouping }: Derivation): readonly Line[] {
  const run = useRunFocus((state) => state.pointedRun ?? state.chosenRun);
  const pointedGroup = useRunFocus((state) => state.pointedGroup);
  const group =
    pointedGroup ??
    (run === null ? undefined : grouping?.groups.find(({ runs }) => runs.includes(run))?.name) ??
    null;
  return useMemo(
    () =>
      [...byId.values()].map((line) =>
        chartLine(line, line.run === null ? line.name === group : line.run === run),
      ),
    [byId, run, group],
  );
}
