// Opens the trainer of a server: puts table, queue and catalogue together.
import { access, constants } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openJobTable, StoreError, type JobTable } from "@runboard/store";
import { childEntry, type ChildEntry } from "../child-entry.ts";
import type { Model } from "../model.ts";
import { models } from "../models/catalogue.ts";
import { TrainingError, type Trainer, type TrainerOptions } from "../trainer.ts";
import { LocalTrainer } from "./local-trainer.ts";
import { realPathOf } from "./job-place.ts";
import { Ledger } from "./ledger.ts";
import { JobQueue } from "./queue.ts";
import { catalogueOf, type Catalogue } from "./trainable.ts";
import { UnavailableTrainer } from "./unavailable-trainer.ts";

/** What is always the same but in tests. */
export interface TrainerParts {
  readonly models: readonly Model[];
  readonly entry: () => ChildEntry;
  /** What a process has to end by itself, after it was told to, and after its server has gone. */
  readonly graceMillis: number;
  readonly orphanGraceMillis: number;
  /** How far processes stand back; see `giveWay`. */
  readonly niceness: number;
}

const parts: TrainerParts = {
  models,
  entry: childEntry,
  graceMillis: 5_000,
  orphanGraceMillis: 10_000,
  niceness: os.constants.priority.PRIORITY_BELOW_NORMAL,
};

/**
 * Where training is not possible (read-only, no log directory, a job table that another server has) the trainer says so, and all else works.
 * Throws TrainingError when two commands have the same name.
 */
export function openTrainer(options: TrainerOptions): Promise<Trainer> {
  return openTrainerOf(options, parts);
}

export async function openTrainerOf(options: TrainerOptions, parts: TrainerParts): Promise<Trainer> {
  const catalogue = catalogueOf(parts.models, options.commands);
  const { logdir } = options;
  const unavailable = (reason: string) => new UnavailableTrainer(catalogue, options.concurrency, reason);
  if (logdir === null)
    return unavailable(
      options.unavailableReason ?? "there is no log directory that runs could be written to",
    );
  try {
    await assertWritable(logdir);
    const table = await openJobTable({
      kind: "sqlite",
      path: path.join(options.stateDirectory, "jobs.sqlite"),
    });
    return await openWith(table, { ...options, logdir: path.resolve(logdir) }, { ...parts, catalogue });
  } catch (error) {
    if (error instanceof TrainingError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    // What the job table says tells where and what to do already.
    return unavailable(
      error instanceof StoreError ? asClause(reason) : `runs cannot be written to ${logdir}: ${reason}`,
    );
  }
}

/** It stands behind a colon. */
function asClause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** One that is not there yet is made with the first run. */
async function assertWritable(logdir: string): Promise<void> {
  try {
    await access(logdir, constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function openWith(
  table: JobTable,
  options: TrainerOptions & { readonly logdir: string },
  {
    catalogue,
    entry,
    graceMillis,
    orphanGraceMillis,
    niceness,
  }: TrainerParts & { readonly catalogue: Catalogue },
): Promise<Trainer> {
  const { logdir, runPrefix, stateDirectory, concurrency, clock, onNotice, readMetric } = options;
  const place = { logdir, runPrefix };
  const dataDirectories = [logdir, ...options.dataDirectories.map((directory) => path.resolve(directory))];
  const listeners = new Set<() => void>();
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  try {
    const ledger = await Ledger.open(table, {
      place: { ...place, logdir: await realPathOf(logdir) },
      onChange,
      onNotice,
    });
    const shared = { place, dataDirectories, stateDirectory, concurrency, catalogue, clock };
    const queue = new JobQueue(ledger, {
      ...shared,
      entry,
      graceMillis,
      orphanGraceMillis,
      niceness,
      onNotice,
    });
    return new LocalTrainer({ ...shared, ledger, queue, listeners, readMetric, table });
  } catch (error) {
    await table.close();
    throw error;
  }
}
