// The runs at the side of every dashboard: how many, a filter, the tree.
import { getRouteApi } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { setBoard } from "../board-store.ts";
import { useChangeView } from "../change-view.ts";
import { usePreferences } from "../preferences.ts";
import { FilterInput } from "../ui/filter-input.tsx";
import { formatCount, formatCounted } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { CheckBox } from "./check-box.tsx";
import { RunProblems } from "./run-problems.tsx";
import { RunTree } from "./run-tree-view.tsx";
import { checkState } from "./run-tree.ts";
import { useRunChoice, useRunListScope } from "./run-scope.tsx";
import { NEWEST_COUNT, SHOW_ALL_LIMIT } from "./selection.ts";
import { SidebarEdge } from "./sidebar-edge.tsx";

const root = getRouteApi("__root__");

export function Sidebar() {
  const { sidebarWidth } = usePreferences();
  const filter = root.useSearch({ select: (search) => search.runFilter });
  const changeView = useChangeView();
  return (
    <>
      <div className="drawer-shade" onClick={() => setBoard({ isDrawerOpen: false })} />
      <aside
        className="sidebar"
        aria-label="Runs"
        style={{ "--sidebar-width": `${sidebarWidth}px` } as CSSProperties}
      >
        <SidebarHead />
        <div className="sidebar-filter">
          <FilterInput
            id="run-filter"
            label="Filter runs by a regular expression"
            placeholder="Filter runs"
            value={filter}
            onChange={(runFilter) => changeView({ runFilter }, { isReplacing: true })}
          />
        </div>
        <DefaultNote />
        <RunTree />
        <RunProblems />
        <SidebarEdge />
      </aside>
    </>
  );
}

function SidebarHead() {
  const { matching, runs, selected, shown } = useRunListScope();
  const { show } = useRunChoice();
  const state = checkState(matching, selected);
  const what =
    matching.length === runs.length ? "all runs" : `the ${formatCounted(matching.length, "matching run")}`;
  return (
    <div className="sidebar-head">
      <CheckBox
        state={state}
        label={state === "all" ? `Hide ${what}` : `Show ${what}`}
        isDisabled={matching.length === 0}
        onToggle={() => show(matching, state !== "all")}
      />
      <h2>Runs</h2>
      <span
        className="sidebar-count"
        data-tip={`${formatCounted(shown.size, "run")} shown of ${formatCount(runs.length)}`}
      >
        {shown.size === runs.length
          ? formatCount(runs.length)
          : `${formatCount(shown.size)} of ${formatCount(runs.length)}`}
      </span>
      <button
        type="button"
        className="icon-button narrow-screen-only"
        aria-label="Close"
        onClick={() => setBoard({ isDrawerOpen: false })}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Says why not every run is shown when nobody chose so. */
function DefaultNote() {
  const { isDefault, names } = useRunListScope();
  const { show } = useRunChoice();
  if (!isDefault || names.length <= SHOW_ALL_LIMIT) return null;
  return (
    <p className="sidebar-note">
      The {NEWEST_COUNT} newest are shown.{" "}
      <button type="button" className="link" onClick={() => show(names, true)}>
        Show all {formatCount(names.length)}
      </button>
    </p>
  );
}
