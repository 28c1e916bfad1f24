// What the HTTP application is built from.
import type { LogdirWatch, ValueReader } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import type { Trainer } from "@runboard/training";
import type { BackendOutlook } from "./backend-outlook.ts";
import type { BlobSource } from "./blobs/blob-source.ts";
import type { CheckpointWork } from "./checkpoints/checkpoint-work.ts";
import type { Config } from "./config.ts";
import type { GraphWork } from "./graphs/graph-work.ts";
import type { Log } from "./log.ts";
import type { IndexDamage } from "./watched-store.ts";

export interface AppParts {
  readonly store: EventStore;
  readonly watch: Pick<LogdirWatch, "progress" | "subscribe">;
  /** Reads what the store only has the places of. */
  readonly values: ValueReader;
  readonly trainer: Trainer;
  readonly damage: Pick<IndexDamage, "noteDamage" | "remaining">;
  readonly backend: Pick<BackendOutlook, "known">;
  readonly config: Config;
  readonly version: string;
  /** Names this life of the server in entity tags. */
  readonly instance: string;
  /** Where the built page lies. */
  readonly webDirectory: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Log;
}

/** What the application makes of its parts for its dashboards. */
export interface DashboardParts extends AppParts {
  readonly blobs: BlobSource;
  readonly graphs: GraphWork;
  readonly checkpoints: CheckpointWork;
}
