// The loop that every training runs in: summaries, checkpoints, steps, and what the server is told, in this order.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Metric } from "@runboard/contract";
import type { Readings, TensorFlow, Training } from "../model.ts";
import type { SummaryWriter } from "../writer.ts";
import type { Channel } from "./channel.ts";
import { Pace } from "./pace.ts";
import { CHECKPOINT_PREFIX } from "./saved-checkpoint.ts";

const PROGRESS_INTERVAL_MILLIS = 250;
const LOG_INTERVAL_MILLIS = 5000;

export interface TrainingLoopOptions {
  readonly tf: TensorFlow;
  readonly training: Training;
  readonly writer: SummaryWriter;
  readonly channel: Channel;
  readonly metric: Metric;
  readonly totalSteps: number;
  /** Steps that a checkpoint has done already. */
  readonly startStep: number;
  /** See `JobSpec`. */
  readonly stopAfterStep: number | null;
  readonly log: (line: string) => void;
}

export interface LoopEnd {
  readonly kind: "finished" | "stopped";
  /** Steps that are done and saved. */
  readonly step: number;
}

export class TrainingLoop {
  readonly #options: TrainingLoopOptions;
  readonly #lastStep: number;
  readonly #pace: Pace;
  /** The newest values of all scalars. */
  #readings: Readings = {};
  #savedStep: number;
  #nextProgressMillis = 0;
  #nextLogMillis = 0;
  #hasWarnedOfNaN = false;

  constructor(options: TrainingLoopOptions) {
    this.#options = options;
    this.#lastStep = Math.min(options.totalSteps, options.stopAfterStep ?? options.totalSteps);
    this.#savedStep = options.startStep > 0 ? options.startStep : -1;
    this.#pace = new Pace({ totalSteps: options.totalSteps, lastStep: this.#lastStep });
  }

  async run(): Promise<LoopEnd> {
    const { tf, training, channel, startStep } = this.#options;
    const { numTensors } = tf.memory();
    this.#tellProgress(startStep);
    for (let step = startStep; step < this.#lastStep; step += 1) {
      // Steps are synchronous: only between them are messages and signals seen.
      await nextTurn();
      if (channel.signal.aborted) return this.#stop(step);
      if (step % training.summaryInterval === 0) await this.#summarize(step);
      if (step % training.checkpointInterval === 0) await this.#saveAndValidate(step);
      training.trainStep(step);
      this.#assertNoLeak(numTensors, step);
      this.#pace.mark(step + 1, performance.now());
      if (step === startStep) await channel.send({ kind: "phase", phase: null });
      this.#tellProgress(step + 1);
    }
    return this.#finish();
  }

  async #finish(): Promise<LoopEnd> {
    const { training, channel, totalSteps } = this.#options;
    const step = this.#lastStep;
    await this.#save(step);
    this.#read(
      step,
      step < totalSteps ? await training.afterCheckpoint?.(step) : await training.finish?.(step),
    );
    if (channel.signal.aborted) return { kind: "stopped", step };
    this.#tellNow(step);
    return { kind: "finished", step };
  }

  async #stop(step: number): Promise<LoopEnd> {
    this.#options.log(`Stops after ${step} steps.`);
    this.#tellNow(step);
    await this.#save(step);
    return { kind: "stopped", step };
  }

  async #summarize(step: number): Promise<void> {
    const { tf, training } = this.#options;
    this.#read(step, await training.summarize(step));
    const { stepsPerSecond } = this.#pace;
    this.#read(step, {
      ...(stepsPerSecond === null ? {} : { "train/steps_per_second": stepsPerSecond }),
      "memory/tensors_bytes": tf.memory().numBytes,
      "memory/process_bytes": process.memoryUsage.rss(),
    });
  }

  async #saveAndValidate(step: number): Promise<void> {
    if (this.#savedStep === step) return;
    await this.#save(step);
    this.#read(step, await this.#options.training.afterCheckpoint?.(step));
  }

  async #save(step: number): Promise<void> {
    if (this.#savedStep === step) return;
    const { training, writer, channel } = this.#options;
    await training.beforeCheckpoint?.(step);
    // What is resumed from here must find the points before it.
    writer.flush();
    // The run is this job's alone.
    writer.checkpoint(training.variables(), step, { prefix: CHECKPOINT_PREFIX, deletes: "all" });
    this.#savedStep = step;
    await channel.send({ kind: "checkpoint", step });
  }

  #read(step: number, readings: Readings = {}): void {
    const { writer, log } = this.#options;
    for (const [tag, value] of Object.entries(readings)) {
      writer.scalar(tag, value, step);
      if (Number.isFinite(value) || this.#hasWarnedOfNaN) continue;
      this.#hasWarnedOfNaN = true;
      log(`${tag} is ${value} at step ${step}: the training has diverged. A smaller learning rate may help.`);
    }
    this.#readings = { ...this.#readings, ...readings };
  }

  #assertNoLeak(expectedCount: number, step: number): void {
    const { numTensors } = this.#options.tf.memory();
    if (numTensors > expectedCount)
      throw new Error(
        `Step ${step} left ${numTensors - expectedCount} tensors in memory, which would fill it in the end. It is a fault of the model.`,
      );
  }

  #tellProgress(step: number): void {
    const now = performance.now();
    if (now >= this.#nextProgressMillis || step === this.#lastStep) this.#tellNow(step);
    if (now < this.#nextLogMillis && step < this.#lastStep) return;
    this.#nextLogMillis = now + LOG_INTERVAL_MILLIS;
    const { log, totalSteps } = this.#options;
    const { stepsPerSecond } = this.#pace;
    log(
      [
        `step ${step} of ${totalSteps}`,
        ...Object.entries(this.#readings)
          .filter(([tag]) => !tag.startsWith("memory/") && !tag.startsWith("train/"))
          .map(([tag, value]) => `${tag} ${Number(value.toPrecision(4))}`),
        ...(stepsPerSecond === null ? [] : [`${stepsPerSecond.toFixed(1)} steps/s`]),
      ].join(" · "),
    );
  }

  #tellNow(step: number): void {
    const { channel, metric } = this.#options;
    this.#nextProgressMillis = performance.now() + PROGRESS_INTERVAL_MILLIS;
    const metricValue = this.#readings[metric.tag] ?? null;
    void channel.send({ kind: "progress", progress: { ...this.#pace.progress, step }, metricValue });
  }
}
