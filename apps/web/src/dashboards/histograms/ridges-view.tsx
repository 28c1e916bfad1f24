// Histograms of a series one behind the other: as many as there is room for, that of the page's step among them.
import { ridgesDrawing, type RidgeHit, type RidgesProps } from "@runboard/charts";
import type { HistogramSeries } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatCount, formatCounted, formatValue } from "../../ui/format.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { placeOnAxis, placeText } from "./axis-place.ts";
import { BesideAxis } from "./beside-axis.tsx";
import { greatestBesides } from "./beside-counts.ts";
import { binText, middleOf } from "./bin-text.ts";
import { binnedRows } from "./histogram-files.ts";
import type { DrawnHistogram } from "./drawn-histogram.ts";
import { HistogramFrame, HistogramMessage, noProblems } from "./histogram-frame.tsx";
import { usePlaceHoveredElsewhere, type HoveredPlace } from "../../cards/hovered-place.ts";
import { binned, loggedHistograms, mergedBySteps, type LoggedHistogram } from "./logged-histograms.ts";
import { useOpenSection } from "./open-section.ts";
import { atStepsQuery, spreadQuery } from "./queries.ts";
import { useHistogramsSearch } from "./search.ts";
import { useRidgeCount } from "./ridge-count.ts";
import { undrawnText } from "./undrawn-text.ts";
import { useValueAxis } from "./use-value-axis.ts";
import { binAt, displayEdges, extentOfSeries, type ValueAxis } from "./value-domain.ts";

export function RidgesView({ cell }: { readonly cell: MediaCell }) {
  const pageStep = usePageStep();
  const [bodyRef, count] = useRidgeCount();
  const { series, histograms, error } = useRidges(cell, count, pageStep);
  const own = useMemo(() => (series ? extentOfSeries(series, histograms) : null), [series, histograms]);
  const valueAxis = useValueAxis(cell, own);
  const ridges = useDrawnRidges(cell, { series, histograms, valueAxis, pageStep });
  const hovered = usePlaceHoveredElsewhere(cell.card);
  if (error)
    return <HistogramMessage cell={cell} text={`It could not be read: ${error.message}`} isFailure />;
  if (series === undefined) return <HistogramMessage cell={cell} text={null} bodyRef={bodyRef} />;
  if (!series || !ridges)
    return (
      <HistogramMessage
        cell={cell}
        text={undrawnText({
          histogramCount: histograms.length,
          besides: greatestBesides(histograms.map(({ besides }) => besides)),
          hasValues: own !== null,
        })}
        problems={series ?? noProblems}
      />
    );
  const { props, selectedStep, chart } = ridges;
  const isOlder = pageStep !== null && selectedStep !== null && selectedStep !== pageStep;
  const drawnCount = props.ridges.length;
  return (
    <HistogramFrame
      cell={cell}
      note={isOlder ? `step ${formatCount(selectedStep)}` : null}
      isOlder={isOlder}
      drawn={{ ...chart, hit: hovered && hitOf(props, hovered) }}
      foot={
        <>
          <span>
            {drawnCount < series.pointCount
              ? `${formatCount(drawnCount)} of ${formatCounted(series.pointCount, "step")} drawn`
              : formatCounted(drawnCount, "step")}
          </span>
          <BesideAxis besides={ridges.besides} outside={ridges.outside} where="at most in one step" />
        </>
      }
      problems={series}
      bodyRef={bodyRef}
    />
  );
}

interface Ridges {
  /** undefined while it is on its way, null when there is none. */
  readonly series: HistogramSeries | null | undefined;
  /** By step. */
  readonly histograms: readonly LoggedHistogram[];
  readonly error: Error | null;
}

/** @param count null while it is not known how many there is room for. */
function useRidges(cell: MediaCell, count: number | null, pageStep: number | null): Ridges {
  const { run, tag, runs } = cell;
  const { data: series, error } = useQuery({ ...spreadQuery(cell, count ?? 0), enabled: count !== null });
  const selected = useQuery({
    ...atStepsQuery(tag, runs, pageStep === null ? [] : [pageStep]),
    enabled: pageStep !== null,
  });
  const atStep = pageStep === null ? undefined : selected.data?.get(run);
  const histograms = useMemo(() => {
    if (!series) return [];
    const own = loggedHistograms(series);
    return atStep ? mergedBySteps(own, loggedHistograms(atStep)) : own;
  }, [series, atStep]);
  return { series, histograms, error };
}

