// Opens the trainer of a server: where its runs go, what it may run, and where its jobs are remembered.
import type { EventStore } from "@runboard/store";
import {
  backendCacheDirectory,
  openTrainer,
  TrainingError,
  type Trainer,
  type TrainerOptions,
} from "@runboard/training";
import { BackendOutlook } from "./backend-outlook.ts";
import { ConfigError, type Config } from "./config.ts";
import type { IndexDirectory } from "./index-directory.ts";
import type { Log } from "./log.ts";

export interface TrainingParts {
  readonly config: Pick<Config, "commands" | "dataDirectories" | "isReadOnly" | "roots" | "trainingJobs">;
  /** Holds the runs of the log directory, those of jobs among them. */
  readonly store: EventStore;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Throws ConfigError when the declared commands do not fit together. The table of jobs and what they printed lie in the index directory. */
export async function openTraining(
  index: Pick<IndexDirectory, "path" | "isTemporary">,
  { config, store, log, clock }: TrainingParts,
): Promise<Trainer> {
  const trainer = await openOrRefuse({
    ...logdirOf(config),
    stateDirectory: index.path,
    concurrency: config.trainingJobs,
    commands: config.commands,
    dataDirectories: config.dataDirectories,
    onNotice: (line) => log.warn(line),
    clock,
    readMetric: (run, tag) => readLastValue(store, run, tag),
  });
  if (index.isTemporary) warnOfForgetting(trainer, log);
  return trainer;
}

/** Nothing is looked for yet. */
export function openBackendOutlook(environment: NodeJS.ProcessEnv, log: Log): BackendOutlook {
  return new BackendOutlook({
    cacheDirectory: backendCacheDirectory(environment),
    onNotice: (line) => log.warn(line),
  });
}

async function openOrRefuse(options: TrainerOptions): Promise<Trainer> {
  try {
    return await openTrainer(options);
  } catch (error) {
    if (error instanceof TrainingError)
      throw new ConfigError(`commands in the config file: ${error.message}`);
    throw error;
  }
}

/** New runs go into the first log directory. */
function logdirOf({ isReadOnly, roots }: TrainingParts["config"]): {
  logdir: string | null;
  unavailableReason?: string;
  runPrefix: string;
} {
  const [root] = roots;
  const runPrefix = root && root.name !== null ? `${root.name}/` : "";
  if (isReadOnly)
    return {
      logdir: null,
      unavailableReason: "this server was started with --read-only: start one without it to train",
      runPrefix,
    };
  if (!root || /^[a-z][\w+.-]*:\/\//i.test(root.path))
    return {
      logdir: null,
      unavailableReason: "the log directory is not on this machine: start a server with one that is to train",
      runPrefix,
    };
  return { logdir: root.path, runPrefix };
}

async function readLastValue(store: EventStore, run: string, tag: string): Promise<number | null> {
  const [series] = await store.listSeries({ runs: [run], tags: [tag], dataClass: "scalar" });
  return series?.last?.value ?? null;
}

/** Once, when there is something to forget. */
function warnOfForgetting(trainer: Trainer, log: Log): void {
  const stop = trainer.subscribe(() => {
    stop();
    log.warn(
      "the index is temporary: jobs are forgotten when this server ends; their runs stay in the log directory",
    );
  });
}
