// The trainer of a server that cannot train: shows what there would be, and says why not.
import { TrainingError, type Trainer } from "../trainer.ts";
import { describeTrainable, type Catalogue } from "./trainable.ts";

export class UnavailableTrainer implements Trainer {
  readonly #catalogue: Catalogue;
  readonly #concurrency: number;
  readonly #reason: string;

  constructor(catalogue: Catalogue, concurrency: number, reason: string) {
    this.#catalogue = catalogue;
    this.#concurrency = concurrency;
    this.#reason = reason;
  }

  overview: Trainer["overview"] = () =>
    Promise.resolve({
      unavailable: this.#reason,
      backend: null,
      models: Array.from(this.#catalogue.values(), describeTrainable),
      concurrency: this.#concurrency,
      freeDiskBytes: null,
    });
  jobs: Trainer["jobs"] = () => Promise.resolve([]);
  sweeps: Trainer["sweeps"] = () => Promise.resolve([]);
  trainedRuns: Trainer["trainedRuns"] = () => new Map();
  plan: Trainer["plan"] = () => this.#refuse();
  startJob: Trainer["startJob"] = () => this.#refuse();
  cancel: Trainer["cancel"] = () => this.#refuse();
  retry: Trainer["retry"] = () => this.#refuse();
  resume: Trainer["resume"] = () => this.#refuse();
  prioritize: Trainer["prioritize"] = () => this.#refuse();
  startSweep: Trainer["startSweep"] = () => this.#refuse();
  pauseSweep: Trainer["pauseSweep"] = () => this.#refuse();
  resumeSweep: Trainer["resumeSweep"] = () => this.#refuse();
  stopSweep: Trainer["stopSweep"] = () => this.#refuse();
  subscribe: Trainer["subscribe"] = () => () => undefined;
  close: Trainer["close"] = () => Promise.resolve();

  logPath(job: string): string {
    throw new TrainingError("job_not_found", `There is no job ${job}.`);
  }

  #refuse(): Promise<never> {
    return Promise.reject(new TrainingError("unavailable", this.#reason));
  }
}
