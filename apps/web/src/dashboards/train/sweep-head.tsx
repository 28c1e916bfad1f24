// The head of a sweep: how its runs stand, the best of them, and what can be done with all.
import type { JobStatus, RunName, Sweep } from "@runboard/contract";
import { Link } from "@tanstack/react-router";
import { useRunListScope } from "../../runs/run-scope.tsx";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import type { JobActions } from "./job-actions.ts";
import { metricText, stoppedBySweep, sweepCountsText } from "../../jobs/job-text.ts";
import { onlyRun, onlyRuns } from "../../runs/selection.ts";

interface SweepHeadProps {
  readonly sweep: Sweep;
  /** Those of its jobs that are listed below it and have begun or will. */
  readonly runs: readonly RunName[];
  readonly isFolded: boolean;
  readonly onFold: () => void;
  readonly actions: JobActions;
}

export function SweepHead({ sweep, runs, isFolded, onFold, actions }: SweepHeadProps) {
  const { status } = sweep;
  return (
    <div className="sweep-head">
      <button type="button" className="sweep-fold" aria-expanded={!isFolded} onClick={onFold}>
        <Icon name="chevron" />
        <span className="sweep-title">{sweep.title}</span>
      </button>
      <SweepBar sweep={sweep} />
      <span className="sweep-counts">
        {status === "paused" && <b>paused · </b>}
        {status === "stopping" && <b>stopping · </b>}
        {sweepCountsText(sweep)}
      </span>
      <SweepBest sweep={sweep} />
      {runs.length > 0 && (
        <Link to="/scalars" search={onlyRuns(runs)} className="sweep-charts">
          Charts of {runs.length === 1 ? "this run" : `these ${formatCount(runs.length)}`}
        </Link>
      )}
      <div className="job-buttons">
        <span className="job-slot">
          <SweepPause sweep={sweep} actions={actions} />
        </span>
        <span className="job-slot">
          {(status === "running" || status === "paused") && (
            <PopoverButton label={`Stop ${sweep.title}`} button={<Icon name="stop" />} panelClass="confirm">
              <p>Stops {stoppedBySweep(sweep)}. What they logged stays.</p>
              <button
                type="button"
                className="button button-danger"
                data-closes=""
                onClick={() => actions.stopSweep(sweep.sweep)}
              >
                Stop the sweep
              </button>
            </PopoverButton>
          )}
        </span>
      </div>
    </div>
  );
}

function SweepPause({ sweep, actions }: Pick<SweepHeadProps, "sweep" | "actions">) {
  const { status, title } = sweep;
  if (status !== "running" && status !== "paused") return null;
  const isRunning = status === "running";
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`${isRunning ? "Pause" : "Resume"} ${title}`}
      data-tip={isRunning ? "Start no more of its runs; running ones go on" : "Go on"}
      onClick={() => (isRunning ? actions.pauseSweep : actions.resumeSweep)(sweep.sweep)}
    >
      <Icon name={isRunning ? "pause" : "resume"} />
    </button>
  );
}

function SweepBest({ sweep: { best, metric } }: { readonly sweep: Sweep }) {
  const { byName } = useRunListScope();
  if (!best) return <span className="sweep-best" />;
  if (Number.isNaN(best.value))
    return (
      <span className="sweep-best" data-tip={`The last ${metric.tag} of no run is a number`}>
        all <b>{metricText(best.value)}</b>
      </span>
    );
  return (
    <span className="sweep-best" data-tip={`Best ${metric.tag} so far`}>
      best <b>{metricText(best.value)}</b>
      {byName.has(best.run) ? (
        <Link to="/scalars" search={onlyRun(best.run)}>
          <MiddleEllipsis text={best.run} />
        </Link>
      ) : (
        <MiddleEllipsis text={best.run} />
      )}
    </span>
  );
}

const barOrder: readonly JobStatus[] = [
  "succeeded",
  "running",
  "cancelling",
  "failed",
  "cancelled",
  "interrupted",
];

/** How many of its runs are in which state; the words beside it say the same. */
function SweepBar({ sweep: { jobs, jobCounts } }: { readonly sweep: Sweep }) {
  return (
    <span className="sweep-bar" aria-hidden="true">
      {barOrder.map((status) => {
        const share = (jobCounts[status] ?? 0) / Math.max(1, jobs.length);
        return share > 0 && <span key={status} data-status={status} style={{ width: `${100 * share}%` }} />;
      })}
    </span>
  );
}
