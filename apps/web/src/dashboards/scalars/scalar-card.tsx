// One tag: its title, its chart over all shown runs, and what can be done with it.
import type { TagEntry } from "@runboard/contract";
import { useId } from "react";
import { setBoard, useBoard, type CardHover } from "../../board-store.ts";
import { formatCounted } from "../../ui/format.ts";
import { useElementWidth } from "../../ui/element-width.ts";
import { Icon } from "../../ui/icons.tsx";
import { CardChart } from "./card-chart.tsx";
import { CardHead } from "./card-head.tsx";
import { useCardSeries, type CardSeries } from "./card-series.ts";
import { CardTooltip } from "./card-tooltip.tsx";
import { useCardView, type CardView } from "./card-view.ts";
import { pointsNote } from "./points-note.ts";

interface ScalarCardProps {
  readonly entry: TagEntry;
  /** The prefix of its group. */
  readonly group: string | null;
  readonly surface: CardHover["surface"];
}

export function ScalarCard({ entry, group, surface }: ScalarCardProps) {
  const titleId = useId();
  const [measure, widthPixels] = useElementWidth();
  const view = useCardView(entry.tag);
  const series = useCardSeries(entry, view, widthPixels);
  const activate = (): void => setBoard({ activeTag: entry.tag });
  const deactivate = (): void => {
    if (useBoard.getState().activeTag === entry.tag) setBoard({ activeTag: null });
  };
  return (
    <article
      className="card"
      data-surface={surface}
      aria-labelledby={titleId}
      aria-busy={series.isFetching}
      onPointerEnter={activate}
      onPointerLeave={deactivate}
      onFocus={activate}
      onBlur={deactivate}
    >
      <CardHead entry={entry} group={group} surface={surface} titleId={titleId} view={view} series={series} />
      {series.isFetching && <div className="card-busy" />}
      <div ref={measure} className="card-body">
        <CardBody entry={entry} surface={surface} view={view} series={series} />
      </div>
      <CardFoot series={series} />
    </article>
  );
}

interface CardBodyProps {
  readonly entry: TagEntry;
  readonly surface: CardHover["surface"];
  readonly view: CardView;
  readonly series: CardSeries;
}

function CardBody({ entry, surface, view, series }: CardBodyProps) {
  const connection = useBoard((state) => state.connection.status);
  if (series.error && connection !== "lost")
    return (
      <div className="card-failure" role="alert">
        <Icon name="warning" />
        <p>
          <strong>This chart could not be loaded.</strong>
          <br />
          {series.error.message}
        </p>
        <button type="button" className="button" onClick={series.retry}>
          Try again
        </button>
      </div>
    );
  if (series.isFirstLoad) return <div className="card-skeleton" aria-label="Loading" />;
  const label = `${entry.tag}: ${formatCounted(series.lines.length, "line")} over ${axisNames[view.axis]}`;
  return (
    <>
      <CardChart tag={entry.tag} surface={surface} lines={series.lines} view={view} label={label} />
      <CardTooltip tag={entry.tag} surface={surface} lines={series.byRun} isSmoothed={view.smoothing > 0} />
    </>
  );
}

const axisNames = { step: "steps", relative: "time since the start", wall: "wall time" } as const;

function CardFoot({ series }: { readonly series: CardSeries }) {
  const note = pointsNote(series.page);
  return (
    <footer className="card-foot">
      {note && (
        <span data-tip={note.meaning} tabIndex={0}>
          {note.text}
        </span>
      )}
      <span>{formatCounted(series.runs.length, "run")}</span>
    </footer>
  );
}
