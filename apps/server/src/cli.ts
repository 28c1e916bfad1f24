// The command line: TensorBoard's flags in both spellings, a few of our own, and words that help when one is wrong.
import { Command, CommanderError, Option } from "commander";
import {
  ConfigError,
  readConfigFile,
  readSettings,
  serverConfig,
  type Config,
  type RawSettings,
} from "./config.ts";
import {
  flagOf,
  ignoredFlags,
  ignoredSwitches,
  nearestName,
  settingKeys,
  settingSpecs,
  type SettingKey,
  type Settings,
} from "./settings.ts";

export interface Invocation {
  /** Without the program and the script. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly isTerminal: boolean;
  readonly version: string;
}

/** Commands besides `serve`, with what they are for. */
const commandHelp = {
  train: "start a training on a running server",
  sweep: "start many trainings with different parameters",
  jobs: "list trainings, stop, retry or resume them, read what they printed",
  doctor: "say what trainings compute with, and make it faster",
} as const;
export type CommandName = keyof typeof commandHelp;
const commandNames = Object.keys(commandHelp) as CommandName[];

export type Task =
  | {
      readonly kind: "serve";
      readonly config: Config;
      /** Lines for the person who started it. */
      readonly notices: readonly string[];
    }
  | {
      readonly kind: "inspect";
      readonly target: { readonly logdir: string } | { readonly eventFile: string };
      readonly tag: string | undefined;
    }
  /** A command that is not a server; `args` are what follows its name. */
  | { readonly kind: "command"; readonly name: CommandName; readonly args: readonly string[] }
  /** Help or version. */
  | { readonly kind: "print"; readonly text: string }
  /** Nothing can be done; the text says why and what to do. */
  | { readonly kind: "refuse"; readonly text: string };

/** What a command line asks for. Reads the config file. */
export async function parseInvocation(invocation: Invocation): Promise<Task> {
  const [first, ...rest] = invocation.args;
  const name = commandNames.find((command) => command === first);
  if (name !== undefined) return { kind: "command", name, args: rest };
  const parsed = parseArguments(invocation);
  if (parsed.kind !== "flags") return parsed;
  if (parsed.wantsVersion) return { kind: "print", text: `${invocation.version}\n` };
  try {
    const { environment } = invocation;
    const file = await readConfigFile(
      parsed.configFile ?? (environment["RUNBOARD_CONFIG"] || undefined),
      invocation.workingDirectory,
    );
    const settings = readSettings({ flags: parsed.flags, environment, file });
    if (settings.inspect) return inspectTask(settings);
    if (settings.eventFile !== undefined || settings.tag !== undefined)
      throw new ConfigError("--event_file and --tag go with --inspect");
    const config = serverConfig(settings, invocation.isTerminal, file?.fileOnly);
    return { kind: "serve", config, notices: parsed.notices };
  } catch (error) {
    if (error instanceof ConfigError) return refusal(error.message);
    throw error;
  }
}

function inspectTask({ logdir, eventFile, tag }: Settings): Task {
  if (eventFile !== undefined && logdir === undefined) return { kind: "inspect", target: { eventFile }, tag };
  if (logdir !== undefined && eventFile === undefined) return { kind: "inspect", target: { logdir }, tag };
  throw new ConfigError("--inspect needs either --logdir or --event_file");
}

interface ParsedFlags {
  readonly kind: "flags";
  readonly flags: RawSettings;
  readonly configFile: string | undefined;
  readonly wantsVersion: boolean;
  readonly notices: readonly string[];
}

function parseArguments({ args }: Invocation): ParsedFlags | Task {
  let output = "";
  const command = buildCommand((text) => (output += text));
  try {
    command.parse(args.map(normaliseArgument), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { kind: "print", text: output } : refusal(explain(error, args));
  }
  const extra = command.args.slice(command.args[0] === "serve" ? 1 : 0)[0];
  if (extra !== undefined) return refusal(explainPositional(extra));
  const options: Readonly<Record<string, unknown>> = command.opts();
  const ignored = ignoredFlags.filter((name) => options[camelCase(name)] !== undefined);
  return {
    kind: "flags",
    flags: Object.fromEntries(settingKeys.map((key) => [key, options[optionKeyOf(key)]])),
    configFile: options["config"] as string | undefined,
    wantsVersion: options["version"] === true || options["versionTb"] === true,
    notices:
      ignored.length === 0
        ? []
        : [
            `ignored, Runboard has no need of: ${ignored.map((name) => `--${name.replaceAll("-", "_")}`).join(", ")}`,
          ],
  };
}

/** Switches are declared with a value, so that `--read_only=false` can overrule the environment; `normaliseArgument` adds `=true` where none stands. */
const SWITCH_VALUE = " <true|false>";

function buildCommand(write: (text: string) => void): Command {
  const command = new Command("runboard")
    .description("Shows the training runs of a log directory at http://localhost:6006.")
    .usage("[serve] --logdir PATH [flags]")
    .allowExcessArguments()
    .helpOption("-h, --help", "show this and exit")
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .configureHelp({
      optionTerm: ({ flags }) => flags.replace("--noindex", "--no-index").replace(SWITCH_VALUE, ""),
    })
    .addHelpText(
      "after",
      `
Commands beside the server:
${commandNames.map((name) => `  ${name.padEnd(8)}${commandHelp[name]} (runboard ${name} --help)`).join("\n")}

Flags may be spelled with _ or -. A flag beats its environment variable (--path_prefix: RUNBOARD_PATH_PREFIX), which beats the key
in runboard.config.json or .yaml in the working directory (pathPrefix). Other flags of TensorBoard are accepted and ignored.`,
    );
  for (const key of settingKeys) {
    const { argument, help } = settingSpecs[key];
    const long = key === "noIndex" ? "--noindex" : flagOf(key);
    command.addOption(new Option(`${long}${argument === undefined ? SWITCH_VALUE : ` <${argument}>`}`, help));
  }
  command.addOption(new Option("--config <FILE>", "read settings from this JSON or YAML file"));
  command.addOption(new Option("--version", "print the version and exit"));
  command.addOption(new Option("--version-tb").hideHelp());
  for (const name of ignoredFlags)
    command.addOption(new Option(ignoredSwitches.has(name) ? `--${name}` : `--${name} <value>`).hideHelp());
  return command;
}

const switchFlags: ReadonlySet<string> = new Set(
  settingKeys.filter((key) => settingSpecs[key].argument === undefined).map(flagOf),
);

/** `--path_prefix=/a_b` → `--path-prefix=/a_b`; a bare switch gets `=true`. */
function normaliseArgument(argument: string): string {
  const match = /^(--[^=]+)(=.*)?$/s.exec(argument);
  if (!match?.[1]) return argument;
  const flag = match[1].replaceAll("_", "-");
  if (flag === "--helpfull") return "--help";
  const value = match[2] ?? (switchFlags.has(flag) ? "=true" : "");
  // Commander takes `--no-…` for the negation of another option.
  return `${flag === "--no-index" ? "--noindex" : flag}${value}`;
}

function optionKeyOf(key: SettingKey): string {
  return key === "noIndex" ? "noindex" : key;
}

function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function explain(error: CommanderError, args: readonly string[]): string {
  const named = /'([^'=]*)/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownOption": {
      const typed =
        args.find((arg) => normaliseArgument(arg).split("=")[0] === named)?.split("=")[0] ?? named;
      const meant = nearestName(named, [...settingKeys.map(flagOf), "--config", "--version", "--help"]);
      const spelled =
        meant !== undefined && typed.includes("_") ? `--${meant.slice(2).replaceAll("-", "_")}` : meant;
      return `there is no flag ${typed}${spelled === undefined ? "" : `: did you mean ${spelled}?`}`;
    }
    case "commander.optionMissingArgument":
      return `${named.split(" ")[0] ?? named} needs a value: ${named}`;
    default:
      return error.message.replace(/^error: /, "");
  }
}

function explainPositional(typed: string): string {
  if (/[/\\.~]/.test(typed)) return `a log directory is given as a flag: runboard --logdir ${typed}`;
  const names = ["serve", ...commandNames];
  const meant = nearestName(typed, names);
  return `there is no command ${typed}${meant === undefined ? `, only ${names.join(", ")}` : `: did you mean ${meant}?`}`;
}

function refusal(message: string): Task {
  return { kind: "refuse", text: `runboard: ${message}\nrunboard --help lists all flags.\n` };
}
