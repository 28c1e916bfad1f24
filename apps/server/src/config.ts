// From flags, environment and config file to one checked configuration. A flag beats the environment, which beats the file.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { parseLogdirSpec, type LogdirRoot } from "@runboard/logdir";
import type { DeclaredCommand } from "@runboard/training";
import { z } from "zod";
import {
  fileOnlyKeys,
  flagOf,
  nearestName,
  Settings,
  settingKeys,
  settingSpecs,
  variableOf,
  type SettingKey,
} from "./settings.ts";

export interface Config {
  readonly roots: readonly LogdirRoot[];
  /** `--logdir` or `--logdir_spec` as given. */
  readonly logdirText: string;
  /** Address to listen on; `::` for all interfaces. */
  readonly host: string;
  /** `scan`: the first free port from `first`, `count` of them. 0 lets the system choose. */
  readonly port:
    | { readonly kind: "exact"; readonly port: number }
    | { readonly kind: "scan"; readonly first: number; readonly count: number };
  /** Empty, or begins with a slash and does not end with one. */
  readonly pathPrefix: string;
  /** How often quiet directories are looked at; 0 = read once. */
  readonly reloadIntervalSeconds: number;
  readonly windowTitle: string;
  /** Plugin → greatest number of points in an answer of `/data`; 0 = all. */
  readonly samplesPerPlugin: Readonly<Record<string, number>>;
  readonly index:
    | { readonly kind: "cache" }
    | { readonly kind: "directory"; readonly path: string }
    | { readonly kind: "temporary" };
  readonly isReadOnly: boolean;
  readonly token: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly logFormat: "human" | "json";
  /** Trainings that run at once. */
  readonly trainingJobs: number;
  /** Programs that may be run as jobs. */
  readonly commands: readonly DeclaredCommand[];
  /** Where trainings may read files besides the log directory. */
  readonly dataDirectories: readonly string[];
}

/** What only the config file says. */
export type FileSettings = Pick<Config, "commands" | "dataDirectories">;

export interface ConfigFile {
  /** As it was named. */
  readonly path: string;
  readonly settings: RawSettings;
  readonly fileOnly: FileSettings;
}

/** A setting cannot be used. The message says what, where and what to do; it is for the person at the terminal. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Where a value came from, lowest precedence first. */
const sources = ["file", "environment", "flag"] as const;
type Source = (typeof sources)[number];

export type RawSettings = Readonly<Partial<Record<SettingKey, unknown>>>;

interface SourcedValue {
  readonly source: Source;
  readonly value: unknown;
}

export interface SettingSources {
  readonly flags: RawSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file: Pick<ConfigFile, "path" | "settings"> | undefined;
}

/** Settings of all sources, checked. Throws ConfigError. */
export function readSettings({ flags, environment, file }: SettingSources): Settings {
  const sourced = new Map<SettingKey, SourcedValue>();
  for (const key of settingKeys) {
    const fromEnvironment = settingSpecs[key].isFlagOnly ? undefined : environment[variableOf(key)];
    if (flags[key] !== undefined) sourced.set(key, { source: "flag", value: flags[key] });
    else if (fromEnvironment) sourced.set(key, { source: "environment", value: fromEnvironment });
    else if (file?.settings[key] !== undefined)
      sourced.set(key, { source: "file", value: file.settings[key] });
  }
  const nameOf = (key: SettingKey, source: Source): string =>
    source === "flag"
      ? flagOf(key)
      : source === "environment"
        ? variableOf(key)
        : `${key} in ${file?.path ?? ""}`;
  chooseOne(["logdir", "logdirSpec"], sourced, nameOf);
  chooseOne(["host", "bindAll"], sourced, nameOf);
  const parsed = Settings.safeParse(Object.fromEntries([...sourced].map(([key, { value }]) => [key, value])));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.path[0] as SettingKey;
  const { source, value } = sourced.get(key) ?? { source: "flag", value: undefined };
  const shown = key === "token" ? "" : ` (given: ${JSON.stringify(value)})`;
  throw new ConfigError(`${nameOf(key, source)}: ${issue?.message ?? "cannot be used"}${shown}`);
}

/** Of two settings that exclude each other, the source of higher precedence wins; from one source they are an error. */
function chooseOne(
  keys: readonly [SettingKey, SettingKey],
  sourced: Map<SettingKey, SourcedValue>,
  nameOf: (key: SettingKey, source: Source) => string,
): void {
  const [first, second] = keys.map((key) => sourced.get(key));
  if (!first || !second || isOff(first.value) || isOff(second.value)) return;
  const difference = sources.indexOf(first.source) - sources.indexOf(second.source);
  if (difference === 0) {
    const names = keys.map((key) => nameOf(key, first.source));
    throw new ConfigError(`${names.join(" and ")} exclude each other: give only one of them`);
  }
  sourced.delete(keys[difference < 0 ? 0 : 1]);
}

function isOff(value: unknown): boolean {
  return value === false || value === "false";
}

