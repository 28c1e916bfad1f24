// Histograms of a series one behind the other: as many as there is room for, that of the page's step among them.
import { ridgesDrawing, type RidgeHit, type RidgesProps } from "@runboard/charts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatCount, formatCounted, formatValue } from "../../ui/format.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { placeOnAxis, placeText } from "./axis-place.ts";
import { BesideAxis, greatestBesides } from "./beside-axis.tsx";
import { binnedRows } from "./histogram-files.ts";
import { HistogramFrame, HistogramMessage, type DrawnHistogram } from "./histogram-frame.tsx";
import { useHoveredPlace } from "./hovered-place.ts";
import { binned, loggedHistograms, mergedBySteps } from "./logged-histograms.ts";
import { atStepsQuery, spreadQuery } from "./queries.ts";
import { useHistogramsSearch } from "./search.ts";
import { useOpenSection } from "./open-section.ts";
import { axisOf, binAt, displayEdges, extentOfSeries, useValueExtent } from "./value-domain.ts";

/** As many as can be told apart. */
const MOST_RIDGES = { grid: 40, pinned: 40, full: 120 } as const;

export function RidgesView({ cell }: { readonly cell: MediaCell }) {
  const { run, tag, runs } = cell;
  const { axis, mode, scale, linked } = useHistogramsSearch();
  const theme = chartThemeOf(useTheme());
  const { color } = useRunScope().colorOf(run);
  const pageStep = usePageStep();
  const openSection = useOpenSection();
  const spread = useQuery(spreadQuery(cell, MOST_RIDGES[cell.surface]));
  const selected = useQuery({
    ...atStepsQuery(tag, runs, pageStep === null ? [] : [pageStep]),
    enabled: pageStep !== null,
  });
  const series = spread.data ?? null;
  const atStep = pageStep === null ? undefined : selected.data?.get(run);
  const histograms = useMemo(() => {
    if (!series) return [];
    const own = loggedHistograms(series);
    return atStep ? mergedBySteps(own, loggedHistograms(atStep)) : own;
  }, [series, atStep]);
  const own = useMemo(() => series && extentOfSeries(series, histograms), [series, histograms]);
  const extent = useValueExtent(cell, own, linked);
  const [low, high] = extent?.range ?? [NaN, NaN];
  const valueAxis = useMemo(
    () => extent && axisOf(extent, scale),
    // The union is a new object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [low, high, extent?.leastPositive, scale],
  );
  const selectedStep = useMemo(
    () => histograms.findLast(({ step }) => pageStep === null || step <= pageStep)?.step ?? null,
    [histograms, pageStep],
  );
  const drawn = useMemo((): DrawnRidges | null => {
    if (!series || !valueAxis) return null;
    const edges = displayEdges(valueAxis);
    const bins = histograms.map((histogram) => binned(histogram, edges));
    const first = series.firstWallTimeSeconds;
    const props: RidgesProps = {
      theme,
      color,
      axis,
      mode,
      scale: valueAxis.scale,
      edges,
      ridges: histograms.map((histogram, i) => ({
        x: placeOnAxis(histogram, axis, first),
        step: histogram.step,
        wallTimeSeconds: histogram.wallTimeSeconds,
        counts: bins[i]?.counts ?? new Float64Array(edges.length - 1),
      })),
      selectedStep,
      most: null,
    };
    return {
      props,
      outside: Math.max(0, ...bins.map(({ outside }) => outside)),
      besides: greatestBesides(histograms.map(({ besides }) => besides)),
      placeTextOf: (ridge) => {
        const histogram = histograms[ridge];
        return histogram ? placeText(histogram, axis, first) : "";
      },
    };
  }, [series, valueAxis, histograms, theme, color, axis, mode, selectedStep]);
  const hovered = useHoveredPlace(({ place }) => (place?.card === cell.card ? null : place));
  const hit = drawn && hovered ? hitOf(drawn.props, hovered) : null;
  const chart = useMemo(
    (): Omit<DrawnHistogram<RidgeHit>, "hit"> | null =>
      drawn && {
        draw: (size) => ridgesDrawing(drawn.props, size),
        label: labelOf(cell, drawn.props),
        tipOf: (at) => ({
          step: drawn.props.ridges[at.ridge]?.step ?? NaN,
          value: middleOf(drawn.props.edges, at.bin),
          lines: [drawn.placeTextOf(at.ridge), ...binLines(drawn.props, at)],
        }),
        onSelect: openSection,
        table: () => ({
          columns: ["step", "wall_time", "left", "right", "count"],
          rows: drawn.props.ridges.flatMap(({ step, wallTimeSeconds, counts }) =>
            binnedRows([step, wallTimeSeconds], drawn.props.edges, counts),
          ),
        }),
      },
    [drawn, cell, openSection],
  );
  if (spread.isPending) return <HistogramMessage cell={cell} text={null} />;
  if (spread.error)
    return <HistogramMessage cell={cell} text={`It could not be read: ${spread.error.message}`} isFailure />;
  if (!series || series.steps.length === 0 || !drawn || !chart)
    return (
      <HistogramMessage
        cell={cell}
        text={
          series && series.steps.length > 0 && own
            ? "No value is greater than 0: a logarithmic axis has no place for any."
            : series && series.steps.length > 0
              ? `${formatCounted(series.steps.length, "histogram")} without a value on the axis.`
              : "It has no histogram that can be drawn."
        }
        problems={series?.problems ?? []}
      />
    );
  const isOlder = pageStep !== null && selectedStep !== null && selectedStep !== pageStep;
  const drawnCount = drawn.props.ridges.length;
  const { pointCount } = series;
  return (
    <HistogramFrame
      cell={cell}
      note={isOlder ? `step ${formatCount(selectedStep)}` : null}
      isOlder={isOlder}
      drawn={{ ...chart, hit }}
      foot={
        <>
          <span>
            {drawnCount < pointCount
              ? `${formatCount(drawnCount)} of ${formatCounted(pointCount, "step")} drawn`
              : formatCounted(drawnCount, "step")}
          </span>
          <BesideAxis besides={drawn.besides} outside={drawn.outside} where="at most in one step" />
        </>
      }
      problems={series.problems}
    />
  );
}

