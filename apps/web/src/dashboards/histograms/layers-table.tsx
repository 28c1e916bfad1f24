// All series of histograms in one table, the most remarkable first: which layer moved, which is dead, which is broken.
import type { HistogramQuantilesSeries, RunName, Tag, TagEntry } from "@runboard/contract";
import { useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo, useState, type CSSProperties } from "react";
import { cellKey } from "../../cards/cell-key.ts";
import { useVisibleTags } from "../../cards/media-board.tsx";
import { tagsQuery } from "../../data/queries.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { RunMark } from "../../runs/run-mark.tsx";
import { formatCount, formatCounted, formatValue } from "../../ui/format.ts";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { useChangeHistograms } from "./search.ts";
import { Segments } from "../../ui/segments.tsx";
import { formatMostShare } from "./bin-text.ts";
import { rankedLayers, type Layer, type LayerOrder } from "./layer-ranking.ts";
import { quantilesQuery } from "./queries.ts";
import { spreadPath } from "./spread-path.ts";

const QUARTILES = [2500, 5000, 7500] as const;
/** Of a sparkline. */
const MOST_POINTS = 40;
/** Rows that are there before somebody asks for more. */
const FIRST_ROWS = 100;

const orders = {
  changed: "Changed most",
  zero: "Nearest to zero",
  nan: "NaN first",
} as const satisfies Record<LayerOrder, string>;

const noTags: readonly TagEntry[] = [];

export function LayersTable({ order }: { readonly order: LayerOrder }) {
  const change = useChangeHistograms();
  const { layers, tagCount, leftCount, failure } = useLayers();
  const [rowCount, setRowCount] = useState(FIRST_ROWS);
  const ranked = useMemo(() => rankedLayers(layers, order), [layers, order]);
  return (
    <section className="layers" aria-label="Layers ranked">
      <div className="layers-head">
        <h2>Layers</h2>
        <Segments
          label="Order of the layers"
          titles={orders}
          value={order}
          onChange={(next) => change({ layers: next })}
        />
        <span className="layers-count" role="status">
          {leftCount > 0
            ? `${formatCount(tagCount - leftCount)} of ${formatCounted(tagCount, "tag")} read`
            : formatCounted(ranked.length, "layer")}
          {failure && `; ${failure.message}`}
        </span>
      </div>
      <div className="layers-scroll">
        <table>
          <LayerHeads />
          <tbody>
            {ranked.slice(0, rowCount).map((layer) => (
              <LayerRow key={JSON.stringify([layer.series.tag, layer.series.run])} layer={layer} />
            ))}
          </tbody>
        </table>
        {ranked.length > rowCount && (
          <button type="button" className="button" onClick={() => setRowCount(rowCount + FIRST_ROWS)}>
            Show {formatCount(Math.min(FIRST_ROWS, ranked.length - rowCount))} more of{" "}
            {formatCount(ranked.length - rowCount)}
          </button>
        )}
      </div>
    </section>
  );
}

/** Of all tags that pass the filter, in all runs that are shown. */
function useLayers() {
  const { names, shown } = useRunScope();
  const tags = useQuery(tagsQuery("tensor"));
  const visible = useVisibleTags("histograms", tags.data?.tags ?? noTags);
  const wanted = useMemo(
    () =>
      (visible.kind === "groups" ? visible.groups : []).flatMap(({ entries }) =>
        entries.map((entry): { tag: Tag; runs: readonly RunName[] } => {
          const having = new Set(entry.runs);
          return { tag: entry.tag, runs: names.filter((run) => shown.has(run) && having.has(run)) };
        }),
      ),
    [visible, names, shown],
  );
  return useQueries({
    queries: wanted.map(({ tag, runs }) =>
      quantilesQuery(tag, runs, { axis: "step", basisPoints: QUARTILES, maxPoints: MOST_POINTS }),
    ),
    combine: combineLayers,
  });
}

function combineLayers(results: readonly UseQueryResult<readonly HistogramQuantilesSeries[]>[]) {
  return {
    layers: results.flatMap(({ data }) => data ?? []),
    tagCount: results.length,
    leftCount: results.filter(({ isPending }) => isPending).length,
    failure: results.find(({ error }) => error)?.error ?? null,
  };
}

const heads = [
  ["layer"],
  ["run"],
  ["median over steps", "And between which values the middle half of them lies"],
  ["change", "How far values moved from the first step to the last, in mean deviations of the two"],
  ["size", "Root of the mean square of the last step's values"],
  ["zeros", "Share of the last step's values in the bin that zero lies in: no more are zero"],
  ["NaN, ±∞", "Of all steps that were read"],
] as const;

function LayerHeads() {
  return (
    <thead>
      <tr>
        {heads.map(([name, tip]) => (
          <th key={name} scope="col" data-tip={tip}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function LayerRow({ layer }: { readonly layer: Layer }) {
  const { series, magnitude, zeroShare, nonFiniteCount } = layer;
  const { run, tag, change } = series;
  const changeSearch = useChangeHistograms();
  const { colorOf } = useRunScope();
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="link"
          onClick={() => changeSearch({ full: cellKey("histograms", { run, tag }) })}
        >
          <MiddleEllipsis text={tag} tip={tag} />
        </button>
      </th>
      <td>
        <span className="layers-run">
          <RunMark run={run} />
          <MiddleEllipsis text={run} tip={run} />
        </span>
      </td>
      <td>
        <Spread series={series} color={colorOf(run).color} />
      </td>
      <td>{change === null ? "–" : formatValue(Number(change.toPrecision(3)))}</td>
      <td>{Number.isNaN(magnitude) ? "–" : formatValue(Number(magnitude.toPrecision(3)))}</td>
      <td>{formatMostShare(zeroShare)}</td>
      <td>
        {nonFiniteCount > 0 ? <b className="layers-broken">{formatCount(nonFiniteCount)}</b> : "0"}
        {series.problemCount > 0 && ` (${formatCounted(series.problemCount, "step")} not read)`}
      </td>
    </tr>
  );
}

const SPREAD_SIZE = { width: 120, height: 24 };

interface SpreadProps {
  readonly series: HistogramQuantilesSeries;
  readonly color: string;
}

function Spread({ series, color }: SpreadProps) {
  const { band, median } = spreadPath(series.quantiles, SPREAD_SIZE);
  const text = `median from ${formatValue(series.quantiles[1] ?? NaN)} to ${formatValue(series.quantiles.at(-2) ?? NaN)}`;
  return (
    <svg
      className="layers-spread"
      role="img"
      aria-label={text}
      data-tip={text}
      {...SPREAD_SIZE}
      style={{ "--run-color": color } as CSSProperties}
    >
      <path className="layers-band" d={band} />
      <path className="layers-median" d={median} />
    </svg>
  );
}
