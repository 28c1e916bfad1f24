// The runs at the side of every dashboard: how many, a filter, the list, which is a table when there is room.
import { getRouteApi } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { useDrawer } from "./sidebar-room.ts";
import { openRunPanel, type OpenRunPanel, useRunPanel } from "./run-panel.ts";
import { useChangeBoard } from "../url/change-view.ts";
import { setPreferences, usePreferences, withRecent } from "../ui/preferences.ts";
import { useElementWidth } from "../ui/element-width.ts";
import { FilterInput } from "../ui/filter-input.tsx";
import { formatCount, formatCounted } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { late } from "../ui/late.tsx";
import { useIsNarrowScreen } from "../ui/narrow-screen.ts";
import { CheckBox } from "./check-box.tsx";
import { PanelButton } from "./panel-button.tsx";
import { RunProblems } from "./run-problems.tsx";
import { useRunChoice, useRunListScope } from "./run-scope.tsx";
import { TABLE_WIDTH } from "./run-table.ts";
import { RunTree } from "./run-tree-view.tsx";
import { checkState } from "./run-tree.ts";
import { NEWEST_COUNT, SHOW_ALL_LIMIT } from "./selection.ts";
import { SidebarEdge } from "./sidebar-edge.tsx";

const root = getRouteApi("__root__");

const RunPanelHost = late<{ readonly open: OpenRunPanel }>(() =>
  import("./run-panels.tsx").then((panels) => panels.RunPanelHost),
);

interface SidebarPlaceProps {
  /** Why it is empty; nothing while that is not known. */
  readonly note?: string;
}

/** Its room, until there are runs or it is known that there are none. */
export function SidebarPlace({ note }: SidebarPlaceProps) {
  const { sidebarWidth, isSidebarFull } = usePreferences();
  return (
    <div
      className="sidebar"
      aria-hidden="true"
      // The whole page is for a table of runs.
      data-full={isSidebarFull && note === undefined ? "" : undefined}
      style={{ "--sidebar-width": `${sidebarWidth}px` } as CSSProperties}
    >
      {note !== undefined && <p className="sidebar-note">{note}</p>}
    </div>
  );
}

export function Sidebar() {
  const { sidebarWidth, isSidebarFull, recentRunFilters } = usePreferences();
  const filter = root.useSearch({ select: (search) => search.runFilter });
  const changeView = useChangeBoard();
  const [ref, widthPixels] = useElementWidth();
  const isTable = (widthPixels ?? 0) >= TABLE_WIDTH;
  const isNarrowScreen = useIsNarrowScreen();
  // Over the whole page it is what the page is about; the dashboard is not there.
  const isMain = isSidebarFull && !isNarrowScreen;
  return (
    <>
      <div className="drawer-shade" onClick={() => useDrawer.setState({ isDrawerOpen: false })} />
      <div
        ref={ref}
        className="sidebar"
        role={isMain ? "main" : "complementary"}
        aria-label="Runs"
        data-full={isSidebarFull ? "" : undefined}
        style={{ "--sidebar-width": `${sidebarWidth}px` } as CSSProperties}
      >
        <SidebarHead isTable={isTable} />
        <div className="sidebar-filter">
          <FilterInput
            id="run-filter"
            label="Filter runs by a regular expression"
            placeholder="Filter runs"
            value={filter}
            onChange={(runFilter) => changeView({ runFilter }, { isReplacing: true })}
            recent={recentRunFilters}
            onUse={(text) => setPreferences({ recentRunFilters: withRecent(recentRunFilters, text) })}
          />
        </div>
        <DefaultNote />
        <RunTree isTable={isTable} />
        <HiddenNote />
        <RunProblems />
        <SidebarEdge />
      </div>
      <RunPanels />
    </>
  );
}

function SidebarHead({ isTable }: { readonly isTable: boolean }) {
  const { matching, runs, selected, shown } = useRunListScope();
  const { show } = useRunChoice();
  const { runSort, runColorGroup, runColumns } = root.useSearch();
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
      <span className="sidebar-actions">
        <PanelButton
          panel={{ kind: "sort" }}
          label="Order of the runs"
          icon="sort"
          isMarked={runSort !== ""}
        />
        <PanelButton
          panel={{ kind: "groups" }}
          label="Colours of the runs"
          icon="palette"
          isMarked={runColorGroup !== ""}
        />
        {isTable && (
          <PanelButton
            panel={{ kind: "columns" }}
            label="Columns"
            icon="columns"
            isMarked={runColumns !== ""}
          />
        )}
        <FullButton />
        <button
          type="button"
          className="icon-button narrow-screen-only"
          aria-label="Close"
          onClick={() => useDrawer.setState({ isDrawerOpen: false })}
        >
          <Icon name="close" />
        </button>
      </span>
    </div>
  );
}

function FullButton() {
  const { isSidebarFull } = usePreferences();
  const label = isSidebarFull
    ? "Back to the list beside the charts"
    : "The runs as a table over the whole page";
  return (
    <button
      type="button"
      className="icon-button wide-screen-only"
      aria-label={label}
      aria-pressed={isSidebarFull}
      data-tip={label}
      onClick={() => setPreferences({ isSidebarFull: !isSidebarFull })}
    >
      <Icon name={isSidebarFull ? "shrink" : "expand"} />
    </button>
  );
}

/** Says why not every run is shown when nobody chose so. */
function DefaultNote() {
  const { isDefault, allNames, names } = useRunListScope();
  const { show } = useRunChoice();
  if (!isDefault || allNames.length <= SHOW_ALL_LIMIT) return null;
  return (
    <p className="sidebar-note">
      The {NEWEST_COUNT} newest are shown.{" "}
      <button type="button" className="link" onClick={() => show(names, true)}>
        Show all {formatCount(names.length)}
      </button>
    </p>
  );
}

function HiddenNote() {
  const { names, allNames } = useRunListScope();
  const count = allNames.length - names.length;
  if (count === 0) return null;
  return (
    <p className="sidebar-hidden">
      {formatCount(count)} hidden ·{" "}
      <button
        type="button"
        className="link"
        aria-haspopup="dialog"
        onClick={(event) => openRunPanel({ kind: "hidden" }, event.currentTarget.getBoundingClientRect())}
      >
        show
      </button>
    </p>
  );
}

function RunPanels() {
  const open = useRunPanel((open) => open.runPanel);
  return open && <RunPanelHost open={open} />;
}
