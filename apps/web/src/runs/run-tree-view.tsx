// The runs on the screen: a tree or, when there is room, a table of it. Only the rows in sight exist. One tab stop; the arrow keys move in it.
import type { RunName } from "@runboard/contract";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { useRunFocus } from "./run-focus.ts";
import { setPreferences, toggled, usePreferences } from "../ui/preferences.ts";
import { tellsFinished } from "./run-badges.ts";
import { openRunPanel, pointBox } from "./run-panel.ts";
import { useRunRows } from "./run-rows.ts";
import { useRunChoice, useRunListScope } from "./run-scope.tsx";
import { useRunTable } from "./run-table.ts";
import { moveInTree } from "./run-tree-keys.ts";
import { RunTreeRow } from "./run-tree-row.tsx";
import { checkState, runsBetween, type RunRow } from "./run-tree.ts";
import { useRunJobs } from "../jobs/use-run-jobs.ts";

const ROW_HEIGHT = 26;
/** Of the line with the titles of the columns. */
const HEAD_HEIGHT = 28;

type Row = RunRow<RunName>;

export function RunTree({ isTable }: { readonly isTable: boolean }) {
  const { collapsedFolders } = usePreferences();
  const [isHeld, setIsHeld] = useState(false);
  const rows = useRunRows(collapsedFolders, isHeld);
  const table = useRunTable(isTable);
  const jobs = useRunJobs();
  const { runs } = useRunListScope();
  const isFinishedTold = useMemo(() => tellsFinished(runs), [runs]);
  const headHeight = table ? HEAD_HEIGHT : 0;
  const area = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by the compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => area.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  useChosenRunInSight(rows, virtual);
  const treeId = useId();
  const hand = useRowHand(rows, collapsedFolders);
  const onKeyDown = (event: KeyboardEvent): void => {
    // The titles of the columns take keys of their own.
    if (event.target !== event.currentTarget) return;
    const to = hand.takeKey(event);
    if (to === undefined) return;
    if (to !== null) virtual.scrollToIndex(to);
    event.preventDefault();
  };

  if (rows.length === 0) return <NoRows />;
  return (
    <div
      ref={area}
      className="run-tree"
      role={table ? "treegrid" : "tree"}
      aria-label="Runs"
      aria-multiselectable="true"
      aria-rowcount={table ? rows.length + 1 : undefined}
      aria-activedescendant={`${treeId}-${hand.activeIndex}`}
      data-table={table ? "" : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => openMenuAtPointer(event, rowAt(rows, treeId, event.target))}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => {
        setIsHeld(false);
        // A row that was taken away under the pointer tells of no leaving.
        useRunFocus.setState({ pointedRun: null });
      }}
    >
      {table && <table.Head columns={table.columns} />}
      <div
        className="run-tree-rows"
        role={table ? "rowgroup" : "presentation"}
        style={{ height: virtual.getTotalSize(), minWidth: table?.minWidth }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <RunTreeRow
                key={row.id}
                id={`${treeId}-${index}`}
                index={index}
                row={row}
                top={start - headHeight}
                isActive={index === hand.activeIndex}
                isCollapsed={collapsedFolders.includes(row.id)}
                table={table}
                tellsFinished={isFinishedTold}
                job={row.node.kind === "run" ? jobs.get(row.node.run) : undefined}
                onToggle={(event) => hand.toggle(index, event)}
                onFold={() => hand.fold(row.id)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface Modifiers {
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

interface RowHand {
  readonly activeIndex: number;
  readonly toggle: (index: number, modifiers: Modifiers) => void;
  readonly fold: (path: string) => void;
  /** Where the key leads to; null when it did something else, undefined when it does nothing here. */
  readonly takeKey: (event: KeyboardEvent) => number | null | undefined;
}

/** What clicks and keys do to rows, and the row that keys act on. */
function useRowHand(rows: readonly Row[], collapsedFolders: readonly string[]): RowHand {
  const { selected } = useRunListScope();
  const choice = useRunChoice();
  const [activeId, setActiveId] = useState<string | null>(null);
  /** Where a range begins. */
  const [anchorId, setAnchorId] = useState<string | null>(null);
  const activeIndex = Math.max(
    0,
    rows.findIndex(({ id }) => id === activeId),
  );
  const collapsed = new Set(collapsedFolders);
  const toggle = (index: number, { altKey, shiftKey }: Modifiers): void => {
    const row = rows[index];
    if (!row) return;
    setActiveId(row.id);
    const from = shiftKey ? rows.findIndex(({ id }) => id === anchorId) : -1;
    if (from >= 0 && from !== index) {
      const isShown = checkState(runsOf(rows[from]), selected) !== "none";
      choice.show(runsBetween(rows, from, index, collapsed), isShown);
      return;
    }
    setAnchorId(row.id);
    if (altKey) choice.solo(runsOf(row));
    else choice.show(runsOf(row), checkState(runsOf(row), selected) !== "all");
  };
  const fold = (path: string): void => setPreferences({ collapsedFolders: toggled(collapsedFolders, path) });
  const takeKey = (event: KeyboardEvent): number | null | undefined => {
    const row = rows[activeIndex];
    if (!row || event.ctrlKey || event.metaKey) return undefined;
    if (event.key === " " || event.key === "Enter") toggle(activeIndex, event);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const id = event.currentTarget.getAttribute("aria-activedescendant") ?? "";
      const box = (document.getElementById(id) ?? event.currentTarget).getBoundingClientRect();
      openMenu(row, { ...pointBox({ clientX: box.left + 24, clientY: box.bottom }), top: box.top });
    } else {
      const move = moveInTree(event.key, rows, activeIndex, collapsed);
      if (move?.kind === "go") {
        setActiveId(rows[move.index]?.id ?? null);
        return move.index;
      }
      if (!move) return undefined;
      fold(move.path);
    }
    return null;
  };
  return { activeIndex, toggle, fold, takeKey };
}

function runsOf(row: Row | undefined): readonly RunName[] {
  if (!row) return [];
  return row.node.kind === "run" ? [row.node.run] : row.node.runs;
}

function openMenu(row: Row, anchor: Parameters<typeof openRunPanel>[1]): void {
  openRunPanel(
    { kind: "menu", path: row.id, runs: runsOf(row), isFolder: row.node.kind === "folder" },
    anchor,
  );
}

function openMenuAtPointer(event: MouseEvent, row: Row | undefined): void {
  if (!row) return;
  event.preventDefault();
  openMenu(row, pointBox(event));
}

function rowAt(rows: readonly Row[], treeId: string, target: EventTarget): Row | undefined {
  const id = target instanceof Element ? target.closest(".run-row")?.id : undefined;
  return id?.startsWith(`${treeId}-`) ? rows[Number(id.slice(treeId.length + 1))] : undefined;
}

/** When a line is clicked, its run comes into sight. */
function useChosenRunInSight(rows: readonly Row[], virtual: { scrollToIndex(index: number): void }): void {
  const chosenRun = useRunFocus((board) => board.chosenRun);
  const index = chosenRun === null ? -1 : rows.findIndex(({ id }) => id === chosenRun);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index);
  }, [virtual, index]);
}

function NoRows() {
  const { filter } = useRunListScope();
  return (
    <p className="run-tree-empty">
      {filter.isActive
        ? `No run matches this ${filter.problem === null ? "expression" : "text"}.`
        : "Every run is hidden."}
    </p>
  );
}
