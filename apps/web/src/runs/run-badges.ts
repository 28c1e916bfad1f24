// What there is to say of a run beside its name, and why.
import type { FileProblem, JobId, JobStatus, Run } from "@runboard/contract";
import { assertNever } from "../ui/assert-never.ts";
import { formatAge, formatCount, formatCounted, formatWallTime } from "../ui/format.ts";
import type { RunJob } from "../jobs/run-jobs.ts";

export type RunBadge = {
  /** Whole sentence, for the tip and for a screen reader. */
  readonly meaning: string;
} & (
  | {
      readonly kind:
        | "baseline"
        | "pinned"
        | "damaged"
        | "findings"
        | "restarted"
        | "empty"
        | "live"
        | "finished"
        | "stale";
    }
  | { readonly kind: "job"; readonly job: JobId; readonly status: JobStatus }
);

const PROBLEMS_IN_TIP = 4;

/** What there is to know of a run besides its files. */
export interface RunRole {
  readonly isPinned: boolean;
  readonly isBaseline: boolean;
  /** That trained it here. */
  readonly job: RunJob | undefined;
}

const noRole: RunRole = { isPinned: false, isBaseline: false, job: undefined };

/** What can be seen beside a run. That it is stale, as most are, or finished like all others is said in words only. */
export function visibleBadges(badges: readonly RunBadge[], tellsFinished: boolean): readonly RunBadge[] {
  return badges.filter(({ kind }) => kind !== "stale" && (kind !== "finished" || tellsFinished));
}

/** Whether that a run is finished tells it from another. */
export function tellsFinished(runs: readonly Pick<Run, "state">[]): boolean {
  return runs.some(({ state }) => state === "finished") && runs.some(({ state }) => state !== "finished");
}

export function runBadges(run: Run, nowMillis: number, role: RunRole = noRole): readonly RunBadge[] {
  const badges: RunBadge[] = [];
  if (role.isBaseline) badges.push({ kind: "baseline", meaning: "Others are compared with this run" });
  if (role.isPinned) badges.push({ kind: "pinned", meaning: "Pinned to the top of the list" });
  if (role.job) {
    const { job, status, text } = role.job;
    badges.push({ kind: "job", job, status, meaning: `Trained here by a job: ${text}` });
  }
  if (run.problems.length > 0) badges.push({ kind: "damaged", meaning: damageMeaning(run.problems) });
  if (run.findingCount > 0) badges.push({ kind: "findings", meaning: findingsMeaning(run.findingCount) });
  if (run.restartCount > 0) badges.push({ kind: "restarted", meaning: restartMeaning(run) });
  if (run.seriesCount === 0) badges.push({ kind: "empty", meaning: "Nothing was found in its files" });
  badges.push({ kind: run.state, meaning: stateMeaning(run, nowMillis) });
  return badges;
}

/** What is said of a run in one line: a full stop between two, whether or not the first has one of its own. */
export function spokenLine(parts: readonly string[]): string {
  return parts.map((part, i) => (i < parts.length - 1 ? part.replace(/\.$/, "") : part)).join(". ");
}

/** One line for one file: where, how many, why. */
export function problemText(problem: FileProblem): string {
  const at = problem.offsetBytes === null ? "" : ` at byte ${formatCount(problem.offsetBytes)}`;
  switch (problem.kind) {
    case "corrupt":
      return `Damaged${at}: reading ended there (${problem.reason})${skippedBefore(problem)}`;
    case "skipped":
      return `${formatCounted(problem.skippedRecordCount, "record")} skipped, the first${at} (${problem.reason})`;
    case "unreadable":
      return `Could not be read (${problem.reason})`;
    default:
      return assertNever(problem.kind);
  }
}

function skippedBefore({ skippedRecordCount }: FileProblem): string {
  return skippedRecordCount > 0 ? `; ${formatCounted(skippedRecordCount, "record")} skipped before` : "";
}

/** `3 of 250 runs have damaged files: 17 records skipped, reading of 2 files ended at damage`; null when none has. */
export function damageSummary(runs: readonly Run[]): string | null {
  const damaged = runs.filter(({ problems }) => problems.length > 0);
  if (damaged.length === 0) return null;
  const problems = damaged.flatMap((run) => run.problems);
  const skippedCount = problems.reduce((sum, { skippedRecordCount }) => sum + skippedRecordCount, 0);
  const countOf = (kind: FileProblem["kind"]) => problems.filter((problem) => problem.kind === kind).length;
  const [cutCount, unreadableCount] = [countOf("corrupt"), countOf("unreadable")];
  const losses = [
    skippedCount > 0 ? `${formatCounted(skippedCount, "record")} skipped` : "",
    // What stands behind the damage was not read, so nobody knows how much it is.
    cutCount > 0 ? `reading of ${formatCounted(cutCount, "file")} ended at damage` : "",
    unreadableCount > 0 ? `${formatCounted(unreadableCount, "file")} could not be read` : "",
  ].filter((loss) => loss !== "");
  const verb = damaged.length === 1 ? "has" : "have";
  const lost = losses.length > 0 ? `: ${losses.join(", ")}` : "";
  return `${formatCount(damaged.length)} of ${formatCounted(runs.length, "run")} ${verb} damaged files${lost}`;
}

function damageMeaning(problems: readonly FileProblem[]): string {
  const lines = problems
    .slice(0, PROBLEMS_IN_TIP)
    .map((problem) => `${problem.path}\n${problemText(problem)}`);
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${formatCounted(more, "more file")}`] : [])].join("\n");
}

function findingsMeaning(count: number): string {
  return `${formatCounted(count, "thing")} noticed in its values: not finite, spikes, or standing still`;
}

function restartMeaning({ restartCount, supersededPointCount }: Run): string {
  const times = restartCount === 1 ? "once" : `${formatCount(restartCount)} times`;
  const verb = supersededPointCount === 1 ? "was" : "were";
  return `Went back to an earlier step ${times}. ${formatCounted(supersededPointCount, "point")} from before ${verb} replaced.`;
}

function stateMeaning(run: Run, nowMillis: number): string {
  const age = formatAge(nowMillis / 1000 - run.modifiedSeconds);
  switch (run.state) {
    case "live":
      return age === "now" ? "Live: its files are growing" : `Live: its files grew ${age} ago`;
    case "finished":
      return `Finished: its writer said so${run.lastWallTimeSeconds === null ? "" : `, last value ${formatWallTime(run.lastWallTimeSeconds)}`}`;
    case "stale":
      return `Stale: nothing was written for ${age}, and its writer did not say that it finished`;
    default:
      return assertNever(run.state);
  }
}
