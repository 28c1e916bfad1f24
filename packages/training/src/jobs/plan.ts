// What a request would start, and what is wrong with it; starts nothing. The page shows it, and requests are held against it.
import type { FieldProblem, Metric, Parameters, RunName, Search } from "@runboard/contract";
import type { DataPlace } from "../model.ts";
import { freeDiskBytes, roomProblem } from "./disk-space.ts";
import { checkParameters } from "./parameters.ts";
import { goodRunName, proposeRuns, runNameProblem, type RunPlace } from "./run-directory.ts";
import { expandSearch, rungSteps } from "./search.ts";
import type { Trainable } from "./trainable.ts";

export interface PlanRequest {
  readonly parameters: Parameters;
  readonly search?: Search | undefined;
  readonly run?: string | undefined;
  readonly metric?: Metric | undefined;
}

export interface Plan {
  /** Complete; empty when there are problems. */
  readonly runs: readonly PlannedRun[];
  readonly problems: readonly FieldProblem[];
  /** Why the disk is too full; null when there is room. It is one of the problems, too. */
  readonly roomProblem: string | null;
  readonly neededDiskBytes: number;
  readonly freeDiskBytes: number | null;
  readonly duplicateCount: number;
}

interface PlannedRun {
  /** As it would be named now, with the prefix. */
  readonly run: RunName;
  /** To claim its directory by: without prefix, and without a suffix for what is taken. */
  readonly base: string;
  readonly parameters: Parameters;
}

/** More say nothing new. */
const MAX_PROBLEMS = 20;

export async function makePlan(
  trainable: Trainable,
  request: PlanRequest,
  place: RunPlace & DataPlace & { readonly reservedRuns: ReadonlySet<string> },
): Promise<Plan> {
  const expansion = expand(trainable, request);
  const name = baseName(request, place);
  const problems = [
    ...expansion.problems,
    ...name.problems,
    ...(await checkRuns(trainable, expansion.runs, place)),
  ].slice(0, MAX_PROBLEMS);
  const free = await freeDiskBytes(place.logdir);
  const neededDiskBytes = expansion.runs.reduce((sum, run) => sum + trainable.diskBytes(run), 0);
  const room = roomProblem(place.logdir, neededDiskBytes, free);
  const { duplicateCount } = expansion;
  const outcome = { roomProblem: room, neededDiskBytes, freeDiskBytes: free, duplicateCount };
  if (problems.length > 0) return { ...outcome, runs: [], problems };
  const bases = expansion.runs.map((run) => name.base ?? goodRunName(trainable.runName(run)));
  const names = await proposeRuns(place, bases, place.reservedRuns);
  const runs = expansion.runs.flatMap((parameters, at) => {
    const [run, base] = [names[at], bases[at]];
    return run === undefined || base === undefined ? [] : [{ run, base, parameters }];
  });
  return { ...outcome, runs, problems: room === null ? [] : [{ field: "run", message: room }] };
}

function expand(
  trainable: Trainable,
  { parameters, search, metric }: PlanRequest,
): ReturnType<typeof expandSearch> {
  if (search === undefined) {
    const checked = checkParameters(trainable.schema, parameters);
    const runs = checked.problems.length > 0 ? [] : [checked.parameters];
    return { runs, problems: checked.problems, duplicateCount: 0 };
  }
  const expansion = expandSearch(trainable.schema, parameters, search);
  if (search.kind !== "halving") return expansion;
  const problems = [...expansion.problems, ...halvingProblems(trainable, metric)];
  for (const run of expansion.runs) {
    const totalSteps = trainable.totalSteps(run);
    if (totalSteps !== null && new Set(rungSteps(totalSteps, search.rungCount)).size < search.rungCount) {
      const message = `${search.rungCount} rungs are too many for a run of ${totalSteps} steps: each needs twice the steps of the one before.`;
      return { ...expansion, runs: [], problems: [...problems, { field: "search.rungCount", message }] };
    }
  }
  return problems.length > 0 ? { ...expansion, runs: [], problems } : expansion;
}

function halvingProblems(trainable: Trainable, metric: Metric | undefined): readonly FieldProblem[] {
  if (!trainable.canResume) {
    const message = `${trainable.title} cannot go on from a checkpoint, which successive halving needs: choose grid or random.`;
    return [{ field: "search.kind", message }];
  }
  if (metric !== undefined && metric.tag !== trainable.metric.tag) {
    const message = `Successive halving judges by what the model tells while it trains, which is ${trainable.metric.tag}.`;
    return [{ field: "metric.tag", message }];
  }
  return [];
}

/** The name that was asked for; a clone's comes with the prefix. */
function baseName(
  { run, search }: PlanRequest,
  { runPrefix }: RunPlace,
): { readonly base: string | null; readonly problems: readonly FieldProblem[] } {
  if (run === undefined) return { base: null, problems: [] };
  const base = runPrefix !== "" && run.startsWith(runPrefix) ? run.slice(runPrefix.length) : run;
  const message =
    search === undefined
      ? runNameProblem(base)
      : "Runs of a search are named after their parameters; leave it out.";
  return { base, problems: message === null ? [] : [{ field: "run", message }] };
}

async function checkRuns(
  trainable: Trainable,
  runs: readonly Parameters[],
  place: DataPlace,
): Promise<readonly FieldProblem[]> {
  const problems = new Map<string, FieldProblem>();
  // Each may read a file; the first problems suffice.
  for (const run of runs) {
    for (const problem of await trainable.check(run, place))
      problems.set(JSON.stringify([problem.field, problem.message]), problem);
    if (problems.size >= MAX_PROBLEMS) break;
  }
  return [...problems.values()];
}
