// One card: its title, its chart over all shown runs, and what can be done with it.
import { useId } from "react";
import { setBoard, useBoard, type CardHover } from "../../board-store.ts";
import { formatCounted } from "../../ui/format.ts";
import { useElementWidth } from "../../ui/element-width.ts";
import { Icon } from "../../ui/icons.tsx";
import { CardChart } from "./card-chart.tsx";
import { CardHead } from "./card-head.tsx";
import { useCardData, type CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import { CardTooltip } from "./card-tooltip.tsx";
import { useCardView, type CardView } from "./card-view.ts";
import { pointsNote } from "./points-note.ts";

interface ScalarCardProps {
  readonly entry: CardEntry;
  /** The prefix of its group. */
  readonly group: string | null;
  readonly surface: CardHover["surface"];
}

export function ScalarCard({ entry, group, surface }: ScalarCardProps) {
  const titleId = useId();
  const [measure, widthPixels] = useElementWidth();
  const view = useCardView(entry.key);
  const data = useCardData(entry, view, widthPixels);
  const activate = (): void => setBoard({ activeCard: entry.key });
  const deactivate = (): void => {
    if (useBoard.getState().activeCard === entry.key) setBoard({ activeCard: null });
  };
  return (
    <article
      className="card"
      data-surface={surface}
      aria-labelledby={titleId}
      aria-busy={data.isFetching}
      onPointerEnter={activate}
      onPointerLeave={deactivate}
      onFocus={activate}
      onBlur={deactivate}
    >
      <CardHead entry={entry} group={group} surface={surface} titleId={titleId} view={view} data={data} />
      {data.isFetching && <div className="card-busy" />}
      <div ref={measure} className="card-body">
        <CardBody entry={entry} surface={surface} view={view} data={data} />
      </div>
      <CardFoot data={data} />
    </article>
  );
}

interface CardBodyProps {
  readonly entry: CardEntry;
  readonly surface: CardHover["surface"];
  readonly view: CardView;
  readonly data: CardData;
}

function CardBody({ entry, surface, view, data }: CardBodyProps) {
  const connection = useBoard((state) => state.connection.status);
  if (data.error && connection !== "lost")
    return (
      <div className="card-failure" role="alert">
        <Icon name="warning" />
        <p>
          <strong>This chart could not be loaded.</strong>
          <br />
          {data.error.message}
        </p>
        <button type="button" className="button" onClick={data.retry}>
          Try again
        </button>
      </div>
    );
  if (data.isFirstLoad) return <div className="card-skeleton" aria-label="Loading" />;
  const label = `${entry.title}: ${formatCounted(data.lines.length, "line")} over ${data.derivation.xTag ?? axisNames[view.axis]}`;
  return (
    <>
      <CardChart
        card={entry.key}
        surface={surface}
        lines={data.lines}
        byId={data.byId}
        isOverValues={data.derivation.xTag !== null}
        view={view}
        label={label}
      />
      <CardTooltip card={entry.key} surface={surface} data={data} isSmoothed={view.smoothing > 0} />
    </>
  );
}

const axisNames = { step: "steps", relative: "time since the start", wall: "wall time" } as const;

function CardFoot({ data }: { readonly data: CardData }) {
  const note = pointsNote(data.counts);
  return (
    <footer className="card-foot">
      {note && (
        <span data-tip={note.meaning} tabIndex={0}>
          {note.text}
        </span>
      )}
      <span>{formatCounted(data.runs.length, "run")}</span>
    </footer>
  );
}
