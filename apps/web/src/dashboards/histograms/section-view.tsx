// One histogram large, laid over another step's or another run's, with what tells them apart in numbers.
import { wassersteinDistance } from "@runboard/analysis";
import { sectionDrawing, type SectionHit, type SectionProps } from "@runboard/charts";
import type { RecordSeries, RunName } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { lastAt } from "../../cards/step-places.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatCount, formatValue } from "../../ui/format.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { decodeAgainst, stepAgainst } from "./against.ts";
import { BesideAxis } from "./beside-axis.tsx";
import { greatestBesides } from "./beside-counts.ts";
import { binText, formatAmount, formatMostShare, formatShare, middleOf } from "./bin-text.ts";
import { binnedRows } from "./histogram-files.ts";
import type { DrawnHistogram } from "./drawn-histogram.ts";
import { HistogramFrame, HistogramMessage, noProblems } from "./histogram-frame.tsx";
import { binned, loggedHistograms, type LoggedHistogram } from "./logged-histograms.ts";
import { usePlaceHoveredElsewhere } from "../../cards/hovered-place.ts";
import { atStepsQuery, spreadQuery } from "./queries.ts";
import { useHistogramsSearch } from "./search.ts";
import { useValueAxis } from "./use-value-axis.ts";
import {
  binAt,
  displayEdges,
  extentOfRows,
  extentOfSeries,
  unionOf,
  type ValueAxis,
} from "./value-domain.ts";

/** The range is of all, whatever is given of them. */
const EXTENT_STEPS = 40;

interface SectionViewProps {
  readonly cell: MediaCell;
  /** Not empty. */
  readonly series: RecordSeries;
}

/** A histogram and what it is called beside another one. */
interface NamedHistogram {
  readonly run: RunName;
  readonly histogram: LoggedHistogram;
}

export function SectionView({ cell, series }: SectionViewProps) {
  const pageStep = usePageStep(cell.step === null);
  const wanted = cell.step ?? pageStep;
  const step = series.steps[lastAt(series.steps, wanted)];
  const { shown, own, extent, error, isPending } = useShown(cell, series, step);
  const section = useDrawnSection(cell, shown, useValueAxis(cell, extent));
  const hovered = usePlaceHoveredElsewhere(cell.card);
  if (step === undefined)
    return (
      <HistogramMessage
        cell={cell}
        text={`Nothing was logged up to step ${formatCount(wanted ?? 0)}; the first histogram is at step ${formatCount(series.steps[0] ?? 0)}.`}
      />
    );
  if (error)
    return <HistogramMessage cell={cell} text={`It could not be read: ${error.message}`} isFailure />;
  if (isPending) return <HistogramMessage cell={cell} text={null} />;
  const problems = own ?? noProblems;
  const [main] = shown;
  if (!main || !section)
    return <HistogramMessage cell={cell} text={emptyText(main, step)} problems={problems} />;
  const { props, chart } = section;
  const bin =
    hovered === null || hovered.value === null ? -1 : binAt(props.edges, hovered.value, props.scale);
  return (
    <HistogramFrame
      cell={cell}
      note={cell.step === main.histogram.step ? null : `step ${formatCount(main.histogram.step)}`}
      isOlder={wanted !== null && main.histogram.step !== wanted}
      drawn={{ ...chart, hit: bin === -1 ? null : { bin } }}
      foot={
        <BesideAxis
          besides={greatestBesides(shown.map(({ histogram }) => histogram.besides))}
          outside={Math.max(...shown.map(({ histogram }) => binned(histogram, props.edges).outside))}
          where="in the histogram"
        />
      }
      problems={problems}
    >
      <SectionNumbers shown={shown} />
    </HistogramFrame>
  );
}

/** The histogram of a step, and what it is laid over. */
function useShown({ run, tag }: MediaCell, { steps }: RecordSeries, step: number | undefined) {
  const { against: text } = useHistogramsSearch();
  const against = useMemo(() => decodeAgainst(text), [text]);
  const underStep = step === undefined ? undefined : stepAgainst(against, steps, lastAt(steps, step));
  const underRun = against.kind === "run" && against.run !== run ? against.run : null;
  const asked = [step, underStep].filter((one) => one !== undefined);
  const { data, error, isPending, isPlaceholderData } = useQuery({
    ...atStepsQuery(tag, underRun === null ? [run] : [run, underRun], asked),
    enabled: asked.length > 0,
  });
  // Of all steps: an axis that changes with each would hide what changes on it.
  const whole = useQuery(spreadQuery({ run, tag }, EXTENT_STEPS)).data ?? null;
  const own = data?.get(run);
  const shown = useMemo((): readonly NamedHistogram[] => {
    const ofRun = own ? loggedHistograms(own) : [];
    // While others are on their way, those of before.
    const main = isPlaceholderData ? ofRun.at(-1) : ofRun.find((one) => one.step === step);
    if (!main) return [];
    const ofOther = underRun === null ? undefined : data?.get(underRun);
    const other = ofOther
      ? loggedHistograms(ofOther).at(-1)
      : ofRun.find((one) => one !== main && one.step === underStep);
    return [{ run, histogram: main }, ...(other ? [{ run: underRun ?? run, histogram: other }] : [])];
  }, [own, data, isPlaceholderData, step, underStep, underRun, run]);
  const extent = useMemo(() => {
    const ofWhole = whole && extentOfSeries(whole, loggedHistograms(whole));
    const ofShown = shown.flatMap(({ histogram }) => extentOfRows(histogram.rows) ?? []);
    return unionOf(ofWhole ? [ofWhole, ...ofShown] : ofShown);
  }, [whole, shown]);
  return { shown, own, extent, error, isPending };
}

