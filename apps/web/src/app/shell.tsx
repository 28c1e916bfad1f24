// The frame of the page: header, runs at the side, a dashboard in the middle.
import { useQuery } from "@tanstack/react-query";
import { Outlet, useMatchRoute } from "@tanstack/react-router";
import { use, useEffect } from "react";
import { flushSync } from "react-dom";
import { useDialog } from "./open-dialog.ts";
import { useLive } from "../data/live-state.ts";
import { useDrawer } from "../runs/sidebar-room.ts";
import { useViewHistory } from "../url/change-view.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";
import { LiveContext } from "../data/live-context.ts";
import { readPreferences, setPreferences, usePreferences } from "../ui/preferences.ts";
import { runsQuery, statusQuery } from "../data/queries.ts";
import { MissingRunsNotice } from "../runs/missing-runs-notice.tsx";
import { RunScopeProvider } from "../runs/run-scope.tsx";
import { Sidebar, SidebarPlace } from "../runs/sidebar.tsx";
import { Dialogs } from "./dialogs.tsx";
import { boardCondition, type BoardCondition } from "../states/board-condition.ts";
import type { BoardNoticeProps } from "../states/board-notice.tsx";
import { useKeys } from "../ui/keys.ts";
import { late } from "../ui/late.tsx";
import { PassingWord, sayInPassing } from "../ui/passing-word.tsx";
import { printAll } from "../ui/printing.ts";
import { TipLayer } from "../ui/tip-layer.tsx";

const BoardNotice = late<BoardNoticeProps>(
  async () => (await import("../states/board-notice.tsx")).BoardNotice,
);

const noRuns: readonly never[] = [];

export function Shell() {
  const { data: status } = useQuery(statusQuery);
  const { data: list } = useQuery(runsQuery);
  const connection = useLive((state) => state.connection);
  const isDrawerOpen = useDrawer((state) => state.isDrawerOpen);
  const { isSidebarHidden } = usePreferences();
  const condition = boardCondition(status, list ? list.runs.length : null, connection);
  // What comes late keeps its place, or all would move.
  const mayHaveRuns = condition.kind === "board" || condition.kind === "starting";
  const isTraining = useMatchRoute()({ to: "/train", includeSearch: false }) !== false;
  // The first run comes while somebody fills in the form for the next.
  const waitsForRuns = isTraining && !mayHaveRuns && condition.kind !== "unreachable";
  const title = status?.windowTitle;
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
  const { undo, redo } = useViewHistory();
  const { togglePause } = use(LiveContext);
  useKeys("view", {
    "ctrl+z": { meaning: "undo the last change of view", act: undo },
    "ctrl+shift+z": { meaning: "redo it", act: redo },
  });
  useKeys("everywhere", {
    "/": { meaning: "filter runs", act: focusRunFilter },
    "[": {
      meaning: "hide or show the runs",
      act: () => setPreferences({ isSidebarHidden: !readPreferences().isSidebarHidden }),
    },
    u: { meaning: "pause or resume updates", act: togglePause },
    "ctrl+p": {
      meaning: "print all charts",
      act: () => {
        sayInPassing("Drawing all charts for the print…");
        void printAll(window.waitForBoardIdle);
      },
    },
    "?": { meaning: "this list", act: () => useDialog.setState({ dialog: "help" }) },
  });
  return (
    <RunScopeProvider logdir={status?.logdir ?? ""} runs={(status && list?.runs) ?? noRuns}>
      <div
        className="board"
        data-sidebar={!(mayHaveRuns || waitsForRuns) || isSidebarHidden ? "hidden" : "shown"}
        data-drawer={isDrawerOpen ? "open" : "closed"}
      >
        <Header hasRuns={mayHaveRuns} />
        <ConnectionBanner />
        {condition.kind === "board" && <MissingRunsNotice />}
        <div className="board-body">
          <Side condition={condition} waitsForRuns={waitsForRuns} />
          <main className="board-main">
            <Main condition={condition} needsRuns={!isTraining} />
          </main>
        </div>
      </div>
      <Dialogs />
      <PassingWord />
      <TipLayer />
    </RunScopeProvider>
  );
}

interface SideProps {
  readonly condition: BoardCondition;
  /** Runs may come while the page must not move. */
  readonly waitsForRuns: boolean;
}

function Side({ condition: { kind }, waitsForRuns }: SideProps) {
  if (kind === "board") return <Sidebar />;
  if (waitsForRuns) return <SidebarPlace note="No runs yet" />;
  return kind === "starting" && <SidebarPlace />;
}

interface MainProps {
  readonly condition: BoardCondition;
  /** Whether the dashboard shows what runs logged. */
  readonly needsRuns: boolean;
}

function Main({ condition, needsRuns }: MainProps) {
  switch (condition.kind) {
    case "board":
      return <Outlet />;
    case "starting":
      return <div className="starting" role="status" aria-label="Loading" />;
    case "unreachable":
      return <BoardNotice condition={condition} />;
    case "missing":
    case "unreadable":
    case "loading":
    case "empty":
      return needsRuns ? <BoardNotice condition={condition} /> : <Outlet />;
  }
}

function focusRunFilter(): void {
  // At once: what is typed next belongs into the filter.
  flushSync(() => {
    setPreferences({ isSidebarHidden: false });
    useDrawer.setState({ isDrawerOpen: true });
  });
  document.getElementById("run-filter")?.focus();
}
