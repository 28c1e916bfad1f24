// The tree of runs on the screen: only the rows in sight exist. One tab stop; the arrow keys move in it.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useBoard } from "../board-store.ts";
import { setPreferences, toggled, usePreferences } from "../preferences.ts";
import { RunTreeRow } from "./run-tree-row.tsx";
import { moveInTree } from "./run-tree-keys.ts";
import { checkState, openRows, runTree, type RunRow } from "./run-tree.ts";
import { useRunChoice, useRunListScope } from "./run-scope.tsx";
import type { RunName } from "@runboard/contract";

const ROW_HEIGHT = 26;

export function RunTree() {
  const { selected } = useRunListScope();
  const { collapsedFolders } = usePreferences();
  const choice = useRunChoice();
  const rows = useOpenRows(collapsedFolders);
  const area = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by the compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => area.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  useChosenRunInSight(rows, virtual);
  const [activeId, setActiveId] = useState<string | null>(null);
  const treeId = useId();
  const activeIndex = Math.max(
    0,
    rows.findIndex(({ id }) => id === activeId),
  );

  const toggle = (row: RunRow<RunName>, isSolo: boolean): void => {
    const runs = row.node.kind === "run" ? [row.node.run] : row.node.runs;
    if (isSolo) choice.solo(runs);
    else choice.show(runs, checkState(runs, selected) !== "all");
  };
  const fold = (path: string): void => setPreferences({ collapsedFolders: toggled(collapsedFolders, path) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[activeIndex];
    if (!row || event.ctrlKey || event.metaKey) return;
    if (event.key === " " || event.key === "Enter") toggle(row, event.altKey);
    else {
      const move = moveInTree(event.key, rows, activeIndex, new Set(collapsedFolders));
      if (!move) return;
      if (move.kind === "fold") fold(move.path);
      else {
        setActiveId(rows[move.index]?.id ?? null);
        virtual.scrollToIndex(move.index);
      }
    }
    event.preventDefault();
  };

  if (rows.length === 0) return <NoRows />;
  return (
    <div
      ref={area}
      className="run-tree"
      role="tree"
      aria-label="Runs"
      aria-multiselectable="true"
      aria-activedescendant={`${treeId}-${activeIndex}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="run-tree-rows" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <RunTreeRow
                key={row.id}
                id={`${treeId}-${index}`}
                row={row}
                top={start}
                isActive={index === activeIndex}
                isCollapsed={collapsedFolders.includes(row.id)}
                onToggle={(isSolo) => {
                  setActiveId(row.id);
                  toggle(row, isSolo);
                }}
                onFold={() => fold(row.id)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function useOpenRows(collapsedFolders: readonly string[]): readonly RunRow<RunName>[] {
  const { matching } = useRunListScope();
  const tree = useMemo(() => runTree(matching), [matching]);
  return useMemo(() => {
    const collapsed = new Set(collapsedFolders);
    return openRows(tree, (path) => collapsed.has(path));
  }, [tree, collapsedFolders]);
}

/** When a line is clicked, its run comes into sight. */
function useChosenRunInSight(
  rows: readonly RunRow<RunName>[],
  virtual: { scrollToIndex(index: number): void },
): void {
  const chosenRun = useBoard((board) => board.chosenRun);
  const index = chosenRun === null ? -1 : rows.findIndex(({ id }) => id === chosenRun);
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index);
  }, [virtual, index]);
}

function NoRows() {
  const { filter } = useRunListScope();
  return (
    <p className="run-tree-empty">
      No run matches {filter.problem === null ? "this expression" : "this text"}.
    </p>
  );
}
