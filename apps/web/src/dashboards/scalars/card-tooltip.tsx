// The table beside the pointer: every line's value there.
import type { ShownRange } from "@runboard/charts";
import { Fragment, useLayoutEffect, useRef, type CSSProperties } from "react";
import type { CardSurface } from "../../cards/active-card.ts";
import { useChartGestures } from "./chart-gestures.ts";
import { useRunFocus } from "../../runs/run-focus.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { formatCount, formatDuration, formatValueWithin, formatWallTime } from "../../ui/format.ts";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { placeAtPoint } from "../../ui/place.ts";
import type { CardData } from "./card-data.ts";
import type { CardKey } from "../../cards/card.ts";
import { tooltipRows, type TooltipRow } from "./tooltip-rows.ts";
import { tooltipSorts } from "./tooltip-sorts.ts";

interface CardTooltipProps {
  readonly card: CardKey;
  readonly surface: CardSurface;
  readonly data: CardData;
  readonly isSmoothed: boolean;
}

/** Which columns there are besides name and value. */
interface TooltipColumns {
  readonly hasSource: boolean;
  readonly isSmoothed: boolean;
  /** Of groups; null where runs are drawn. */
  readonly center: keyof typeof centerNames | null;
  /** The scalar on the x axis; null for another axis. */
  readonly xTag: string | null;
  /** What the axes show. */
  readonly shownX: ShownRange;
  readonly shownY: ShownRange;
}

export function CardTooltip({ card, surface, data, isSmoothed }: CardTooltipProps) {
  const hover = useChartGestures(({ hover: at }) =>
    at?.card === card && at.surface === surface ? at.hover : null,
  );
  const chosenRun = useRunFocus((state) => state.chosenRun);
  const isGesturing = useChartGestures((state) => state.viewDraft !== null);
  const { tooltipSort, tooltipRows: limit } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const chart = box.current?.parentElement?.querySelector("[data-chart]");
    if (!box.current || !hover || !chart) return;
    if (!box.current.matches(":popover-open")) box.current.showPopover();
    const { left, top } = chart.getBoundingClientRect();
    placeAtPoint(box.current, { left: left + hover.pointer.left, top: top + hover.pointer.top });
  });
  if (!hover || isGesturing) return null;
  const { rows, closestId, moreCount } = tooltipRows(hover.nearest, data.byId, {
    sort: tooltipSort,
    limit: Math.min(limit, mostRows()),
    pinned: chosenRun,
    pointerY: hover.y,
  });
  const [first] = rows;
  if (!first) return null;
  const columns: TooltipColumns = {
    hasSource: first.line.source !== null,
    isSmoothed,
    center: data.derivation.grouping?.center ?? null,
    xTag: data.derivation.xTag,
    shownX: hover.shownX,
    shownY: hover.shownY,
  };
  return (
    <div ref={box} className="chart-tooltip" popover="manual" aria-hidden="true">
      <table>
        <Heads columns={columns} />
        <tbody>
          {rows.map((row) => (
            <Fragment key={row.line.id}>
              <Row row={row} columns={columns} isClosest={row.line.id === closestId} />
              {row.notes.map((note) => (
                <tr key={note} className="chart-tooltip-notes">
                  <td colSpan={MOST_COLUMNS}>{note}</td>
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
      {moreCount > 0 && (
        <p>
          {formatCount(moreCount)} more, not listed · {tooltipSorts[tooltipSort]} first
          <span className="chart-tooltip-key">
            {" "}
            · <kbd>o</kbd> other order
          </span>
        </p>
      )}
    </div>
  );
}

function Heads({ columns }: Pick<RowProps, "columns">) {
  return (
    <thead>
      <tr>
        <th>{columns.center === null ? "Run" : "Group"}</th>
        {columns.hasSource && <th>Shows</th>}
        {columns.isSmoothed && <th>Smoothed</th>}
        <th>{columns.center === null ? "Value" : centerNames[columns.center]}</th>
        {columns.xTag !== null && <th>{columns.xTag}</th>}
        {columns.center !== null ? (
          <>
            <th>Band</th>
            <th>Runs</th>
            <th>At</th>
          </>
        ) : (
          <>
            <th>Step</th>
            <th>Time</th>
            <th>Relative</th>
          </>
        )}
      </tr>
    </thead>
  );
}

/** A cell that spans more columns than there are spans them all. */
const MOST_COLUMNS = 12;
const ROW_PIXELS = 18;
/** Heading, foot, and what is left free above and below. */
const OTHER_PIXELS = 72;

/** As many as the window has room for. */
function mostRows(): number {
  return Math.max(1, Math.floor((window.innerHeight - OTHER_PIXELS) / ROW_PIXELS));
}

const centerNames = { mean: "Mean", median: "Median" } as const;

interface RowProps {
  readonly row: TooltipRow;
  readonly columns: TooltipColumns;
  readonly isClosest: boolean;
}

function Row({ row, columns, isClosest }: RowProps) {
  const { name, source, style } = row.line;
  const valueText = (value: number) => formatValueWithin(value, columns.shownY);
  return (
    <tr data-closest={isClosest ? "" : undefined}>
      <td className="chart-tooltip-run">
        <span
          className="run-swatch"
          data-dashed={style.dash ? "" : undefined}
          style={{ "--run-color": style.color } as CSSProperties}
        />
        <MiddleEllipsis text={name} />
      </td>
      {columns.hasSource && <td className="chart-tooltip-source">{source}</td>}
      {columns.isSmoothed && <td>{valueText(row.smoothed)}</td>}
      <td>{valueText(row.value)}</td>
      {columns.xTag !== null && <td>{formatValueWithin(row.x, columns.shownX)}</td>}
      {columns.center !== null ? (
        <>
          <td>{row.band ? `${valueText(row.band[0])} … ${valueText(row.band[1])}` : "–"}</td>
          <td>{row.runCount === null ? "–" : formatCount(row.runCount)}</td>
          <td>
            {Number.isSafeInteger(row.x) ? formatCount(row.x) : formatValueWithin(row.x, columns.shownX)}
          </td>
        </>
      ) : (
        <>
          <td>{row.step === null ? "–" : formatCount(row.step)}</td>
          <td>{row.wallTimeSeconds === null ? "–" : formatWallTime(row.wallTimeSeconds)}</td>
          <td>{row.relativeSeconds === null ? "–" : formatDuration(row.relativeSeconds)}</td>
        </>
      )}
    </tr>
  );
}
