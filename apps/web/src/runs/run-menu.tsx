// What can be done with one run, or with all runs below a folder.
import type { RunName } from "@runboard/contract";
import { useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { api } from "../data/api.ts";
import { useChangeBoard } from "../url/change-view.ts";
import { shownJob } from "../jobs/run-link.ts";
import { toggled } from "../ui/preferences.ts";
import { copyText } from "../ui/copy-text.ts";
import { formatCount } from "../ui/format.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import type { Box } from "../ui/place.ts";
import { FloatingPanel } from "./floating-panel.tsx";
import { changeRunMarks } from "./run-marks.ts";
import { closeRunPanel, openRunPanel, type RunPanel } from "./run-panel.ts";
import { useRunChoice, useRunListScope } from "./run-scope.tsx";
import { makeRoomForDashboard } from "./sidebar-room.ts";
import { useRunJobs } from "../jobs/use-run-jobs.ts";

/** Longer addresses are cut off by some browsers and proxies. */
const MOST_DOWNLOADED = 200;

interface RunMenuProps {
  readonly panel: Extract<RunPanel, { readonly kind: "menu" }>;
  readonly anchor: Box;
}

export function RunMenu({ panel, anchor }: RunMenuProps) {
  const { path, runs, isFolder } = panel;
  const { logdir, marks } = useRunListScope();
  const choice = useRunChoice();
  const first = runs[0];
  return (
    <FloatingPanel
      label={`What to do with ${path}`}
      anchor={anchor}
      role="menu"
      className="menu run-menu"
      onKeyDown={moveInMenu}
    >
      <Item
        icon="check"
        label={isFolder ? `Only these ${formatCount(runs.length)}` : "Only this"}
        act={() => choice.showOnly(runs)}
      />
      {!isFolder && first !== undefined && <PinItem run={first} />}
      <Item
        icon="hide"
        label={isFolder ? `Hide these ${formatCount(runs.length)}` : "Hide"}
        act={() =>
          changeRunMarks(logdir, {
            hidden: [...marks.hidden, ...runs.filter((run) => !marks.hidden.includes(run))],
          })
        }
      />
      <hr />
      {!isFolder && first !== undefined && <RunItems run={first} anchor={anchor} />}
      {!isFolder && first !== undefined && <JobItem run={first} />}
      <Item icon="copy" label={isFolder ? "Copy path" : "Copy name"} act={() => void copyText(path)} />
      {runs.length <= MOST_DOWNLOADED && (
        <a
          role="menuitem"
          tabIndex={-1}
          className="menu-item"
          href={api.downloadUrl({ runs, format: "csv" })}
          download
          onClick={closeRunPanel}
        >
          <Icon name="download" />
          Download scalars as CSV
        </a>
      )}
    </FloatingPanel>
  );
}

function PinItem({ run }: { readonly run: RunName }) {
  const { logdir, marks } = useRunListScope();
  const isPinned = marks.pinned.includes(run);
  return (
    <Item
      icon="pin"
      label={isPinned ? "Unpin" : "Pin to the top"}
      act={() => changeRunMarks(logdir, { pinned: toggled(marks.pinned, run) })}
    />
  );
}

function RunItems({ run, anchor }: { readonly run: RunName; readonly anchor: Box }) {
  const { baseline, byName } = useRunListScope();
  const changeView = useChangeBoard();
  const known = byName.get(run);
  const findingCount = known?.findingCount ?? 0;
  return (
    <>
      <Item
        icon="baseline"
        label={baseline === run ? "No longer the baseline" : "Use as baseline"}
        act={() => changeView({ baseline: baseline === run ? "" : run })}
      />
      <Item
        icon="palette"
        label="Colour…"
        staysOpen
        act={() => openRunPanel({ kind: "color", run }, anchor)}
      />
      {findingCount > 0 && (
        <Item
          icon="finding"
          label={`What was noticed (${formatCount(findingCount)})…`}
          staysOpen
          act={() => openRunPanel({ kind: "findings", run }, anchor)}
        />
      )}
      {known && known.problems.length > 0 && (
        <Item
          icon="warning"
          label="Damaged files…"
          act={() => document.getElementById("run-problems-button")?.click()}
        />
      )}
    </>
  );
}

/** Where the run was trained from this page: back to its job. */
function JobItem({ run }: { readonly run: RunName }) {
  const job = useRunJobs().get(run)?.job;
  const navigate = useNavigate();
  if (job === undefined) return null;
  return (
    <Item
      icon="job"
      label="Show its job"
      act={() => {
        makeRoomForDashboard();
        void navigate({ to: "/train", search: shownJob(job) });
      }}
    />
  );
}

interface ItemProps {
  readonly icon: IconName;
  readonly label: string;
  readonly act: () => void;
  /** Another panel takes its place. */
  readonly staysOpen?: boolean;
}

function Item({ icon, label, act, staysOpen = false }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className="menu-item"
      onClick={() => {
        if (!staysOpen) closeRunPanel();
        act();
      }}
    >
      <Icon name={icon} />
      {label}
    </button>
  );
}

/** As the ARIA pattern for menus has it. */
function moveInMenu(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.findIndex((item) => item === document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) items[(at + step + items.length) % items.length]?.focus();
  else if (event.key === "Home") items[0]?.focus();
  else if (event.key === "End") items.at(-1)?.focus();
  else if (event.key === "Tab") closeRunPanel();
  else return;
  event.preventDefault();
}
