// How much of the speed of plain tfjs a training keeps as a job: with no summaries, and with those of the tutorial.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startJob } from "@runboard/training/testing";
import { type Figure, median, medianFigure } from "./figures.ts";

const WARM_UP_STEPS = 20;
const MEASURED_STEPS = 200;
/** More than there are steps. */
const NEVER = 1_000_000;

/** Interleaved, so that a busy minute of the machine falls on all three. */
export async function measureTraining(repetitions = 3): Promise<readonly Figure[]> {
  const [plain, quiet, tutorial]: [number[], number[], number[]] = [[], [], []];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    plain.push(plainStepsPerSecond());
    quiet.push(await jobStepsPerSecond({ summaryInterval: NEVER, checkpointInterval: NEVER }));
    tutorial.push(await jobStepsPerSecond({ summaryInterval: 5, checkpointInterval: 100 }));
  }
  const named = (name: string, unit: string, target?: number) => ({
    ...{ name, unit, target, tensorBoard: undefined },
  });
  const speed = (name: string, values: readonly number[]): Figure =>
    medianFigure(named(name, "steps/s"), values);
  // As the times of a step, of which less is better: 0.9 and 0.7 of plain tfjs's speed.
  const ratio = (name: string, target: number, values: readonly number[]): Figure => ({
    ...named(name, "×", target),
    value: median(plain) / median(values),
  });
  return [
    speed("mnist-cnn in plain tfjs", plain),
    speed("mnist-cnn as a job, no summaries", quiet),
    speed("mnist-cnn as a job, the tutorial's summaries", tutorial),
    ratio("time of a step as a job, of plain tfjs", 1 / 0.9, quiet),
    ratio("the same with the tutorial's summaries", 1 / 0.7, tutorial),
  ];
}

function plainStepsPerSecond(): number {
  const program = join(import.meta.dirname, "plain-training.ts");
  const steps = [WARM_UP_STEPS, MEASURED_STEPS].map(String);
  return Number(execFileSync(process.execPath, ["--import", "tsx", program, ...steps], { encoding: "utf8" }));
}

async function jobStepsPerSecond(intervals: Readonly<Record<string, number>>): Promise<number> {
  const logdir = mkdtempSync(join(tmpdir(), "runboard-bench-training-"));
  try {
    const job = startJob({ model: "mnist-cnn", logdir, parameters: { ...intervals, steps: NEVER } });
    const reach = async (steps: number): Promise<{ readonly step: number; readonly millis: number }> => {
      let step = 0;
      await job.until((message) => {
        if (message.kind === "progress") step = message.progress.step;
        return message.kind === "progress" && step >= steps;
      });
      return { step, millis: performance.now() };
    };
    const first = await reach(WARM_UP_STEPS);
    const last = await reach(first.step + MEASURED_STEPS);
    job.child.kill("SIGKILL");
    await job.exit;
    return ((last.step - first.step) / (last.millis - first.millis)) * 1000;
  } finally {
    rmSync(logdir, { recursive: true, force: true });
  }
}
