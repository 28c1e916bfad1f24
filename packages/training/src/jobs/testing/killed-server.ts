// A server that the kill test kills: takes up what was interrupted, starts more jobs, and says of each that it has it. `node killed-server.mjs <log directory> <state directory> <seed>`; begins at a line on its standard input. With a fourth argument, the parameters of a job as JSON, it starts that one only.
import { openTrainerOf } from "../open-trainer.ts";
import type { Job, Parameters } from "@runboard/contract";
import { countingJob, countingParts } from "./training-ground.ts";

const [logdir = "", stateDirectory = "", seedText = "1", onlyJob] = process.argv.slice(2);
/** Far apart for seeds that are not. */
let seed = Math.imul(Number(seedText), 0x9e37_79b1) >>> 0;

/** In [0, 1). */
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.stdin.once("data", () => void serve());
say("loaded");

/** Drawn parameters are hardly ever drawn twice. */
function isAgain(other: Job, first: Pick<Job, "parameters" | "createdSeconds">): boolean {
  const isSame = JSON.stringify(other.parameters) === JSON.stringify(first.parameters);
  return isSame && other.createdSeconds > first.createdSeconds;
}

async function serve(): Promise<void> {
  const trainer = await openTrainerOf(
    {
      logdir,
      runPrefix: "",
      stateDirectory,
      concurrency: 3,
      commands: [],
      dataDirectories: [],
      onNotice: (line) => say(`notice ${line}`),
      clock: Date.now,
      readMetric: () => Promise.resolve(null),
    },
    { ...countingParts, orphanGraceMillis: 700 },
  );
  const { unavailable } = await trainer.overview();
  if (unavailable !== null) say(`notice ${unavailable}`);
  say("open");
  if (onlyJob !== undefined) {
    const { job, run } = await trainer.startJob(countingJob(JSON.parse(onlyJob) as Parameters));
    say(`job ${job} ${run}`);
    return;
  }
  let last: Promise<void> = Promise.resolve();
  const takeUp = () => (last = last.then(takeUpAll));
  const takeUpAll = async () => {
    const jobs = await trainer.jobs();
    for (const { job, state, resumableStep, ...rest } of jobs) {
      if (state.status !== "interrupted") continue;
      if (resumableStep !== null) await trainer.resume([job]);
      else if (!jobs.some((other) => isAgain(other, rest))) await trainer.retry([job]);
    }
  };
  trainer.subscribe(() => void takeUp());
  void takeUp();
  for (let count = 0; count < 4; count++) {
    const steps = 5 + Math.floor(random() * 60);
    const parameters = {
      steps,
      rate: 0.5,
      stepMillis: random() < 0.5 ? 2 : 40,
      checkpointSteps: 1 + Math.floor(random() * 30),
      isStubborn: random() < 0.2,
      // Ends with its server, is waited for by the next one, or outlives it until it is killed.
      saveMillis: [0, 500, 20_000][Math.floor(random() * 3)] ?? 0,
    };
    // By the order of their making those that were cut off come before those that never began.
    const { job, run } = await trainer.startJob(countingJob(parameters));
    say(`job ${job} ${run}`);
    await new Promise((resolve) => setTimeout(resolve, random() * 150));
  }
}
