// The table below a chart: what its lines say at a step or over a range. Also what a screen reader gets of the chart.
import { formatX, shownRanges, type LineChartAxis, type ShownRanges } from "@runboard/charts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState, type CSSProperties } from "react";
import { useRunFocus } from "../../runs/run-focus.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import type { CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import { mostPoints } from "./card-requests.ts";
import type { CardView } from "./card-view.ts";
import { pointsNote } from "./points-note.ts";
import type { SeriesWindow } from "./series-page.ts";
import type { TableRange } from "./table-range.ts";
import {
  cellText,
  columnTitles,
  sortedRows,
  tableColumns,
  tableRows,
  tableTsv,
  type TableColumn,
  type TableRow,
  type TableSort,
} from "./table-rows.ts";
import { useSetTableRange, type ShownTableRange } from "./use-table-range.ts";
import { useWindowData, type WindowData } from "./window-data.ts";

const ROW_HEIGHT = 24;

export interface CardTableProps extends ShownTableRange {
  readonly entry: CardEntry;
  readonly view: CardView;
  readonly data: CardData;
}

export function CardTable({ entry, view, data, at, settledAt }: CardTableProps) {
  const setAt = useSetTableRange();
  const [sort, setSort] = useState<TableSort | null>(null);
  const exact = useExactData(entry, view, data, settledAt);
  const shownAt = exact ? settledAt : at;
  const { byId } = exact ?? data;
  const isRange = typeof shownAt === "object";
  const isSmoothed = view.smoothing > 0;
  const isGrouped = data.derivation.grouping !== null;
  const hasSources = entry.spec.sources.length > 1;
  const columns = useMemo(
    () => tableColumns({ isRange, isSmoothed, isGrouped, hasSources }),
    [isRange, isSmoothed, isGrouped, hasSources],
  );
  const rows = useMemo(
    () => sortedRows(shownAt === null ? [] : tableRows(byId, shownAt), sort),
    [byId, shownAt, sort],
  );
  const axis = data.derivation.xTag === null ? view.axis : "value";
  const shown = useShownRanges(data, axis);
  if (shownAt === null) return null;
  const place = placeText(shownAt, axis, shown);
  const note = exact && isRange ? pointsNote(exact.counts) : null;
  return (
    <div className="card-table" aria-busy={exact?.isFetching}>
      <div className="card-table-head">
        <span>{place}</span>
        {note?.isReduced && (
          <span className="card-table-note" tabIndex={0} data-tip={reducedMeaning}>
            {note.text}
          </span>
        )}
        <CopyButton label="Copy" text={() => tableTsv(rows, columns)} />
        <button
          type="button"
          className="icon-button"
          aria-label="Close the tables (Esc)"
          data-tip="Close the tables (Esc)"
          onClick={() => setAt(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      <Rows
        rows={rows}
        columns={columns}
        label={`${entry.title}: ${place}`}
        axis={axis}
        shown={shown}
        isGrouped={isGrouped}
        sort={sort}
        setSort={setSort}
      />
    </div>
  );
}

/** Of the card's axes when the hand rests. */
function useShownRanges({ lines, view }: CardData, axis: LineChartAxis): ShownRanges {
  const { xScale, yScale, ignoreOutliers, settledView } = view;
  return useMemo(
    () => shownRanges({ lines, axis, xScale, yScale, ignoreOutliers, view: settledView }),
    [lines, axis, xScale, yScale, ignoreOutliers, settledView],
  );
}

const reducedMeaning =
  "There are more points in this range than can be read at once. Without smoothing, least and greatest are exact; the mean is that of the points that were read.";

/** What the chart drew serves when it is all there. Else the points of the place alone are fetched: as many as there may be. */
function useExactData(
  entry: CardEntry,
  { axis, settledSmoothing, smoothing }: CardView,
  data: CardData,
  settledAt: TableRange | null,
): WindowData | null {
  const { ofCard, derivation, isWhole, isFirstLoad } = data;
  const lineCount = (derivation.grouping?.groups.length ?? ofCard.runs.length) * entry.spec.sources.length;
  const isNeeded = !isWhole && !isFirstLoad && settledAt !== null;
  const window = useMemo(
    (): SeriesWindow => ({
      axis,
      // A point beyond each end comes with it: of a single place, its neighbours.
      range: typeof settledAt === "number" ? [settledAt, settledAt] : settledAt,
      maxPoints: mostPoints(lineCount),
      smoothing: settledSmoothing,
    }),
    [axis, settledAt, lineCount, settledSmoothing],
  );
  const exact = useWindowData({ entry, runs: ofCard, derivation, window, smoothing, isEnabled: isNeeded });
  return isNeeded ? exact : null;
}

interface RowsProps {
  readonly rows: readonly TableRow[];
  readonly columns: readonly TableColumn[];
  readonly label: string;
  readonly axis: LineChartAxis;
  readonly shown: ShownRanges;
  readonly isGrouped: boolean;
  readonly sort: TableSort | null;
  readonly setSort: (sort: TableSort | null) => void;
}

function Rows({ rows, columns, label, axis, shown, isGrouped, sort, setSort }: RowsProps) {
  const area = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by the compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => area.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div
      ref={area}
      className="card-table-rows"
      // No landmark: a pinned card is there twice.
      role="group"
      aria-label={label}
      tabIndex={0}
      // Arrow keys scroll it.
      onKeyDown={(event) => {
        if (event.key.startsWith("Arrow")) event.stopPropagation();
      }}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Heading
                key={column}
                title={column === "name" && isGrouped ? "Group" : columnTitles[column]}
                column={column}
                sort={sort}
                setSort={setSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} columnCount={columns.length} />}
          {items.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <Row key={row.line.id} row={row} index={index} columns={columns} axis={axis} shown={shown} />
              )
            );
          })}
          {after > 0 && <Spacer height={after} columnCount={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** In the place of rows out of sight. */
function Spacer({ height, columnCount }: { readonly height: number; readonly columnCount: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columnCount} style={{ height, padding: 0 }} />
    </tr>
  );
}

interface HeadingProps extends Pick<RowsProps, "sort" | "setSort"> {
  readonly title: string;
  readonly column: TableColumn;
}

function Heading({ title, column, sort, setSort }: HeadingProps) {
  const direction = sort?.column === column ? (sort.isDescending ? "descending" : "ascending") : undefined;
  const next: TableSort | null =
    direction === "descending" ? null : { column, isDescending: direction === "ascending" };
  return (
    <th scope="col" aria-sort={direction} data-column={column}>
      <button type="button" onClick={() => setSort(next)}>
        {title}
        {direction && <span aria-hidden="true">{direction === "ascending" ? " ↑" : " ↓"}</span>}
      </button>
    </th>
  );
}

interface RowProps extends Pick<RowsProps, "columns" | "axis" | "shown"> {
  readonly row: TableRow;
  readonly index: number;
}

function Row({ row, index, columns, axis, shown }: RowProps) {
  const { name, style, run } = row.line;
  const isChosen = useRunFocus(({ chosenRun }) => run !== null && chosenRun === run);
  return (
    <tr
      aria-rowindex={index + 2}
      data-away={row.isThere ? undefined : ""}
      data-chosen={isChosen ? "" : undefined}
      onPointerEnter={() => useRunFocus.setState({ pointedRun: run })}
      onPointerLeave={() => useRunFocus.setState({ pointedRun: null })}
    >
      {columns.map((column) =>
        column === "name" ? (
          <th key={column} scope="row" data-column={column}>
            <span className="card-table-name">
              <span
                className="run-swatch"
                data-dashed={style.dash ? "" : undefined}
                style={{ "--run-color": style.color } as CSSProperties}
              />
              <MiddleEllipsis text={name} />
            </span>
          </th>
        ) : (
          <td key={column} data-column={column}>
            {cellText(row, column, axis, shown)}
          </td>
        ),
      )}
    </tr>
  );
}

function placeText(at: TableRange, axis: LineChartAxis, { x }: ShownRanges): string {
  const noun = {
    step: ["Step", "Steps"],
    relative: ["After", "After"],
    wall: ["At", "From"],
    value: ["At", "From"],
  }[axis];
  return typeof at === "number"
    ? `${noun[0] ?? ""} ${formatX(axis, at, x)}`
    : `${noun[1] ?? ""} ${formatX(axis, at[0], x)} to ${formatX(axis, at[1], x)}`;
}
