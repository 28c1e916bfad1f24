// One card: its title, its chart over all shown runs, and what can be done with it.
import { useCallback, useId, useRef, useState } from "react";
import { useActiveCard, type CardSurface } from "../../cards/active-card.ts";
import { RunLegend } from "../../runs/run-legend.tsx";
import { useLive } from "../../data/live-state.ts";
import { formatCounted } from "../../ui/format.ts";
import { useElementWidth } from "../../ui/element-width.ts";
import { Icon } from "../../ui/icons.tsx";
import { late } from "../../ui/late.tsx";
import type { Box } from "../../ui/place.ts";
import type { AxisEditorProps } from "./axis-editor.tsx";
import { useCardActions } from "./card-actions.ts";
import { CardChart } from "./card-chart.tsx";
import { CardFoot } from "./card-foot.tsx";
import { CardHead } from "./card-head.tsx";
import { useCardData, type CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import type { CardTableProps } from "./card-table.tsx";
import { CardTooltip } from "./card-tooltip.tsx";
import type { CardSpec } from "./card-spec.ts";
import { useCardView, type CardView } from "./card-view.ts";
import { derivationText, emptiedText, emptyText } from "./derived-text.ts";
import { isUnreadable, UnreadableExpression } from "./unreadable-expression.tsx";
import type { TableRange } from "./table-range.ts";
import { useHasTable, useTableRange, useToggleTable } from "./use-table-range.ts";
import { scalarsSearch } from "./search.ts";

const CardTable = late<CardTableProps>(async () => (await import("./card-table.tsx")).CardTable);
const AxisEditor = late<AxisEditorProps>(async () => (await import("./axis-editor.tsx")).AxisEditor);

interface ScalarCardProps {
  readonly entry: CardEntry;
  /** The prefix of its group. */
  readonly group: string | null;
  readonly surface: CardSurface;
}

interface EditedAxes {
  readonly axes: AxisEditorProps["axes"];
  readonly anchor: Box;
  readonly card: Box;
}

export function ScalarCard({ entry, group, surface }: ScalarCardProps) {
  const titleId = useId();
  const [measure, widthPixels] = useElementWidth();
  const data = useCardData(entry, useCardView(entry), widthPixels);
  const { view } = data;
  const { setView } = useCardActions();
  const { at, settledAt } = useTableRange();
  const { hasTable: hasOwnTable } = useHasTable(entry.key);
  const toggleTable = useToggleTable();
  const [edited, setEdited] = useState<EditedAxes | null>(null);
  const article = useRef<HTMLElement>(null);
  const activate = (): void => useActiveCard.setState({ activeCard: entry.key });
  const deactivate = (): void => {
    if (useActiveCard.getState().activeCard === entry.key) useActiveCard.setState({ activeCard: null });
  };
  // Its own x is not that of the tables.
  const canHaveTable = view.ownX === null;
  const hasTable = canHaveTable && hasOwnTable;
  const isOverValues = data.derivation.xTag !== null;
  const edit = useCallback((axes: EditedAxes["axes"], anchor?: Box) => {
    const card = article.current?.getBoundingClientRect();
    if (card) setEdited({ axes, card, anchor: anchor ?? card });
  }, []);
  const editAxis = useCallback((axis: "x" | "y", anchor: Box) => edit([axis], anchor), [edit]);
  return (
    <article
      ref={article}
      className="card"
      data-surface={surface}
      aria-labelledby={titleId}
      aria-busy={data.isFetching}
      onPointerEnter={activate}
      onPointerLeave={deactivate}
      onFocus={activate}
      onBlur={deactivate}
    >
      <CardHead
        entry={entry}
        group={group}
        surface={surface}
        titleId={titleId}
        view={view}
        data={data}
        onEditAxes={() => edit(["x", "y"])}
        onToggleTable={canHaveTable ? () => toggleTable(entry.key, newestX(data)) : null}
      />
      {data.isFetching && <div className="card-busy" />}
      {surface === "full" && <RunLegend />}
      <div ref={measure} className="card-body">
        <CardBody
          entry={entry}
          surface={surface}
          view={view}
          data={data}
          at={canHaveTable ? (hasTable ? at : null) : undefined}
          onAxisEdit={editAxis}
        />
      </div>
      <CardFoot card={entry.key} data={data} />
      {hasTable && at !== null && !data.isFirstLoad && (
        <CardTable entry={entry} view={view} data={data} at={at} settledAt={settledAt} />
      )}
      {edited && (
        <AxisEditor
          {...edited}
          xAxis={isOverValues ? "value" : view.axis}
          scales={{ x: view.axis === "wall" && !isOverValues ? "linear" : view.xScale, y: view.yScale }}
          view={view.view}
          lines={data.lines}
          onChange={(next) => setView(entry.key, next, view)}
          onClose={() => setEdited(null)}
        />
      )}
    </article>
  );
}

/** Where the line ends that reaches farthest; null without any. */
function newestX({ byId }: CardData): number | null {
  let newest: number | null = null;
  for (const { columns } of byId.values())
    newest = Math.max(newest ?? -Infinity, columns.xs.at(-1) ?? -Infinity);
  return newest;
}

interface CardBodyProps {
  readonly entry: CardEntry;
  readonly surface: CardSurface;
  readonly view: CardView;
  readonly data: CardData;
  readonly at: TableRange | null | undefined;
  readonly onAxisEdit: (axis: "x" | "y", anchor: DOMRectReadOnly) => void;
}

function CardBody({ entry, surface, view, data, at, onAxisEdit }: CardBodyProps) {
  const connection = useLive((state) => state.connection.status);
  if (data.error && isUnreadable(data.error))
    return <UnreadableExpression spec={entry.spec} error={data.error} />;
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
  const isEmpty =
    data.runs.length === 0 || (!data.isFirstLoad && !data.isFetching && data.lines.length === 0);
  const isEmptied = data.emptiedRuns.size > 0;
  if (isEmpty && isEmptied && !data.drawsReplaced) return <EmptiedCard spec={entry.spec} />;
  // What was replaced may be out of the range that is shown.
  if (isEmpty && !isEmptied) return <p className="card-empty">{emptyText(entry.spec, data.derivation)}</p>;
  if (data.isFirstLoad) return <div className="card-skeleton" aria-label="Loading" />;
  const { xTag } = data.derivation;
  const derived = derivationText({ ...data.derivation, xTag: null });
  const label = `${entry.title}: ${formatCounted(data.byId.size, "line")} over ${xTag ?? axisNames[view.axis]}${derived && `, ${derived}`}`;
  return (
    <>
      <CardChart
        card={entry.key}
        surface={surface}
        lines={data.lines}
        byId={data.byId}
        derivation={data.derivation}
        view={view}
        at={at}
        label={label}
        onAxisEdit={onAxisEdit}
      />
      <CardTooltip card={entry.key} surface={surface} data={data} isSmoothed={view.smoothing > 0} />
    </>
  );
}

/** Its runs did log what it shows, and restarts left nothing of that. */
function EmptiedCard({ spec }: { readonly spec: CardSpec }) {
  const changeView = scalarsSearch.useChange();
  return (
    <div className="card-failure">
      <p>{emptiedText(spec)}</p>
      <button type="button" className="button" onClick={() => changeView({ superseded: true })}>
        Draw what was replaced
      </button>
    </div>
  );
}

const axisNames = { step: "steps", relative: "time since the start", wall: "wall time" } as const;
