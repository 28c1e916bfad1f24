// `runboard jobs`: the list of jobs, and what can be done to them.
import { hasEnded, JobStatus, jobStatusWords, type Job } from "@runboard/contract";
import { nearestName } from "../settings.ts";
import { flagsHelp, isOn, oneOf, readFlags, UsageError, type FlagSpec } from "./flags.ts";
import { metricText, stateText, stepsText, tableText } from "./job-text.ts";
import { jobJson } from "./progress.ts";
import { answerOf, linkFlags, linkTo, type CommandIo, type ServerLink } from "./server-link.ts";

const actions = ["list", "cancel", "retry", "resume", "log"] as const;
type Action = (typeof actions)[number];

const ownFlags: readonly FlagSpec[] = [
  { name: "sweep", argument: "ID", help: "only those of this sweep" },
  { name: "status", argument: "LIST", help: `only those in these states: ${JobStatus.options.join(",")}` },
  ...linkFlags,
];

const usage = `Usage: runboard jobs [flags]
       runboard jobs cancel|retry|resume|log ID … [flags]
       runboard jobs cancel --sweep ID [flags]

Lists the trainings of a running server; stops them, trains them again from their first step as new jobs in new runs
(retry), goes on with them from their last checkpoints in their own (resume), or prints what they printed.
`;

export async function jobs(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = readFlags(args, ownFlags);
  if (isOn(flags, "help")) {
    io.stdout.write(`${usage}\nFlags:\n${flagsHelp(ownFlags)}`);
    return 0;
  }
  const [word = "list", ...ids] = flags.words;
  const action = actionNamed(word);
  const status = oneOf(flags, "status")?.split(",").map(statusNamed);
  const sweep = oneOf(flags, "sweep");
  const isWholeSweep = action === "cancel" && sweep !== undefined;
  if ((action === "list" || isWholeSweep) && ids.length > 0)
    throw new UsageError(`no jobs are named with ${isWholeSweep ? "--sweep" : "the list"}: ${ids.join(" ")}`);
  if (action !== "list" && !isWholeSweep && ids.length === 0)
    throw new UsageError(`give the jobs to ${action}: runboard jobs ${action} ID; runboard jobs lists them`);
  const link = linkTo(flags, io);
  if (action === "log") return printLogs(ids, link, io);
  if (isWholeSweep) await answerOf(link.client.stopSweep(sweep), link);
  const answer = {
    list: () => link.client.jobs({ sweep, status }),
    cancel: () => (isWholeSweep ? link.client.jobs({ sweep }) : link.client.cancelJobs(ids)),
    retry: () => link.client.retryJobs(ids),
    resume: () => link.client.resumeJobs(ids),
  };
  const { jobs: shown } = await answerOf(answer[action](), link);
  io.stdout.write(isOn(flags, "json") ? shown.map(jobJson).join("") : listText(shown));
  return 0;
}

function actionNamed(word: string): Action {
  const action = actions.find((each) => each === word);
  if (action !== undefined) return action;
  const meant = nearestName(word, actions);
  throw new UsageError(
    `jobs cannot ${word}${meant === undefined ? `; there are ${actions.join(", ")}` : `: did you mean ${meant}?`}`,
  );
}

function statusNamed(word: string): JobStatus {
  const name = word.trim();
  const status = JobStatus.options.find((each) => each === name || jobStatusWords[each] === name);
  if (status !== undefined) return status;
  const meant = nearestName(word, JobStatus.options);
  throw new UsageError(
    `--status: there is no state ${word}${meant === undefined ? `; there are ${JobStatus.options.join(", ")}` : `: did you mean ${meant}?`}`,
  );
}

function listText(shown: readonly Job[]): string {
  if (shown.length === 0) return "no jobs\n";
  // What is being stopped was not yet.
  const reasonOf = ({ state }: Job): string =>
    "reason" in state && state.status !== "cancelling" ? (state.reason.split("\n", 1)[0] ?? "") : "";
  const rows = shown.map((job) => [
    job.job,
    stateText(job),
    job.run,
    hasEnded(job) ? String(job.progress?.step ?? "") : stepsText(job),
    [metricText(job), reasonOf(job)].filter((part) => part !== "").join("; "),
  ]);
  return tableText([["JOB", "STATE", "RUN", "STEPS", "METRIC"], ...rows]);
}

/** All of them, as the server reads them from its disk. */
async function printLogs(ids: readonly string[], link: ServerLink, io: CommandIo): Promise<number> {
  for (const id of ids) {
    const response = await answerOf(link.client.downloadJobLog(id), link);
    io.stdout.write(await response.text());
  }
  return 0;
}
