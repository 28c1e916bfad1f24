// The badges beside a run's name. Those that know more open a panel.
import type { RunName } from "@runboard/contract";
import { Link } from "@tanstack/react-router";
import { shownJob } from "../jobs/run-link.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import type { RunBadge } from "./run-badges.ts";
import { openRunPanel } from "./run-panel.ts";
import { makeRoomForDashboard } from "./sidebar-room.ts";
import { PROBLEMS_PANEL_ID } from "./run-problems.tsx";

const icons: Partial<Record<RunBadge["kind"], IconName>> = {
  baseline: "baseline",
  pinned: "pin",
  damaged: "warning",
  findings: "finding",
  restarted: "restart",
};

interface RunBadgesProps {
  readonly run: RunName;
  readonly badges: readonly RunBadge[];
}

export function RunBadges({ run, badges }: RunBadgesProps) {
  return (
    <span className="run-badges">
      {badges.map((badge) => (
        <Badge key={badge.kind} run={run} badge={badge} />
      ))}
    </span>
  );
}

function Badge({ run, badge }: { readonly run: RunName; readonly badge: RunBadge }) {
  const { kind, meaning } = badge;
  const icon = icons[kind];
  const look = { className: "run-badge", "data-kind": kind, "data-tip": meaning };
  if (badge.kind === "job")
    return (
      <Link
        {...look}
        to="/train"
        search={shownJob(badge.job)}
        tabIndex={-1}
        aria-label={`Show the job of ${run}`}
        data-tip={`${meaning}\nClick to show it`}
        data-status={badge.status}
        onClick={(event) => {
          event.stopPropagation();
          makeRoomForDashboard();
        }}
      >
        <Icon name="job" />
      </Link>
    );
  if (kind === "damaged")
    return (
      <button
        type="button"
        {...look}
        tabIndex={-1}
        aria-label={meaning}
        popoverTarget={PROBLEMS_PANEL_ID}
        popoverTargetAction="show"
        onClick={(event) => event.stopPropagation()}
      >
        <Icon name="warning" />
      </button>
    );
  if (kind === "findings")
    return (
      <button
        type="button"
        {...look}
        tabIndex={-1}
        aria-label={meaning}
        aria-haspopup="dialog"
        onClick={(event) => {
          event.stopPropagation();
          openRunPanel({ kind: "findings", run }, event.currentTarget.getBoundingClientRect());
        }}
      >
        <Icon name="finding" />
      </button>
    );
  return (
    <span {...look}>
      {icon && <Icon name={icon} />}
      {kind === "empty" && "no data"}
    </span>
  );
}
