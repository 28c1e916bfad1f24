// How colours of heat-maps stand for shares, the same in all cells; and the bar that says it.
import { mountDrawing, rampDrawing, type HeatProps } from "@runboard/charts";
import type { HistogramGridSeries, RunName } from "@runboard/contract";
import { useEffect, useMemo } from "react";
import { create } from "zustand";
import type { MediaCell } from "../../cards/media-board.tsx";
import { useRunScope } from "../../runs/run-scope.tsx";
import { Segments } from "../../ui/segments.tsx";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { useChart } from "../../ui/use-chart.ts";
import { useChangeHistograms, useHistogramsSearch } from "./search.ts";
import { withTold, type ToldValues } from "./told-values.ts";

type Ramp = HeatProps["ramp"];

/** What has less than this is nearly nothing: one value of ten thousand. */
const LEAST_SHARE = 1e-4;

/** Greatest share of each series that was drawn. */
const useGreatestShares = create<{ readonly told: ToldValues<number> }>(() => ({ told: new Map() }));

/** Tells of the cell's shares, and gives the ramp that fits all. */
export function useRamp(
  { run, tag }: Pick<MediaCell, "run" | "tag">,
  grid: HistogramGridSeries | null,
): Ramp {
  const { byName } = useRunScope();
  const most = useMemo(
    () => grid?.shares.reduce((before, share) => (share > before ? share : before), 0) ?? 0,
    [grid],
  );
  useEffect(() => {
    if (most === 0) return;
    const exists = (one: RunName): boolean => byName.has(one);
    useGreatestShares.setState(({ told }) => ({ told: withTold(told, { run, tag, exists }, most) }));
  }, [run, tag, most, byName]);
  return useBoardRamp();
}

function useBoardRamp(): Ramp {
  const { density } = useHistogramsSearch();
  const { byName } = useRunScope();
  const most = useGreatestShares(({ told }) => greatestOf(told, byName)) || 1;
  return useMemo(() => ({ isLog: density === "log", most, least: LEAST_SHARE }), [density, most]);
}

/** Of the runs that there are; 0 without any. */
function greatestOf(told: ToldValues<number>, runs: ReadonlyMap<RunName, unknown>): number {
  let greatest = 0;
  for (const shares of told.values())
    for (const [run, share] of shares) if (share > greatest && runs.has(run)) greatest = share;
  return greatest;
}

/** Above the cells: one for all. */
export function RampBar() {
  const theme = chartThemeOf(useTheme());
  const ramp = useBoardRamp();
  const { density } = useHistogramsSearch();
  const change = useChangeHistograms();
  const props = useMemo(
    () => ({
      draw: (size: { width: number; height: number }) => rampDrawing({ theme, ramp }, size),
      label: "Colours of shares of a step's values in a bin",
    }),
    [theme, ramp],
  );
  const ref = useChart(mountDrawing, props);
  return (
    <div className="share-ramp">
      <span>Share of a step’s values</span>
      <div ref={ref} className="share-ramp-bar" />
      <Segments
        label="How colours stand for shares"
        titles={{ log: "Log", linear: "Linear" }}
        value={density}
        onChange={(next) => change({ density: next })}
      />
    </div>
  );
}