interface DrawnRidges {
  readonly props: RidgesProps;
  readonly outside: number;
  readonly besides: ReturnType<typeof greatestBesides>;
  readonly placeTextOf: (ridge: number) => string;
}

/** The newest ridge up to the step. */
function hitOf(
  { ridges, edges, scale }: RidgesProps,
  { step, value }: { readonly step: number; readonly value: number | null },
): RidgeHit | null {
  const ridge = ridges.findLastIndex((one) => one.step <= step);
  const bin = value === null ? -1 : binAt(edges, value, scale);
  return ridge === -1 ? null : { ridge, bin: Math.max(0, bin) };
}

export function middleOf(edges: Float64Array, bin: number): number {
  return (edges[bin] ?? NaN) / 2 + (edges[bin + 1] ?? NaN) / 2;
}

function binLines({ edges, ridges }: RidgesProps, { ridge, bin }: RidgeHit): readonly string[] {
  const count = ridges[ridge]?.counts[bin] ?? 0;
  return [
    `${formatValue(edges[bin] ?? NaN)} … ${formatValue(edges[bin + 1] ?? NaN)}`,
    `count ${formatValue(count)}`,
  ];
}

function labelOf({ run, tag }: MediaCell, { ridges, edges }: RidgesProps): string {
  const first = ridges[0]?.step ?? NaN;
  const last = ridges.at(-1)?.step ?? NaN;
  return `${formatCounted(ridges.length, "histogram")} of ${tag} of ${run}, steps ${formatCount(first)} to ${formatCount(last)}, values from ${formatValue(edges[0] ?? NaN)} to ${formatValue(edges.at(-1) ?? NaN)}`;
}
