// The table beside the pointer: every line's value there.
import type { ShownRange } from "@runboard/charts";
import { Fragment, useLayoutEffect, useRef, type CSSProperties } from "react";
import type { CardSurface } from "../../cards/active-card.ts";
import { useChartGestures } from "./chart-gestures.ts";
import { useRunFocus } from "../../runs/run-focus.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { formatCount, formatDuration, formatValueWithin, formatWallTime } from "../../ui/format.ts";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { placeAside } from "../../ui/place.ts";
import type { CardData } from "./card-data.ts";
import type { CardKey } from "../../cards/card.ts";
import { commonFields, tooltipRows, type PlaceField, type TooltipRow } from "./tooltip-rows.ts";
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
  /** Where the points are: a column each, unless all rows are at one place. */
  readonly places: readonly PlaceField[];
  /** What `x` is called. */
  readonly xTitle: string;
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
    placeAside(box.current, chart.getBoundingClientRect(), {
      left: left + hover.pointer.left,
      top: top + hover.pointer.top,
    });
  });
  if (!hover || isGesturing) return null;
  const { rows, closestId, moreCount } = tooltipRows(hover, data.byId, {
    sort: tooltipSort,
    limit: Math.min(limit, mostRows()),
    pinned: chosenRun,
    pointerY: hover.y,
  });
  const [first] = rows;
  if (!first) return null;
  const { grouping, xTag } = data.derivation;
  const isGrouped = grouping !== null;
  const places = placesOf(isGrouped, xTag !== null);
  const placeTexts = placeTextsWithin(hover.shownX);
  const common = commonFields(rows, placeTexts);
  const columns: TooltipColumns = {
    hasSource: first.line.source !== null,
    isSmoothed,
    center: grouping?.center ?? null,
    places: places.filter((field) => !common.has(field)),
    xTitle: xTag ?? "At",
    shownX: hover.shownX,
    shownY: hover.shownY,
  };
  const head = places
    .filter((field) => common.has(field) && placeTexts[field](first) !== NO_PLACE)
    .map((field) => headText(field, placeTexts[field](first), columns.xTitle));
  return (
    <div ref={box} className="chart-tooltip" popover="manual" aria-hidden="true">
      {head.length > 0 && <p className="chart-tooltip-head">{head.join(" · ")}</p>}
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
        {columns.center !== null && (
          <>
            <th>Band</th>
            <th>Runs</th>
          </>
        )}
        {columns.places.map((field) => (
          <th key={field} data-place={field}>
            {field === "x" ? columns.xTitle : placeTitles[field]}
          </th>
        ))}
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

const NO_PLACE = "–";

type PlaceTexts = Readonly<Record<PlaceField, (row: TooltipRow) => string>>;

/** What is on the x axis is told with as many digits as tell its places apart. */
function placeTextsWithin(shownX: ShownRange): PlaceTexts {
  return {
    x: ({ x }) => (Number.isSafeInteger(x) ? formatCount(x) : formatValueWithin(x, shownX)),
    step: ({ step }) => (step === null ? NO_PLACE : formatCount(step)),
    wallTimeSeconds: ({ wallTimeSeconds }) =>
      wallTimeSeconds === null ? NO_PLACE : formatWallTime(wallTimeSeconds),
    relativeSeconds: ({ relativeSeconds }) =>
      relativeSeconds === null ? NO_PLACE : formatDuration(relativeSeconds),
  };
}

const placeTitles = { step: "Step", wallTimeSeconds: "Time", relativeSeconds: "Relative" } as const;

/** A curve of several runs has no step and no time of its own. */
function placesOf(isGrouped: boolean, hasXTag: boolean): readonly PlaceField[] {
  if (isGrouped) return ["x"];
  const places = ["step", "wallTimeSeconds", "relativeSeconds"] as const;
  return hasXTag ? ["x", ...places] : places;
}

function headText(field: PlaceField, text: string, xTitle: string): string {
  switch (field) {
    case "x":
      return `${xTitle} ${text}`;
    case "step":
      return `Step ${text}`;
    case "wallTimeSeconds":
      return text;
    case "relativeSeconds":
      return `${text} after the start`;
  }
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
  const placeTexts = placeTextsWithin(columns.shownX);
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
      {columns.center !== null && (
        <>
          <td>{row.band ? `${valueText(row.band[0])} … ${valueText(row.band[1])}` : NO_PLACE}</td>
          <td>{row.runCount === null ? NO_PLACE : formatCount(row.runCount)}</td>
        </>
      )}
      {columns.places.map((field) => (
        <td key={field} data-place={field}>
          {placeTexts[field](row)}
        </td>
      ))}
    </tr>
  );
}
