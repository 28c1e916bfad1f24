// The jobs: those of a sweep under its head, others alone.
import type { Job, JobId, SweepId, TrainableModel } from "@runboard/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { otherKindsQuery } from "../../data/queries.ts";
import { useLive } from "../../data/live-state.ts";
import { compileFilter } from "../../ui/filter.ts";
import { toggled } from "../../ui/preferences.ts";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { BesideScalars } from "./beside-scalars.tsx";
import { formOfJob } from "./form-state.ts";
import { useJobActions } from "./job-actions.ts";
import {
  beginsFolded,
  firstItems,
  isEnded,
  isBestOf,
  jobCountOf,
  rowCountUpTo,
  jobItems,
  type JobItem,
} from "./job-list.ts";
import { variedText } from "../../jobs/job-text.ts";
import { JobRow, type JobRowActs } from "./job-row.tsx";
import { parameterFields } from "./parameter-field.ts";
import { sweepsQuery } from "./queries.ts";
import { jobsQuery } from "../../jobs/jobs-query.ts";
import { queuePlaces } from "./queue-turn.ts";
import { SweepHead } from "./sweep-head.tsx";
import { setTrainNotice, useTrainNotice } from "./train-notice.ts";
import { trainSearch } from "./search.ts";

/** More rows at once would make the page slow to come up. */
const ROWS_A_PAGE = 200;

export function JobSections({ models }: { readonly models: readonly TrainableModel[] }) {
  const { jobFilter, jobState, job: linked } = trainSearch.useSearch();
  const jobsAnswer = useQuery(jobsQuery);
  const { data: sweepList } = useQuery(sweepsQuery);
  const [limit, setLimit] = useState(ROWS_A_PAGE);
  const jobs = jobsAnswer.data?.jobs;
  const items = useMemo(
    () =>
      jobs && sweepList
        ? jobItems(jobs, sweepList.sweeps, { state: jobState, text: compileFilter(jobFilter) })
        : null,
    [jobs, sweepList, jobState, jobFilter],
  );
  const places = useMemo(() => queuePlaces(jobs ?? []), [jobs]);
  useKindsOfEnded(jobs);
  const isLinkedKnown = jobs?.some(({ job }) => job === linked) === true;
  const shown = items && firstItems(items, Math.max(limit, rowCountUpTo(items, linked)));
  const hiddenCount = items && shown ? jobCountOf(items) - jobCountOf(shown) : 0;
  useGoToJob(isLinkedKnown ? linked : "");
  return (
    <section className="jobs" aria-labelledby="train-jobs">
      <div className="jobs-head">
        <h2 id="train-jobs" tabIndex={-1}>
          Jobs
        </h2>
        <Notice />
      </div>
      {!shown || !jobs ? (
        <NotLoaded error={jobsAnswer.error} retry={() => void jobsAnswer.refetch()} />
      ) : shown.length === 0 ? (
        <NoJobs jobs={jobs} />
      ) : (
        <JobItems items={shown} models={models} places={places} />
      )}
      {hiddenCount > 0 && (
        <button type="button" className="button jobs-more" onClick={() => setLimit(limit + ROWS_A_PAGE)}>
          Show more of {formatCount(hiddenCount)} jobs
        </button>
      )}
    </section>
  );
}

interface JobItemsProps {
  readonly items: readonly JobItem[];
  readonly models: readonly TrainableModel[];
  readonly places: ReadonlyMap<JobId, number>;
}