interface DrawnSection {
  readonly props: SectionProps;
  readonly chart: Omit<DrawnHistogram<SectionHit>, "hit">;
}

/** null where there is nothing to draw. */
function useDrawnSection(
  { run, tag }: MediaCell,
  shown: readonly NamedHistogram[],
  valueAxis: ValueAxis | null,
): DrawnSection | null {
  const theme = chartThemeOf(useTheme());
  const { colorOf } = useRunScope();
  return useMemo(() => {
    if (!valueAxis || shown.every(({ histogram }) => histogram.count === 0)) return null;
    const edges = displayEdges(valueAxis);
    const shapes = shown.map(({ run: ofRun, histogram }, i) => ({
      color: i > 0 && ofRun === run ? theme.text : colorOf(ofRun).color,
      counts: binned(histogram, edges).counts,
      // Of one run, and so of one colour.
      isOutlined: i > 0 && ofRun === run,
    }));
    const props: SectionProps = { theme, scale: valueAxis.scale, edges, shapes };
    const names = shown.map(
      ({ run: ofRun, histogram }) => `${tag} of ${ofRun} at step ${formatCount(histogram.step)}`,
    );
    return {
      props,
      chart: {
        draw: (size) => sectionDrawing(props, size),
        label: `Histogram of ${names.join(", and of ")}`,
        tipOf: (at) => ({
          step: shown[0]?.histogram.step ?? NaN,
          value: middleOf(edges, at.bin),
          lines: tipLines(props, shown, at),
        }),
        onSelect: () => undefined,
        table: () => ({
          columns: ["run", "step", "left", "right", "count"],
          rows: shown.flatMap(({ run: ofRun, histogram }, i) =>
            binnedRows([ofRun, histogram.step], edges, shapes[i]?.counts ?? new Float64Array(0)),
          ),
        }),
      },
    };
  }, [valueAxis, theme, shown, colorOf, run, tag]);
}

function emptyText(main: NamedHistogram | undefined, step: number): string {
  if (!main) return `The histogram of step ${formatCount(step)} cannot be drawn.`;
  return main.histogram.count === 0
    ? `The histogram of step ${formatCount(step)} is empty.`
    : `No value of step ${formatCount(step)} has a place on the axis.`;
}

function tipLines(
  { edges, shapes }: SectionProps,
  shown: readonly NamedHistogram[],
  { bin }: SectionHit,
): readonly string[] {
  const names = shown.map(({ run, histogram }) =>
    shown[1]?.run === shown[0]?.run ? `step ${formatCount(histogram.step)}` : run,
  );
  return [
    binText(edges, bin),
    ...shapes.map(({ counts }, i) => {
      const count = formatValue(counts[bin] ?? 0);
      const share = formatShare((counts[bin] ?? 0) / (shown[i]?.histogram.count ?? NaN));
      return `${shapes.length > 1 ? `${names[i] ?? ""}: ` : "count "}${count} (${share})`;
    }),
  ];
}

/** Under the picture; what a screen reader gets of it, too. */
function SectionNumbers({ shown }: { readonly shown: readonly NamedHistogram[] }) {
  const [first, second] = shown;
  const distance = useMemo(
    () => (first && second ? wassersteinDistance(first.histogram.rows, second.histogram.rows) : null),
    [first, second],
  );
  return (
    <div className="section-numbers">
      <table>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">values</th>
            <th scope="col">mean</th>
            <th scope="col">deviation</th>
            <th scope="col" data-tip="Share of the values in the bin that zero lies in: no more are zero">
              zeros
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ run, histogram }, i) => (
            <tr key={i}>
              <th scope="row">
                {formatCount(histogram.step)}
                {second && second.run !== first?.run && <span className="section-run">{run}</span>}
              </th>
              <td>{formatAmount(histogram.count)}</td>
              <td>{formatValue(histogram.mean)}</td>
              <td>{formatValue(histogram.deviation)}</td>
              <td>{formatMostShare(histogram.zeroShare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {distance !== null && (
        <p data-tip="Wasserstein-1: how far a value has to move on average to make one histogram of the other">
          distance <b>{formatValue(distance)}</b>
        </p>
      )}
    </div>
  );
}