/** The configuration of a server. Throws ConfigError when settings do not fit together. */
export function serverConfig(
  settings: Settings,
  isTerminal: boolean,
  fileOnly: FileSettings = { commands: [], dataDirectories: [] },
): Config {
  const roots = settings.logdirSpec
    ? parseLogdirSpec(settings.logdirSpec)
    : settings.logdir
      ? [{ name: null, path: absolutePath(settings.logdir) }]
      : [];
  if (roots.length === 0)
    throw new ConfigError(
      "a log directory must be given: runboard --logdir PATH (or RUNBOARD_LOGDIR, or logdir in runboard.config.json)",
    );
  if (settings.noIndex && settings.indexDir)
    throw new ConfigError("--no-index and --index-dir exclude each other: give only one of them");
  const host = settings.bindAll ? "::" : (settings.host ?? "localhost");
  if (!isLoopbackHost(host) && !settings.token && !settings.insecure)
    throw new ConfigError(
      `${settings.bindAll ? "--bind_all" : `--host ${host}`} lets other machines in: set a token (RUNBOARD_TOKEN=… or --token …) that they must present, or give --insecure to let everyone in`,
    );
  return {
    roots,
    logdirText: settings.logdirSpec ?? settings.logdir ?? "",
    host,
    port:
      settings.port === "default"
        ? { kind: "scan", first: 6006, count: 100 }
        : { kind: "exact", port: settings.port },
    pathPrefix: settings.pathPrefix,
    reloadIntervalSeconds: settings.reloadInterval,
    windowTitle: settings.windowTitle,
    samplesPerPlugin: settings.samplesPerPlugin,
    index: settings.noIndex
      ? { kind: "temporary" }
      : settings.indexDir
        ? { kind: "directory", path: path.resolve(settings.indexDir) }
        : { kind: "cache" },
    isReadOnly: settings.readOnly,
    token: settings.token,
    allowedHosts: settings.allowedHosts,
    logFormat: settings.logFormat === "auto" ? (isTerminal ? "human" : "json") : settings.logFormat,
    trainingJobs: settings.trainingJobs,
    ...fileOnly,
  };
}

/** A URI stays as it is. */
function absolutePath(text: string): string {
  if (/^[a-z][\w+.-]*:\/\//i.test(text)) return text;
  return path.resolve(/^~(\/|$)/.test(text) ? path.join(homedir(), text.slice(1)) : text);
}

export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

const standardFiles = ["runboard.config.json", "runboard.config.yaml", "runboard.config.yml"];

/**
 * The config file that was named, or a standard one in the working directory; undefined when there is none.
 * Keys may be spelled as flags are (`path_prefix`, `path-prefix`) or in camel case. Throws ConfigError.
 */
export async function readConfigFile(
  named: string | undefined,
  workingDirectory: string,
): Promise<ConfigFile | undefined> {
  for (const name of named === undefined ? standardFiles : [named]) {
    const file = path.resolve(workingDirectory, name);
    const text = await readText(file, named !== undefined);
    if (text === undefined) continue;
    const { commands, dataDirs, ...settings } = await parseConfigText(name, text);
    return { path: name, settings, fileOnly: await readFileOnly(name, { commands, dataDirs }) };
  }
  return undefined;
}

async function readText(file: string, isRequired: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !isRequired) return undefined;
    throw new ConfigError(
      `the config file ${file} cannot be read (${code ?? String(error)}): check the path and its permissions`,
    );
  }
}

type FileKey = SettingKey | (typeof fileOnlyKeys)[number];

async function parseConfigText(
  name: string,
  text: string,
): Promise<Readonly<Partial<Record<FileKey, unknown>>>> {
  let content: unknown;
  try {
    content = name.endsWith(".json") ? JSON.parse(text) : (await import("yaml")).parse(text);
  } catch (error) {
    throw new ConfigError(`${name} cannot be parsed: ${(error as Error).message}`);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== "object" || Array.isArray(content))
    throw new ConfigError(`${name} must hold a mapping of settings, e.g. {"logdir": "runs"}`);
  const settings: Partial<Record<FileKey, unknown>> = {};
  const allowed: readonly FileKey[] = [
    ...settingKeys.filter((key) => !settingSpecs[key].isFlagOnly),
    ...fileOnlyKeys,
  ];
  for (const [written, value] of Object.entries(content)) {
    const camelCase = written.replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const key = allowed.find((item) => item === camelCase);
    if (key === undefined) {
      const meant = nearestName(camelCase, allowed);
      throw new ConfigError(
        `${name}: there is no setting "${written}"${meant === undefined ? `; there are ${allowed.join(", ")}` : `: did you mean "${meant}"?`}`,
      );
    }
    settings[key] = value;
  }
  return settings;
}

/** Relative paths are taken from the working directory, as those of settings are. */
async function readFileOnly(
  name: string,
  { commands = [], dataDirs = [] }: Readonly<Record<(typeof fileOnlyKeys)[number], unknown>>,
): Promise<FileSettings> {
  const directories = z.array(z.string().min(1)).safeParse(dataDirs);
  if (!directories.success)
    throw new ConfigError(`dataDirs in ${name}: expected a list of directories, e.g. ["data"]`);
  const dataDirectories = directories.data.map(absolutePath);
  if (Array.isArray(commands) && commands.length === 0) return { commands: [], dataDirectories };
  const { DeclaredCommand } = await import("@runboard/training");
  const declared = z.array(DeclaredCommand).safeParse(commands);
  if (declared.success) return { commands: declared.data, dataDirectories };
  const [issue] = declared.error.issues;
  const place = (issue?.path ?? []).map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  throw new ConfigError(`commands${place.join("")} in ${name}: ${issue?.message ?? "cannot be used"}`);
}