function JobItems({ items, models, places }: JobItemsProps) {
  const { job: linked, jobLog } = trainSearch.useSearch();
  const [toggledSweeps, setToggledSweeps] = useState<readonly SweepId[]>([]);
  const actions = useJobActions();
  const clone = useClone(models);
  const changeView = trainSearch.useChange();
  // The same for all renders: rows are drawn again only when their job changes.
  const acts = useMemo(
    (): JobRowActs => ({
      stop: ({ job }) => actions.stop(job),
      retry: ({ job }) => actions.retry(job),
      resume: ({ job }) => actions.resume(job),
      prioritize: ({ job }, priority) => actions.prioritize(job, priority),
      clone,
      showLog: (job) => changeView({ jobLog: job ?? "" }, { isReplacing: true }),
    }),
    [actions, clone, changeView],
  );
  const row = (job: Job, caption: string, isBest: boolean) => (
    <JobRow
      key={job.job}
      job={job}
      place={places.get(job.job) ?? null}
      caption={caption}
      isBest={isBest}
      isLinked={job.job === linked}
      isLogOpen={job.job === jobLog}
      acts={acts}
    />
  );
  return (
    <ul className="job-items">
      {items.map((item) => {
        if (item.kind === "job") return row(item.job, item.job.model, false);
        const { sweep, jobs } = item;
        const isToggled = toggledSweeps.includes(sweep.sweep);
        const holdsLinked = jobs.some(({ job }) => job === linked);
        const runs = jobs.flatMap((job) => (neverBegan(job) ? [] : [job.run]));
        const isFolded = isToggled === (holdsLinked || !beginsFolded(sweep));
        return (
          <li key={sweep.sweep} className="sweep">
            <SweepHead
              sweep={sweep}
              runs={runs}
              isFolded={isFolded}
              onFold={() => setToggledSweeps(toggled(toggledSweeps, sweep.sweep))}
              actions={actions}
            />
            {sweep.status === "ended" && <BesideScalars runs={runs} />}
            {!isFolded && (
              <ul aria-label={`Runs of ${sweep.title}`}>
                {jobs.map((job) =>
                  row(job, variedText(sweep, job) || job.model, jobs.length > 1 && isBestOf(sweep, job.job)),
                )}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** It was stopped while it waited, and gave its run up. */
function neverBegan({ state, startedSeconds }: Job): boolean {
  return isEnded(state.status) && startedSeconds === null;
}

/** Fills the form with what a job was started with. */
function useClone(models: readonly TrainableModel[]): (job: Job) => void {
  const changeView = trainSearch.useChange();
  return useCallback(
    (job) => {
      const model = models.find((one) => one.model === job.model);
      if (!model) {
        const text = `There is no model or command ${job.model} on this server any more.`;
        setTrainNotice({ kind: "problem", text });
        return;
      }
      changeView(formOfJob(job, parameterFields(model.parameters)));
      window.setTimeout(goToForm, FORM_MILLIS);
    },
    [models, changeView],
  );
}

/** Until the form stands. */
const FORM_MILLIS = 50;

function goToForm(): void {
  const form = document.getElementById("train-form");
  form?.scrollIntoView({ block: "start", behavior: "smooth" });
  form?.querySelector<HTMLElement>(".fields input")?.focus({ preventScroll: true });
}

/** What a run logged beside scalars is there when it ends, and news tell of scalars alone. */
function useKindsOfEnded(jobs: readonly Job[] | undefined): void {
  const client = useQueryClient();
  const endedCount = jobs?.filter(({ state }) => isEnded(state.status)).length ?? 0;
  useEffect(() => {
    if (endedCount > 0) void client.invalidateQueries({ queryKey: otherKindsQuery.queryKey });
  }, [client, endedCount]);
}

/** Once for each job that a link leads to. */
function useGoToJob(job: string): void {
  const gone = useRef("");
  useEffect(() => {
    if (job === "" || gone.current === job) return;
    const row = document.getElementById(`job-${job}`);
    if (!row) return;
    gone.current = job;
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  });
}

function Notice() {
  const notice = useTrainNotice((state) => state.notice);
  return (
    <div className="jobs-notice" role="status" data-kind={notice?.kind}>
      {notice && (
        <>
          {notice.kind === "problem" && <Icon name="warning" />}
          <span>{notice.text}</span>
          {notice.kind === "problem" && (
            <button
              type="button"
              className="filter-clear"
              aria-label="Dismiss"
              onClick={() => setTrainNotice(null)}
            >
              <Icon name="close" />
            </button>
          )}
        </>
      )}
    </div>
  );
}

function NoJobs({ jobs }: { readonly jobs: readonly Job[] }) {
  const changeView = trainSearch.useChange();
  if (jobs.length === 0) return <p className="jobs-empty">Nothing was trained here yet.</p>;
  return (
    <p className="jobs-empty">
      None of {formatCount(jobs.length)} jobs passes the filter.{" "}
      <button type="button" className="link" onClick={() => changeView({ jobFilter: "", jobState: "all" })}>
        Show all
      </button>
    </p>
  );
}

function NotLoaded({ error, retry }: { readonly error: Error | null; readonly retry: () => void }) {
  const isLost = useLive((state) => state.connection.status === "lost");
  if (error && !isLost)
    return (
      <p className="jobs-empty">
        The jobs could not be read: {error.message}{" "}
        <button type="button" className="link" onClick={retry}>
          Try again
        </button>
      </p>
    );
  return (
    <div className="job-items" role="status" aria-label="Loading">
      {[0, 1, 2].map((slot) => (
        <div key={slot} className="job job-skeleton" />
      ))}
    </div>
  );
}
