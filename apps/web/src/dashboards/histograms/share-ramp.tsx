// How colours of heat-maps stand for shares, the same in all cells; and the bar that says it.
import { mountDrawing, rampDrawing, type HeatProps } from "@runboard/charts";
import type { HistogramGridSeries } from "@runboard/contract";
import { useEffect, useMemo } from "react";
import { create } from "zustand";
import type { MediaCell } from "../../cards/media-board.tsx";
import { Segments } from "../../ui/segments.tsx";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { useChart } from "../../ui/use-chart.ts";
import { useChangeHistograms, useHistogramsSearch } from "./search.ts";

type Ramp = HeatProps["ramp"];

/** What has less than this is nearly nothing: one value of ten thousand. */
const LEAST_SHARE = 1e-4;

/** Greatest share of each cell that was drawn. */
const useGreatestShares = create<{ readonly byCard: ReadonlyMap<string, number> }>(() => ({
  byCard: new Map(),
}));

/** Tells of the cell's shares, and gives the ramp that fits all. */
export function useRamp({ card }: Pick<MediaCell, "card">, grid: HistogramGridSeries | null): Ramp {
  const most = useMemo(
    () => grid?.shares.reduce((before, share) => (share > before ? share : before), 0) ?? 0,
    [grid],
  );
  useEffect(() => {
    if (most > 0)
      useGreatestShares.setState(({ byCard }) =>
        byCard.get(card) === most ? { byCard } : { byCard: new Map(byCard).set(card, most) },
      );
  }, [card, most]);
  return useBoardRamp();
}

function useBoardRamp(): Ramp {
  const { density } = useHistogramsSearch();
  const most = useGreatestShares(({ byCard }) => Math.max(0, ...byCard.values())) || 1;
  return useMemo(() => ({ isLog: density === "log", most, least: LEAST_SHARE }), [density, most]);
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
