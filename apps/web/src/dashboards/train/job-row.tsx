// One job: what it is doing, how far, how well, and what can be done with it.
import type { Job, JobId } from "@runboard/contract";
import { Link } from "@tanstack/react-router";
import { memo, useState, type CSSProperties, type ReactNode } from "react";
import { useRunListScope } from "../../runs/run-scope.tsx";
import { formatCount, formatDuration, formatWallTime } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { useIsNearViewport } from "../../ui/near-viewport.ts";
import { useNowMillis } from "../../ui/now.ts";
import { PopoverButton } from "../../ui/popover.tsx";
import { actionIcons, jobActionIds, stateIcons, type JobActionId } from "./job-icons.ts";
import { BesideScalars } from "./beside-scalars.tsx";
import { JobLog } from "./job-log.tsx";
import { isEnded, jobActions } from "./job-list.ts";
import {
  backendText,
  durationSeconds,
  metricText,
  paceTexts,
  parameterLines,
  progressShare,
  progressText,
  stateReason,
  stateWord,
} from "../../jobs/job-text.ts";
import { JobTurn } from "./job-turn.tsx";
import { placeText } from "./queue-turn.ts";
import { onlyRun } from "../../runs/selection.ts";
import { Sparkline } from "./sparkline.tsx";

export interface JobRowActs {
  readonly stop: (job: Job) => void;
  readonly retry: (job: Job) => void;
  readonly resume: (job: Job) => void;
  readonly prioritize: (job: Job, priority: number) => void;
  readonly clone: (job: Job) => void;
  /** null closes it. */
  readonly showLog: (job: JobId | null) => void;
}

interface JobRowProps {
  readonly job: Job;
  /** In the queue, from 1; null when it does not wait for its turn. */
  readonly place: number | null;
  /** Below its name: the model, or what tells it from the other runs of its sweep. */
  readonly caption: string;
  /** Of its sweep, so far. */
  readonly isBest: boolean;
  readonly isLinked: boolean;
  readonly isLogOpen: boolean;
  readonly acts: JobRowActs;
}

export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { job, place, caption, isBest, isLinked, isLogOpen, acts } = props;
  const reason = stateReason(job.state);
  const [near, isNear] = useIsNearViewport();
  return (
    <li
      ref={near}
      id={`job-${job.job}`}
      className="job"
      tabIndex={-1}
      aria-label={`${job.run}, ${stateWord(job.state)}${place === null ? "" : `, ${placeText(place)}`}`}
      data-status={job.state.status}
      data-linked={isLinked ? "" : undefined}
    >
      <div className="job-line">
        <JobState job={job} place={place} />
        <JobName job={job} caption={caption} isBest={isBest} />
        <JobProgressBar job={job} />
        <JobPace job={job} />
        <Sparkline run={job.run} tag={job.metric.tag} isWanted={isNear && job.startedSeconds !== null} />
        <JobMetric job={job} />
        <JobDuration job={job} />
        <JobButtons job={job} isLogOpen={isLogOpen} acts={acts} />
      </div>
      {reason !== null && <p className="job-reason">{reason}</p>}
      {job.sweep === null && isEnded(job.state.status) && <BesideScalars runs={[job.run]} />}
      {isLogOpen && (
        <JobLog
          job={job.job}
          run={job.run}
          isGrowing={!isEnded(job.state.status)}
          onClose={() => acts.showLog(null)}
        />
      )}
    </li>
  );
});

function JobState({ job: { state, attempt }, place }: Pick<JobRowProps, "job" | "place">) {
  const isHeld = state.status === "queued" && state.held === "paused";
  return (
    <span className="job-state">
      <Icon name={isHeld ? "pause" : stateIcons[state.status]} />
      <span>
        {stateWord(state)}
        {place !== null && <span className="job-place"> · {placeText(place)}</span>}
        {attempt > 1 && <span className="job-attempt"> · try {attempt}</span>}
      </span>
    </span>
  );
}

function JobName({ job, caption, isBest }: Pick<JobRowProps, "job" | "caption" | "isBest">) {
  const { byName, colorOf } = useRunListScope();
  const isKnown = byName.has(job.run);
  return (
    <div className="job-name">
      <div className="job-run">
        <span
          className="job-swatch"
          data-unknown={isKnown ? undefined : ""}
          style={{ "--run-color": colorOf(job.run).color } as CSSProperties}
        />
        {isKnown ? (
          <Link
            to="/scalars"
            search={onlyRun(job.run)}
            className="job-link"
            aria-label={`${job.run}: its charts`}
          >
            <MiddleEllipsis text={job.run} tip={`${job.run}: show only this run`} />
          </Link>
        ) : (
          <MiddleEllipsis text={job.run} />
        )}
        {isBest && <span className="job-best">best</span>}
      </div>
      <div className="job-about">
        <ChartsLink job={job} isKnown={isKnown} />
        <div
          className="job-model"
          data-tip={`${job.model}\n${parameterLines(job.parameters)}${job.backend ? `\n${backendText(job.backend)}` : ""}`}
        >
          {caption}
        </div>
      </div>
    </div>
  );
}

