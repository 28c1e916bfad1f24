// One row of the list: a folder with its check box, or a run with its colour and what there is to say of it; in a table, its cells.
import type { RunName } from "@runboard/contract";
import type { CSSProperties, MouseEvent } from "react";
import { useCurveColor } from "./curve-color.ts";
import { useRunFocus } from "./run-focus.ts";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import { useNowMillis } from "../ui/now.ts";
import { RunBadges } from "./run-badge-list.tsx";
import { runBadges, spokenLine, visibleBadges, type RunBadge } from "./run-badges.ts";
import type { RunJob } from "../jobs/run-jobs.ts";
import { openRunPanel } from "./run-panel.ts";
import { useRunListScope } from "./run-scope.tsx";
import { type RunTable } from "./run-table.ts";
import { nameWidth } from "./table-columns.ts";
import { checkState, type RunRow } from "./run-tree.ts";
import { usePreferences } from "../ui/preferences.ts";

interface RunTreeRowProps {
  readonly id: string;
  /** Among the rows, from 0. */
  readonly index: number;
  readonly row: RunRow<RunName>;
  /** In pixels from the top of the tree. */
  readonly top: number;
  readonly isActive: boolean;
  readonly isCollapsed: boolean;
  readonly table: RunTable | null;
  /** Whether that a run is finished tells it from others. */
  readonly tellsFinished: boolean;
  /** That trained the run here. */
  readonly job: RunJob | undefined;
  readonly onToggle: (event: MouseEvent) => void;
  readonly onFold: () => void;
}

export function RunTreeRow(props: RunTreeRowProps) {
  const { id, row, top, isActive, table, job, onToggle } = props;
  const { selected, byName, baseline, marks } = useRunListScope();
  const { node } = row;
  const run = node.kind === "run" ? node.run : null;
  const state = checkState(node.kind === "run" ? [node.run] : node.runs, selected);
  const known = run === null ? undefined : byName.get(run);
  const isChosen = useRunFocus((board) => run !== null && board.chosenRun === run);
  const nowMillis = useNowMillis();
  const badges = known
    ? runBadges(known, nowMillis, {
        isPinned: marks.pinned.includes(known.run),
        isBaseline: baseline === run,
        job,
      })
    : [];
  return (
    <div
      id={id}
      className="run-row"
      {...rowRoles(props, { state, isChosen, badges })}
      data-state={state}
      data-active={isActive ? "" : undefined}
      data-chosen={isChosen ? "" : undefined}
      style={{ transform: `translateY(${top}px)`, "--depth": row.depth } as CSSProperties}
      onClick={onToggle}
      onPointerEnter={() => useRunFocus.setState({ pointedRun: run })}
      onPointerLeave={() => useRunFocus.setState({ pointedRun: null })}
    >
      <NameCell {...props} badges={badges} />
      {table && <RowCells table={table} run={run} />}
    </div>
  );
}

function RowCells({ table, run }: { readonly table: RunTable; readonly run: RunName | null }) {
  const { columns, sources, Cells } = table;
  if (run !== null) return <Cells run={run} columns={columns} sources={sources} />;
  if (columns.length === 0) return null;
  const width = columns.reduce((sum, { widthPixels }) => sum + widthPixels, 0);
  return <span role="gridcell" aria-colspan={columns.length} style={{ flex: `0 0 ${width}px` }} />;
}

interface RowLook {
  readonly state: "all" | "some" | "none";
  readonly isChosen: boolean;
  readonly badges: readonly RunBadge[];
}

function rowRoles({ row, index, isCollapsed, table }: RunTreeRowProps, { state, isChosen, badges }: RowLook) {
  const { node } = row;
  const said = [node.label, ...badges.map(({ meaning }) => meaning)];
  const place = {
    "aria-level": row.depth + 1,
    "aria-posinset": row.position,
    "aria-setsize": row.siblingCount,
    "aria-expanded": node.kind === "folder" ? !isCollapsed : undefined,
  };
  // A row of a grid has no check box of its own: it is selected or not.
  if (table)
    return {
      ...place,
      role: "row",
      "aria-rowindex": index + 2,
      "aria-selected": state === "all",
      "aria-current": isChosen ? true : undefined,
      "aria-label": spokenLine([...said, ...(state === "some" ? ["Some of its runs are shown"] : [])]),
    };
  return {
    ...place,
    role: "treeitem",
    "aria-checked": state === "some" ? ("mixed" as const) : state === "all",
    "aria-selected": isChosen,
    "aria-label": spokenLine(said),
  };
}

function NameCell({
  row,
  isCollapsed,
  table,
  onFold,
  badges,
  tellsFinished,
}: RunTreeRowProps & { readonly badges: readonly RunBadge[] }) {
  const { node } = row;
  const { runColumnWidths } = usePreferences();
  return (
    <div
      role={table ? "gridcell" : undefined}
      className="run-name-cell"
      style={{ "--column-width": `${nameWidth(runColumnWidths)}px` } as CSSProperties}
    >
      {node.kind === "folder" ? (
        <>
          <button
            type="button"
            className="run-fold"
            tabIndex={-1}
            aria-hidden="true"
            data-open={isCollapsed ? undefined : ""}
            onClick={(event) => {
              event.stopPropagation();
              onFold();
            }}
          >
            <Icon name="chevron" />
          </button>
          <span className="run-folder-mark" />
          <MiddleEllipsis text={node.label} tip={node.path} />
          <span className="run-folder-count">{formatCount(node.runs.length)}</span>
        </>
      ) : (
        <>
          <RunSwatch run={node.run} />
          <MiddleEllipsis text={node.label} tip={node.run === "." ? "The log directory itself" : node.run} />
          <RunBadges run={node.run} badges={visibleBadges(badges, tellsFinished)} />
        </>
      )}
      <MenuButton row={row} />
    </div>
  );
}

function RunSwatch({ run }: { readonly run: RunName }) {
  const { colorOf, shown } = useRunListScope();
  const colorOfAll = useCurveColor((state) => state.colorOfAll);
  const { color, dash } = colorOfAll !== null && shown.has(run) ? { color: colorOfAll } : colorOf(run);
  return (
    <button
      type="button"
      className="run-swatch"
      tabIndex={-1}
      aria-label={`Colour of ${run}`}
      data-dashed={dash ? "" : undefined}
      style={{ "--run-color": color } as CSSProperties}
      onClick={(event) => {
        event.stopPropagation();
        openRunPanel({ kind: "color", run }, event.currentTarget.getBoundingClientRect());
      }}
    />
  );
}

function MenuButton({ row }: { readonly row: RunRow<RunName> }) {
  const { node } = row;
  const runs = node.kind === "run" ? [node.run] : node.runs;
  return (
    <button
      type="button"
      className="run-menu-button"
      tabIndex={-1}
      aria-label={`What to do with ${row.id}`}
      aria-haspopup="menu"
      onClick={(event) => {
        event.stopPropagation();
        const anchor = event.currentTarget.getBoundingClientRect();
        openRunPanel({ kind: "menu", path: row.id, runs, isFolder: node.kind === "folder" }, anchor);
      }}
    >
      <Icon name="more" />
    </button>
  );
}
