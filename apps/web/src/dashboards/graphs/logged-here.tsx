// What the run logged of the selected item and of what it holds, at the page's step.
import { histogramQuantiles } from "@runboard/analysis";
import type { RunName, ScalarSeries } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { cellKey } from "../../cards/cell-key.ts";
import { sparklinePath } from "../../cards/sparkline-path.ts";
import { lastAt } from "../../cards/step-places.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatCount, formatValue } from "../../ui/format.ts";
import { encodeList } from "../../url/url-list.ts";
import { barsPath } from "./bars-path.ts";
import { shareText } from "./ramp-share.ts";
import type { RunLog } from "./run-log.tsx";
import { histogramsAtQuery, type OwnedTag, scalarsQuery, type StepHistogram } from "./training-queries.ts";

const MOST_TAGS = 12;
const CHART = { width: 120, height: 30 };

interface LoggedHereProps {
  readonly path: string;
  readonly log: RunLog;
}

export function LoggedHere({ path, log }: LoggedHereProps) {
  const { run, step } = log;
  const histograms = useMemo(() => belongingTo(path, log.histograms), [path, log.histograms]);
  const scalars = useMemo(() => belongingTo(path, log.scalars), [path, log.scalars]);
  const shownHistograms = histograms.slice(0, MOST_TAGS);
  const shownScalars = scalars.slice(0, MOST_TAGS);
  const atStep = useQuery(
    histogramsAtQuery(
      run,
      shownHistograms.map(({ tag }) => tag),
      step,
    ),
  );
  const series = useQuery(
    scalarsQuery(
      run,
      shownScalars.map(({ tag }) => tag),
    ),
  );
  if (run === null || step === null || histograms.length + scalars.length === 0) return null;
  const moreCount = histograms.length + scalars.length - shownHistograms.length - shownScalars.length;
  const failure = atStep.error ?? series.error;
  return (
    <section aria-label="Logged here" className="logged-here">
      <h3>
        Logged here <span className="node-count">step {formatCount(step)}</span>
      </h3>
      {failure && <p role="alert">It could not be read: {failure.message}</p>}
      <ul>
        {shownScalars.map(({ tag }) => (
          <li key={tag}>
            <TagLink run={run} tag={tag} kind="scalars" />
            <ScalarFacts run={run} series={series.data?.find((one) => one.tag === tag)} step={step} />
          </li>
        ))}
        {shownHistograms.map(({ tag }) => (
          <li key={tag}>
            <TagLink run={run} tag={tag} kind="histograms" />
            <HistogramFacts
              run={run}
              histogram={atStep.data?.logged.find((one) => one.tag === tag)?.histogram}
              step={atStep.data?.step ?? step}
              isThere={atStep.data !== undefined}
            />
          </li>
        ))}
      </ul>
      {moreCount > 0 && <p className="node-more">{formatCount(moreCount)} more are not listed</p>}
    </section>
  );
}

/** Its own first. */
function belongingTo(path: string, tags: readonly OwnedTag[]): readonly OwnedTag[] {
  const own = tags.filter(({ owner }) => owner === path);
  return [...own, ...tags.filter(({ owner }) => owner.startsWith(`${path}/`))];
}

interface TagLinkProps extends Pick<OwnedTag, "tag"> {
  readonly run: RunName;
  readonly kind: "scalars" | "histograms";
}

/** To its card, on full screen. */
function TagLink({ run, tag, kind }: TagLinkProps) {
  const full =
    kind === "histograms"
      ? cellKey("histograms", { run, tag })
      : tag.startsWith("=")
        ? `=${encodeList([`t:${tag}`])}`
        : tag;
  return (
    <Link to={`/${kind}`} search={(search) => ({ ...search, full })} className="node-link">
      {tag}
    </Link>
  );
}

interface ScalarFactsProps {
  readonly run: RunName;
  readonly series: ScalarSeries | undefined;
  readonly step: number;
}

function ScalarFacts({ run, series, step }: ScalarFactsProps) {
  const path = useMemo(() => (series ? sparklinePath(series.steps, series.values, CHART) : ""), [series]);
  const steps = Float64Array.from(series?.steps ?? []);
  const at = lastAt(steps, step);
  const value = series?.values[at];
  const [first = 0, last = 0] = [steps[0], steps.at(-1)];
  const share = last > first ? Math.max(0, Math.min((step - first) / (last - first), 1)) : 1;
  return (
    <Row run={run} paths={<path className="logged-line" d={path} />} markShare={share}>
      {series &&
        (value === undefined
          ? `begins at step ${formatCount(first)}`
          : `${formatValue(value)}${atText(steps[at] ?? step, step)}`)}
    </Row>
  );
}

/** Of what is older than the page's step. */
function atText(own: number, step: number): string {
  return own === step ? "" : ` at step ${formatCount(own)}`;
}

interface HistogramFactsProps {
  readonly run: RunName;
  readonly histogram: StepHistogram | undefined;
  readonly step: number;
  readonly isThere: boolean;
}

const BAR_COUNT = 30;

function HistogramFacts({ run, histogram, step, isThere }: HistogramFactsProps) {
  const bars = useMemo(
    () => (histogram ? barsPath(histogram.rows, { ...CHART, barCount: BAR_COUNT }) : ""),
    [histogram],
  );
  const [median] = histogram ? histogramQuantiles(finiteRows(histogram.rows), [5000]) : [];
  const { count = 0, nonFiniteCount = 0, zeroShare = NaN } = histogram ?? {};
  const zeros = zeroShare > 0 ? `≤ ${shareText(zeroShare)}` : shareText(zeroShare);
  return (
    <Row run={run} paths={<path className="logged-bars" d={bars} />} markShare={null}>
      {!histogram && isThere && "not yet logged"}
      {histogram && count === 0 && "no values"}
      {histogram && count > 0 && (
        <>
          {count > nonFiniteCount && (
            <span>median {formatValue(Number((median ?? NaN).toPrecision(3)))}</span>
          )}
          <span>zeros {zeros}</span>
          {nonFiniteCount > 0 && <b>{formatCount(nonFiniteCount)} NaN, ±∞</b>}
          {histogram.step !== step && <span>{atText(histogram.step, step)}</span>}
        </>
      )}
    </Row>
  );
}

/** Those whose edges are both values. */
function finiteRows(rows: Float64Array): readonly number[] {
  const finite: number[] = [];
  for (let at = 0; at + 2 < rows.length; at += 3) {
    const row = rows.subarray(at, at + 3);
    if (row.every(Number.isFinite)) finite.push(...row);
  }
  return finite;
}

interface RowProps {
  readonly run: RunName;
  readonly paths: ReactNode;
  /** Where the step stands, 0 … 1; null where steps are no axis. */
  readonly markShare: number | null;
  readonly children: ReactNode;
}

function Row({ run, paths, markShare, children }: RowProps) {
  const { colorOf } = useRunScope();
  return (
    <div className="logged-row">
      <svg
        {...CHART}
        viewBox={`0 0 ${CHART.width} ${CHART.height}`}
        aria-hidden="true"
        style={{ "--run-color": colorOf(run).color } as CSSProperties}
      >
        {markShare !== null && (
          <path
            className="logged-mark"
            d={`M${(markShare * (CHART.width - 3) + 1.5).toFixed(1)} 0V${CHART.height}`}
          />
        )}
        {paths}
      </svg>
      <span className="logged-facts">{children}</span>
    </div>
  );
}