/** To the run's curves: they can be watched before the first point is there. */
function ChartsLink({ job, isKnown }: { readonly job: Job; readonly isKnown: boolean }) {
  const isRunning = job.state.status === "running" || job.state.status === "cancelling";
  if (!isRunning && !isKnown) return null;
  const word = isRunning ? "Watch" : "Charts";
  return (
    <Link
      to="/scalars"
      search={onlyRun(job.run)}
      className="job-charts"
      aria-label={`${word}: ${job.run}`}
      data-tip={isRunning ? "Its curves as they grow" : "Its curves"}
    >
      {word}
    </Link>
  );
}

function JobProgressBar({ job }: { readonly job: Job }) {
  const share = progressShare(job);
  const hasBegun = job.progress !== null || job.state.status === "running";
  return (
    <div className="job-progress">
      {hasBegun && (
        <>
          <progress className="progress" aria-label={`Progress of ${job.run}`} value={share ?? undefined} />
          <span data-tip={job.phase ?? undefined}>{job.phase ?? progressText(job)}</span>
        </>
      )}
    </div>
  );
}

function JobPace({ job }: { readonly job: Job }) {
  const [rate, left] = paceTexts(job.progress, job.state.status);
  return (
    <div className="job-pace">
      <span>{rate}</span>
      <span>{left}</span>
    </div>
  );
}

function JobMetric({ job: { metric, metricValue } }: { readonly job: Job }) {
  return (
    <div className="job-metric" data-tip={metricValue === null ? undefined : `${metric.tag} ${metricValue}`}>
      {metricValue !== null && (
        <>
          <b>{metricText(metricValue)}</b>
          <span>{metric.tag}</span>
        </>
      )}
    </div>
  );
}

function JobDuration({ job }: { readonly job: Job }) {
  if (job.startedSeconds === null) return <div className="job-duration" />;
  return (
    <div className="job-duration" data-tip={`Started ${formatWallTime(job.startedSeconds)}`}>
      {job.endedSeconds === null ? <RunningDuration job={job} /> : durationText(job, 0)}
    </div>
  );
}

function RunningDuration({ job }: { readonly job: Job }) {
  return durationText(job, useNowMillis());
}

function durationText(job: Job, nowMillis: number): string {
  const seconds = durationSeconds(job, nowMillis);
  return seconds === null ? "" : formatDuration(seconds);
}

interface JobButtonsProps {
  readonly job: Job;
  readonly isLogOpen: boolean;
  readonly acts: JobRowActs;
}

/** Each has its slot, whether it can be used or not: nothing comes to lie where another was. */
function JobButtons(props: JobButtonsProps) {
  return (
    <div className="job-buttons">
      {jobActionIds.map((id) => (
        <span key={id} className="job-slot" data-slot={id}>
          {slotContent(id, props)}
        </span>
      ))}
    </div>
  );
}

function slotContent(id: JobActionId, { job, isLogOpen, acts }: JobButtonsProps): ReactNode {
  const { canStop, canRetry, canResume } = jobActions(job);
  switch (id) {
    case "stop":
      return canStop && <JobButton id="stop" label={`Stop ${job.run}`} act={() => acts.stop(job)} />;
    case "turn":
      return job.state.status === "queued" && <JobTurn job={job} prioritize={acts.prioritize} />;
    case "resume":
      return (
        canResume && (
          <JobButton
            id="resume"
            label={`Resume ${job.run}`}
            tip={`Resume from step ${formatCount(job.resumableStep ?? 0)}`}
            act={() => acts.resume(job)}
          />
        )
      );
    case "again":
      return canRetry && <TrainAgain job={job} retry={acts.retry} />;
    case "clone":
      return (
        <JobButton
          id="clone"
          label={`Clone ${job.run}`}
          tip="Fill the form with its parameters"
          act={() => acts.clone(job)}
        />
      );
    case "log":
      return (
        <JobButton
          id="log"
          label={`Log of ${job.run}`}
          tip={isLogOpen ? "Close the log" : "What it printed"}
          isOpen={isLogOpen}
          act={() => acts.showLog(isLogOpen ? null : job.job)}
        />
      );
  }
}

interface TrainAgainProps {
  readonly job: Job;
  readonly retry: (job: Job) => void;
}

/** It takes a training's time: asks first. */
function TrainAgain({ job, retry }: TrainAgainProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <PopoverButton
      label={`Train ${job.run} again`}
      button={<Icon name={actionIcons.again} />}
      panelClass="confirm"
      onOpenChange={setOpen}
    >
      {isOpen && (
        <>
          <p>Trains it from the first step, as a new job in a run of its own. {job.run} stays as it is.</p>
          <button type="button" className="button" data-closes="" onClick={() => retry(job)}>
            Train again
          </button>
        </>
      )}
    </PopoverButton>
  );
}

interface JobButtonProps {
  readonly id: JobActionId;
  /** With the run, for a screen reader. */
  readonly label: string;
  readonly tip?: string;
  /** Of what it opens; absent when it opens nothing. */
  readonly isOpen?: boolean;
  readonly act: () => void;
}

function JobButton({ id, label, tip, isOpen, act }: JobButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-expanded={isOpen}
      data-tip={tip ?? label}
      data-marked={isOpen === true ? "" : undefined}
      onClick={(event) => {
        // The list may have moved under a double click: the second one meant the first one's job.
        if (event.detail <= 1) act();
      }}
    >
      <Icon name={actionIcons[id]} />
    </button>
  );
}