interface RidgesParts extends Pick<Ridges, "series" | "histograms"> {
  readonly valueAxis: ValueAxis | null;
  readonly pageStep: number | null;
}

interface DrawnRidges {
  readonly props: RidgesProps;
  readonly selectedStep: number | null;
  /** Greatest of all ridges. */
  readonly outside: number;
  readonly besides: ReturnType<typeof greatestBesides>;
  readonly chart: Omit<DrawnHistogram<RidgeHit>, "hit">;
}

/** null where there is nothing to draw. */
function useDrawnRidges(cell: MediaCell, parts: RidgesParts): DrawnRidges | null {
  const { series, histograms, valueAxis, pageStep } = parts;
  const { axis, mode } = useHistogramsSearch();
  const theme = chartThemeOf(useTheme());
  const { color } = useRunScope().colorOf(cell.run);
  const openSection = useOpenSection();
  return useMemo(() => {
    if (!series || !valueAxis || histograms.length === 0) return null;
    const edges = displayEdges(valueAxis);
    const bins = histograms.map((histogram) => binned(histogram, edges));
    const first = series.firstWallTimeSeconds;
    const selectedStep =
      histograms.findLast(({ step }) => pageStep === null || step <= pageStep)?.step ?? null;
    const ridges = histograms.map((histogram, i) => ({
      x: placeOnAxis(histogram, axis, first),
      step: histogram.step,
      wallTimeSeconds: histogram.wallTimeSeconds,
      counts: bins[i]?.counts ?? new Float64Array(edges.length - 1),
    }));
    const { scale } = valueAxis;
    const props: RidgesProps = { theme, color, axis, mode, scale, edges, ridges, selectedStep, most: null };
    const placeTextOf = (ridge: number): string => {
      const histogram = histograms[ridge];
      return histogram ? placeText(histogram, axis, first) : "";
    };
    return {
      props,
      selectedStep,
      outside: Math.max(0, ...bins.map(({ outside }) => outside)),
      besides: greatestBesides(histograms.map(({ besides }) => besides)),
      chart: {
        draw: (size) => ridgesDrawing(props, size),
        label: labelOf(cell, props),
        tipOf: ({ ridge, bin }) => ({
          step: ridges[ridge]?.step ?? NaN,
          value: middleOf(edges, bin),
          lines: [
            placeTextOf(ridge),
            binText(edges, bin),
            `count ${formatValue(ridges[ridge]?.counts[bin] ?? 0)}`,
          ],
        }),
        onSelect: openSection,
        table: () => ({
          columns: ["step", "wall_time", "left", "right", "count"],
          rows: ridges.flatMap(({ step, wallTimeSeconds, counts }) =>
            binnedRows([step, wallTimeSeconds], edges, counts),
          ),
        }),
      },
    };
  }, [series, valueAxis, histograms, pageStep, theme, color, axis, mode, cell, openSection]);
}

/** The newest ridge up to the step. */
function hitOf({ ridges, edges, scale }: RidgesProps, { step, value }: HoveredPlace): RidgeHit | null {
  const ridge = ridges.findLastIndex((one) => one.step <= step);
  const bin = value === null ? -1 : binAt(edges, value, scale);
  return ridge === -1 ? null : { ridge, bin };
}

function labelOf({ run, tag }: MediaCell, { ridges, edges }: RidgesProps): string {
  const first = ridges[0]?.step ?? NaN;
  const last = ridges.at(-1)?.step ?? NaN;
  return `${formatCounted(ridges.length, "histogram")} of ${tag} of ${run}, steps ${formatCount(first)} to ${formatCount(last)}, values from ${formatValue(edges[0] ?? NaN)} to ${formatValue(edges.at(-1) ?? NaN)}`;
}
