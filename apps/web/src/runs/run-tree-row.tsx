// One row of the tree: a folder with its check box, or a run with its colour and what there is to say of it.
import type { RunName } from "@runboard/contract";
import type { CSSProperties } from "react";
import { setBoard, useBoard } from "../board-store.ts";
import { Icon } from "../ui/icons.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import { useNowMillis } from "../ui/now.ts";
import { runBadges, type RunBadge } from "./run-badges.ts";
import { PROBLEMS_PANEL_ID } from "./run-problems.tsx";
import { useRunListScope } from "./run-scope.tsx";
import { checkState, type RunRow } from "./run-tree.ts";
import { formatCount } from "../ui/format.ts";

interface RunTreeRowProps {
  readonly id: string;
  readonly row: RunRow<RunName>;
  /** In pixels from the top of the tree. */
  readonly top: number;
  readonly isActive: boolean;
  readonly isCollapsed: boolean;
  readonly onToggle: (isSolo: boolean) => void;
  readonly onFold: () => void;
}

export function RunTreeRow({ id, row, top, isActive, isCollapsed, onToggle, onFold }: RunTreeRowProps) {
  const { selected, byName } = useRunListScope();
  const { node } = row;
  const run = node.kind === "run" ? node.run : null;
  const state = checkState(node.kind === "run" ? [node.run] : node.runs, selected);
  const known = run === null ? undefined : byName.get(run);
  const isChosen = useBoard((board) => run !== null && board.chosenRun === run);
  const nowMillis = useNowMillis();
  const badges = known ? runBadges(known, nowMillis) : [];
  return (
    <div
      id={id}
      className="run-row"
      role="treeitem"
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblingCount}
      aria-checked={state === "some" ? "mixed" : state === "all"}
      aria-selected={isChosen}
      aria-expanded={node.kind === "folder" ? !isCollapsed : undefined}
      aria-label={[row.node.label, ...badges.map(({ meaning }) => meaning)].join(". ")}
      data-state={state}
      data-active={isActive ? "" : undefined}
      data-chosen={isChosen ? "" : undefined}
      style={{ transform: `translateY(${top}px)`, "--depth": row.depth } as CSSProperties}
      onClick={(event) => onToggle(event.altKey)}
      onPointerEnter={() => setBoard({ pointedRun: run })}
      onPointerLeave={() => setBoard({ pointedRun: null })}
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
          <Badges badges={badges} />
        </>
      )}
    </div>
  );
}

function RunSwatch({ run }: { readonly run: RunName }) {
  const { colorOf } = useRunListScope();
  const { color, dash } = colorOf(run);
  return (
    <span
      className="run-swatch"
      data-dashed={dash ? "" : undefined}
      style={{ "--run-color": color } as CSSProperties}
    />
  );
}

function Badges({ badges }: { readonly badges: readonly RunBadge[] }) {
  return (
    <span className="run-badges">
      {badges.map(({ kind, meaning }) =>
        kind === "damaged" ? (
          <button
            key={kind}
            type="button"
            className="run-badge"
            tabIndex={-1}
            data-kind={kind}
            data-tip={meaning}
            aria-label={meaning}
            popoverTarget={PROBLEMS_PANEL_ID}
            popoverTargetAction="show"
            onClick={(event) => event.stopPropagation()}
          >
            <Icon name="warning" />
          </button>
        ) : (
          <span key={kind} className="run-badge" data-kind={kind} data-tip={meaning}>
            {kind === "restarted" && <Icon name="restart" />}
            {kind === "empty" && "no data"}
          </span>
        ),
      )}
    </span>
  );
}
