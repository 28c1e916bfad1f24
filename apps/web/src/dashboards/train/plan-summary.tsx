// What pressing the button will do: how many runs, their names, the room they need.
import type { TrainingOverview, TrainingPlan } from "@runboard/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { formatBytes, formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { BackendWarning } from "./backend-warning.tsx";
import type { FormProblems, FormRequest } from "./form-request.ts";
import { startRuns } from "./job-actions.ts";
import { planDurationText } from "../../jobs/job-text.ts";
import { failureText, useTrainNotice } from "./train-notice.ts";

interface PlanSummaryProps {
  readonly request: FormRequest;
  readonly plan: TrainingPlan | undefined;
  readonly isPending: boolean;
  readonly failure: Error | null;
  /** Those that are told. */
  readonly problems: FormProblems;
  /** Something is wrong, told or not. */
  readonly isWrong: boolean;
  /** A start was tried while something was wrong: all of it is told. */
  readonly isTried: boolean;
  readonly onTry: () => void;
  readonly runCount: number;
  readonly overview: TrainingOverview;
  /** Why it will be slow; null when it will not be. */
  readonly warning: string | null;
}

export function PlanSummary(props: PlanSummaryProps) {
  const { request, plan, isPending, failure, problems, isWrong, isTried, runCount, overview, warning } =
    props;
  const client = useQueryClient();
  const [isStarting, setStarting] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const notice = useTrainNotice((state) => state.notice);
  const isToldWrong = problems.byField.size + problems.general.length > 0;
  useEffect(() => {
    if (isTried) goToFirstProblem();
  }, [isTried]);
  const start = async (): Promise<void> => {
    const wanted = request.plan;
    if (isWrong) props.onTry();
    if (isWrong || !wanted || isStarting) return;
    setStarting(true);
    const isStarted = await startRuns(client, wanted, request.queue);
    setStarting(false);
    setRefused(!isStarted);
    if (isStarted) showJobs();
    else props.onTry();
  };
  const label = runCount <= 1 ? "Start run" : `Start ${formatCount(runCount)} runs`;
  return (
    <div className="plan" data-pending={isPending ? "" : undefined}>
      <p className="plan-count" role="status">
        {overview.unavailable !== null ? (
          "Nothing can be started here"
        ) : isWrong ? (
          "Nothing can be started yet"
        ) : plan ? (
          <>
            This starts <b>{formatCounted(runCount, "run")}</b>
          </>
        ) : (
          "Looking at what this starts"
        )}
      </p>
      {problems.general.map((problem) => (
        <p key={problem} className="field-problem">
          {problem}
        </p>
      ))}
      {failure && <p className="field-problem">{failureText(failure)}</p>}
      {isRefused && notice?.kind === "problem" && (
        <p className="field-problem" role="alert">
          {notice.text}
        </p>
      )}
      {!isWrong && plan && <PlanDetails plan={plan} overview={overview} />}
      {warning !== null && (
        <p className="plan-warning">
          <Icon name="warning" />
          <span>
            <BackendWarning warning={warning} />
          </span>
        </p>
      )}
      {problems.byField.size > 0 ? (
        <button type="button" className="button" onClick={goToFirstProblem}>
          <Icon name="warning" />
          Correct {formatCounted(problems.byField.size, "field")}
        </button>
      ) : (
        <button
          type="button"
          className="button button-primary"
          disabled={isToldWrong || (!isWrong && !request.plan) || overview.unavailable !== null || isStarting}
          onClick={() => void start()}
        >
          <Icon name="play" />
          {isToldWrong ? "Start" : label}
        </button>
      )}
      {overview.unavailable !== null && <p className="field-hint">{overview.unavailable}</p>}
    </div>
  );
}

interface PlanDetailsProps {
  readonly plan: TrainingPlan;
  readonly overview: TrainingOverview;
}

function PlanDetails({ plan, overview: { concurrency, backend } }: PlanDetailsProps) {
  const { runs, duplicateCount, neededDiskBytes, freeDiskBytes, durations } = plan;
  const duration = backend === null ? "" : planDurationText(durations, backend.name);
  const isMeasuredHere = durations.some((one) => one.backend === backend?.name && one.isMeasuredHere);
  const isTight = freeDiskBytes !== null && neededDiskBytes > freeDiskBytes;
  const [first] = runs;
  const turns = concurrency === 1 ? "one after another" : `${formatCount(concurrency)} at a time`;
  return (
    <>
      {runs.length === 1 && first ? (
        <p className="plan-name">{first.run}</p>
      ) : (
        <details className="plan-names">
          <summary>
            <Icon name="chevron" />
            Their names
          </summary>
          <ul tabIndex={0} aria-label="Names of the runs">
            {runs.map(({ run }) => (
              <li key={run}>{run}</li>
            ))}
          </ul>
        </details>
      )}
      {duplicateCount > 0 && (
        <p className="field-hint">{formatCounted(duplicateCount, "combination")} twice: left out</p>
      )}
      {duration !== "" && (
        <p
          className="plan-duration"
          data-tip={
            isMeasuredHere
              ? "By such jobs that ran here"
              : "By what was measured on two cores with the same model"
          }
        >
          {duration}
        </p>
      )}
      <p className={isTight ? "field-problem" : "field-hint"}>
        {runs.length > 1 && `${turns[0]?.toUpperCase() ?? ""}${turns.slice(1)}. `}
        {neededDiskBytes > 0 && `About ${formatBytes(neededDiskBytes)} on disk`}
        {neededDiskBytes > 0 && freeDiskBytes !== null && `, ${formatBytes(freeDiskBytes)} free`}
      </p>
    </>
  );
}

/** Its control comes into sight and takes the focus. */
function goToFirstProblem(): void {
  const field = document.querySelector<HTMLElement>("#train-form .field[data-wrong]");
  field?.scrollIntoView({ block: "center", behavior: "smooth" });
  field?.querySelector<HTMLElement>("input, select")?.focus({ preventScroll: true });
}

/** The jobs come into sight and take the focus. */
function showJobs(): void {
  const heading = document.getElementById("train-jobs");
  heading?.scrollIntoView({ block: "start", behavior: "smooth" });
  heading?.focus({ preventScroll: true });
}
