// Trains one of our models as a job: back end, directory, resumption, session of hyper-parameters, loop.
import { join } from "node:path";
import { z } from "zod";
import { backendCacheDirectory } from "../backend/cache-directory.ts";
import { type BackendOptions, openBackend } from "../backend/open-backend.ts";
import { replaceReluGradient } from "../backend/relu-gradient.ts";
import type { JobSpec } from "../messages.ts";
import type { Model } from "../model.ts";
import { models } from "../models/catalogue.ts";
import { createSummaryWriter, type SummaryWriter } from "../writer.ts";
import type { Channel, JobEnd } from "./channel.ts";
import { describeExperiment } from "./experiment.ts";
import { findCheckpoint, hasCheckpoints, type SavedCheckpoint } from "./saved-checkpoint.ts";
import { TrainingLoop } from "./training-loop.ts";

const WantedBackend = z.enum(["auto", "tensorflow", "wasm", "cpu"]);

export interface JobPlace {
  readonly channel: Channel;
  /** To the job's log. */
  readonly log: (line: string) => void;
}

/** Throws when it fails. */
export async function runModel(spec: JobSpec, place: JobPlace): Promise<JobEnd> {
  const model = models.find(({ id }) => id === spec.model);
  if (model === undefined) throw new Error(`There is no model ${spec.model} in this version of Runboard.`);
  const parameters = parseParameters(model, spec);
  place.log(
    `${model.id} · ${Object.entries(parameters)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(" · ")}`,
  );
  const runDirectory = join(spec.logdir, spec.run);
  const checkpoint = await beginningOf(spec, runDirectory, place.log);
  const writer = createSummaryWriter(runDirectory);
  let hasEnded = false;
  try {
    const startStep = checkpoint?.step ?? 0;
    // What earlier attempts wrote from this step on is void.
    writer.sessionLog("start", startStep);
    writer.experiment(describeExperiment(model));
    writer.hparams(parameters);
    const end = await trainFrom(checkpoint, { model, parameters, runDirectory, writer, spec, place });
    writer.endSession(end.kind === "finished" ? "success" : "unknown");
    hasEnded = true;
    writer.close();
    return end;
  } catch (error) {
    if (!hasEnded) endFailed(writer, place);
    throw error;
  }
}

/** What it goes on from; null for a job that begins. Whichever it is, nothing that was trained is written over. */
async function beginningOf(
  { run, resume }: JobSpec,
  runDirectory: string,
  log: (line: string) => void,
): Promise<SavedCheckpoint | null> {
  if (!resume) {
    if (!(await hasCheckpoints(runDirectory))) return null;
    throw new Error(
      `${run} holds checkpoints already, which are not written over: train it again, which gets a run of its own.`,
    );
  }
  const checkpoint = await findCheckpoint(runDirectory, log);
  if (checkpoint !== null) return checkpoint;
  throw new Error(
    `${run} holds no whole checkpoint to go on from: train it again, which gets a run of its own.`,
  );
}

/** The error that is on its way tells more than one of the disk would. */
function endFailed(writer: SummaryWriter, { log }: JobPlace): void {
  try {
    writer.endSession("failure");
    writer.close();
  } catch (error) {
    log(`The run's end could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Attempt {
  readonly model: Model;
  readonly parameters: Parameters;
  readonly runDirectory: string;
  readonly writer: SummaryWriter;
  readonly spec: JobSpec;
  readonly place: JobPlace;
}

type Parameters = Readonly<Record<string, string | number | boolean>>;

async function trainFrom(checkpoint: SavedCheckpoint | null, attempt: Attempt): Promise<JobEnd> {
  const { model, parameters, runDirectory, writer, spec } = attempt;
  const { channel, log } = attempt.place;
  const tellPhase = (phase: string) => channel.send({ kind: "phase", phase });
  const { tf, backend } = await openBackend({
    want: wantedBackend(process.env),
    cacheDirectory: backendCacheDirectory(process.env),
    log,
    onOpening: (title) => tellPhase(`loading ${title}`),
  });
  replaceReluGradient(tf);
  await channel.send({ kind: "started", backend });
  const training = await model.begin({
    tf,
    parameters,
    writer,
    runDirectory,
    log,
    tellPhase,
    signal: channel.signal,
    dataDirectories: [spec.logdir, ...spec.dataDirectories],
  });
  try {
    if (checkpoint !== null) {
      training.restore(checkpoint.values);
      log(`Resumes after ${checkpoint.step} steps.`);
    }
    // A start at step 0 voids what was written there.
    if (checkpoint === null || checkpoint.step === 0) {
      await tellPhase("drawing the graph");
      await training.describe?.();
    }
    // With the first summaries and a look at what it knows before.
    await tellPhase("taking the first step");
    writer.flush();
    const end = await new TrainingLoop({
      tf,
      training,
      writer,
      channel,
      metric: model.metric,
      totalSteps: model.totalSteps(parameters),
      startStep: checkpoint?.step ?? 0,
      stopAfterStep: spec.stopAfterStep,
      log,
    }).run();
    return end.kind === "finished" ? end : { kind: "stopped" };
  } finally {
    training.dispose();
  }
}

function parseParameters(model: Model, spec: JobSpec): Parameters {
  const parsed = model.parameters.safeParse(spec.parameters);
  if (!parsed.success)
    throw new Error(`The parameters of ${model.id} are wrong: ${z.prettifyError(parsed.error)}`);
  return z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).parse(parsed.data);
}

function wantedBackend(environment: NodeJS.ProcessEnv): BackendOptions["want"] {
  const wanted = WantedBackend.safeParse(environment["RUNBOARD_BACKEND"] ?? "auto");
  if (wanted.success) return wanted.data;
  throw new Error(
    `RUNBOARD_BACKEND is "${environment["RUNBOARD_BACKEND"] ?? ""}": give ${WantedBackend.options.join(", ")}.`,
  );
}
