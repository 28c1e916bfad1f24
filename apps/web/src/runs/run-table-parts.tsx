// What makes a table of the list of runs: the line with the titles of the columns, and the cells of a run.
import type { RunName } from "@runboard/contract";
import type { CSSProperties, PointerEvent } from "react";
import { useChangeBoard } from "../url/change-view.ts";
import { setPreferences, usePreferences } from "../ui/preferences.ts";
import { Icon } from "../ui/icons.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import {
  encodeField,
  fieldTitle,
  fieldValue,
  formatField,
  isNumeric,
  startsDescending,
  type FieldSources,
  type FieldValue,
  type RunField,
} from "./run-field.ts";
import { encodeSort } from "./run-order.ts";
import { without } from "./run-marks.ts";
import { useRunSort } from "./run-rows.ts";
import { nameWidth, type TableCellsProps, type TableColumn, type TableHeadProps } from "./table-columns.ts";

const LEAST_WIDTH = 56;
const GREATEST_WIDTH = 1200;
const KEY_STEP = 16;
const nameField: RunField = { kind: "name" };

export function TableHead({ columns }: TableHeadProps) {
  const { runColumnWidths } = usePreferences();
  const width = nameWidth(runColumnWidths);
  return (
    <div className="run-table-head" role="rowgroup">
      <div role="row" aria-rowindex={1} className="run-table-titles">
        <TitleCell column={{ field: nameField, key: "name", widthPixels: width }} isName />
        {columns.map((column) => (
          <TitleCell key={column.key} column={column} />
        ))}
      </div>
    </div>
  );
}

function TitleCell({ column, isName = false }: { readonly column: TableColumn; readonly isName?: boolean }) {
  const { field, key, widthPixels } = column;
  const sort = useRunSort();
  const changeView = useChangeBoard();
  const isSorted = encodeField(sort.field) === key;
  const title = fieldTitle(field);
  const next = (): string => {
    if (!isSorted) return encodeSort({ field, isDescending: startsDescending(field) });
    // The third click takes the order away.
    if (sort.isDescending !== startsDescending(field)) return "";
    return encodeSort({ field, isDescending: !sort.isDescending });
  };
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : "none"}
      className={isName ? "run-name-cell" : "run-cell"}
      data-numeric={isNumeric(field) ? "" : undefined}
      style={{ "--column-width": `${widthPixels}px` } as CSSProperties}
    >
      <button
        type="button"
        className="run-title"
        data-sorted={isSorted ? "" : undefined}
        data-descending={sort.isDescending ? "" : undefined}
        onClick={() => changeView({ runSort: next() })}
      >
        <MiddleEllipsis text={title} />
        <Icon name="arrow" />
      </button>
      <WidthHandle column={column} title={title} />
    </div>
  );
}

function WidthHandle({ column, title }: { readonly column: TableColumn; readonly title: string }) {
  const { runColumnWidths } = usePreferences();
  const { key, widthPixels } = column;
  const resize = (width: number): void => {
    const clipped = Math.round(Math.max(LEAST_WIDTH, Math.min(width, GREATEST_WIDTH)));
    setPreferences({ runColumnWidths: { ...runColumnWidths, [key]: clipped } });
  };
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const left = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
    resize(event.clientX - left);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of the column ${title}`}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={GREATEST_WIDTH}
      aria-valuenow={widthPixels}
      className="run-title-edge"
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onDoubleClick={() => setPreferences({ runColumnWidths: without(runColumnWidths, key) })}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") resize(widthPixels - KEY_STEP);
        if (event.key === "ArrowRight") resize(widthPixels + KEY_STEP);
      }}
    />
  );
}

export function TableCells({ run, columns, sources }: TableCellsProps) {
  return columns.map(({ field, key, widthPixels }) => {
    const value = fieldValue(field, run, sources);
    const text = formatField(field, value);
    return (
      <span
        key={key}
        role="gridcell"
        className="run-cell"
        data-numeric={
          typeof value === "number" && field.kind !== "start" && field.kind !== "state" ? "" : undefined
        }
        data-tip={cellTip(field, value, { run, sources })}
        style={{ "--column-width": `${widthPixels}px` } as CSSProperties}
      >
        {text}
      </span>
    );
  });
}

interface CellPlace {
  readonly run: RunName;
  readonly sources: FieldSources;
}

/** The value in full, where the cell has it short. */
function cellTip(field: RunField, value: FieldValue, { run, sources }: CellPlace): string | undefined {
  if (value === undefined) return undefined;
  if (field.kind === "start" && typeof value === "number") return new Date(value * 1000).toISOString();
  if (field.kind === "metric") {
    const step = sources.tagValueOf(field.tag, run)?.lastStep;
    return field.statistic === "last" ? `${value} at step ${step ?? "?"}` : String(value);
  }
  return field.kind === "hparam" ? `${field.name}: ${value}` : undefined;
}
