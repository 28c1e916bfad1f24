// Every setting once: its flag, its environment variable, its key in the config file, and what it may hold.
import { z } from "zod";

const Switch = z.union([z.boolean(), z.stringbool()], "expected true or false");
const NonEmpty = z.string("expected text").min(1, "is empty");
const numeric = (message: string) =>
  z.union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ],
    message,
  );
const port = "expected a port number from 0 to 65535, where 0 lets the system choose";
const seconds = "expected a number of seconds from 0 to 86400";
const jobCount = "expected a number of jobs from 1 to 64";

/** `scalars=500,images=0` or a mapping; 0 keeps all. */
const SamplesPerPlugin = z
  .union(
    [z.record(z.string(), z.int().nonnegative()), z.string().transform(parseSamples)],
    "expected plugin=count pairs, e.g. scalars=500,images=0",
  )
  .default({});

const NameList = z.union(
  [z.array(NonEmpty), z.string().transform((text) => text.split(",").filter((name) => name !== ""))],
  "expected names with commas between",
);

/** What flags, environment and config file may say, before defaults depend on each other. Flags and environment give strings. */
export const Settings = z.object({
  logdir: NonEmpty.optional(),
  logdirSpec: NonEmpty.optional(),
  host: NonEmpty.optional(),
  bindAll: Switch.default(false),
  port: z
    .union([z.literal("default"), numeric(port)], port)
    .refine(
      (value) => value === "default" || (Number.isInteger(value) && value >= 0 && value <= 65_535),
      port,
    )
    .default("default"),
  pathPrefix: z
    .string("expected a path")
    .regex(/^(\/[^?#\s]*)?$/, "must begin with a slash and hold no spaces, ? or #, e.g. /runboard")
    .transform((prefix) => prefix.replace(/\/+$/, ""))
    .default(""),
  reloadInterval: numeric(seconds)
    .refine((value) => value >= 0 && value <= 86_400, seconds)
    .default(5),
  windowTitle: z.string("expected text").default(""),
  samplesPerPlugin: SamplesPerPlugin,
  indexDir: NonEmpty.optional(),
  noIndex: Switch.default(false),
  readOnly: Switch.default(false),
  insecure: Switch.default(false),
  token: z.string("expected text").min(8, "is too short: give at least 8 characters").optional(),
  allowedHosts: NameList.default([]),
  trainingJobs: numeric(jobCount)
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= 64, jobCount)
    .default(1),
  logFormat: z.enum(["auto", "human", "json"], "expected auto, human or json").default("auto"),
  inspect: Switch.default(false),
  eventFile: NonEmpty.optional(),
  tag: z.string("expected text").optional(),
});
export type Settings = z.infer<typeof Settings>;
export type SettingKey = keyof Settings;

interface SettingSpec {
  /** Placeholder of the value; a switch has none. */
  readonly argument?: string;
  readonly help: string;
  /** A deed of one call, not a property of an installation: only a flag sets it. */
  readonly isFlagOnly?: boolean;
}

export const settingSpecs: Readonly<Record<SettingKey, SettingSpec>> = {
  logdir: { argument: "PATH", help: "directory that holds event files, searched with all below it" },
  logdirSpec: { argument: "SPEC", help: "several log directories: name1:path1,name2:path2" },
  host: { argument: "ADDR", help: "listen on this address only (default: localhost)" },
  bindAll: { help: "listen on all interfaces; needs --token or --insecure" },
  port: { argument: "PORT", help: "port; by default the first free one from 6006; 0: any" },
  pathPrefix: { argument: "PATH", help: "serve everything below this path, e.g. /runboard" },
  reloadInterval: {
    argument: "SECONDS",
    help: "look at quiet log directories at least this often; 0: read once and stop",
  },
  windowTitle: { argument: "TEXT", help: "title of the browser window" },
  samplesPerPlugin: {
    argument: "LIST",
    help: "limit TensorBoard's /data routes, e.g. scalars=500,images=0; Runboard itself keeps every point",
  },
  indexDir: {
    argument: "PATH",
    help: "keep the index here (default: in your cache directory, by log directory)",
  },
  noIndex: { help: "use a temporary index and remove it at exit" },
  readOnly: { help: "refuse every request that would change something" },
  insecure: { help: "listen on other interfaces without a token" },
  token: { argument: "TOKEN", help: "ask every client for this token; better given as RUNBOARD_TOKEN" },
  allowedHosts: {
    argument: "NAMES",
    help: "host names that requests may carry besides the usual ones, e.g. runs.example.com,.example.org; * for any",
  },
  trainingJobs: { argument: "N", help: "trainings that run at once; others wait (default: 1)" },
  logFormat: {
    argument: "FORMAT",
    help: "human: a few lines; json: one JSON object a request; auto: human on a terminal (default)",
  },
  inspect: { help: "print a digest of the event files and exit", isFlagOnly: true },
  eventFile: {
    argument: "PATH",
    help: "with --inspect: this file instead of a log directory",
    isFlagOnly: true,
  },
  tag: { argument: "TAG", help: "with --inspect: only this tag", isFlagOnly: true },
};

export const settingKeys = Object.keys(settingSpecs) as SettingKey[];

/** Settings that only the config file may hold: they name programs and places that no flag, variable or request may choose. */
export const fileOnlyKeys = ["commands", "dataDirs"] as const;

/** TensorBoard's flags that steer machinery which Runboard does not have; they take a value, except those in `ignoredSwitches`. */
export const ignoredFlags = [
  "db",
  "db-import",
  "detect-file-replacement",
  "extra-data-server-flags",
  "generic-data",
  "grpc-creds-type",
  "grpc-data-provider",
  "load-fast",
  "max-reload-threads",
  "purge-orphaned-data",
  "reload-multifile",
  "reload-multifile-inactive-secs",
  "reload-task",
  "reuse-port",
] as const;
export const ignoredSwitches: ReadonlySet<string> = new Set(["db-import"]);

export function flagOf(key: SettingKey): string {
  return `--${kebabCase(key)}`;
}

export function variableOf(key: SettingKey): string {
  return `RUNBOARD_${kebabCase(key).replaceAll("-", "_").toUpperCase()}`;
}

function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The name nearest to a mistyped one; undefined when none is near enough to have been meant. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const scored = names
    .map((name) => ({ name, distance: editDistance(typed, name) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = scored;
  return best && best.distance <= Math.max(1, Math.floor(typed.length / 3)) ? best.name : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const letters = Array.from(to);
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: letters.length + 1 }, (_, column) => column);
  let previous = "";
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [column, other] of letters.entries()) {
      const above = row[column + 1] ?? 0;
      const left = next[column] ?? 0;
      const diagonal = row[column] ?? 0;
      const isSwap = column > 0 && letter === letters[column - 1] && previous === other;
      const swapped = (isSwap ? before[column - 1] : undefined) ?? Number.POSITIVE_INFINITY;
      next.push(Math.min(above + 1, left + 1, swapped + 1, diagonal + (letter === other ? 0 : 1)));
    }
    before = row;
    row = next;
    previous = letter;
  }
  return row[letters.length] ?? 0;
}

function parseSamples(text: string, context: z.RefinementCtx): Record<string, number> {
  const samples: Record<string, number> = {};
  for (const pair of text.split(",").filter((item) => item.trim() !== "")) {
    const match = /^\s*([\w.-]+)\s*=\s*(\d{1,9})\s*$/.exec(pair);
    if (!match?.[1] || !match[2]) {
      context.addIssue({ code: "custom", message: `"${pair}" is not of the form plugin=count` });
      return z.NEVER;
    }
    samples[match[1]] = Number(match[2]);
  }
  return samples;
}
