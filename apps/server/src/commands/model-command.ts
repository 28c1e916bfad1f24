// What `train` and `sweep` have in common: the first word is a model of the server, whose parameters are flags then.
import type { TrainableModel } from "@runboard/contract";
import { flagsHelp, readFlags, UsageError, type FlagSpec, type ReadFlags } from "./flags.ts";
import {
  flagsOfParameters,
  pairOf,
  parameterNamed,
  parametersOf,
  type Parameter,
} from "./parameter-flags.ts";
import {
  answerOf,
  CommandError,
  linkFlags,
  linkTo,
  modelNamed,
  type CommandIo,
  type ServerLink,
} from "./server-link.ts";

/** What both take besides their own flags and the parameters. */
export const startFlags: readonly FlagSpec[] = [
  { name: "wait", help: "show the progress and exit when all has ended: 0 when it succeeded, else 1" },
  { name: "priority", argument: "N", help: "greater ones go first (default: 0)" },
  { name: "timeout", argument: "SECONDS", help: "stop a run that takes longer" },
  ...linkFlags,
];

export interface OpenedModel {
  readonly model: TrainableModel;
  readonly link: ServerLink;
  readonly parameters: readonly Parameter[];
  readonly flags: ReadFlags;
}

interface ModelCommand {
  readonly ownFlags: readonly FlagSpec[];
  /** How it is called and what it does. */
  readonly usage: string;
}

/** The exit code when help was all that was asked for. Throws UsageError or CommandError. */
export async function openModel(
  args: readonly string[],
  io: CommandIo,
  command: ModelCommand,
): Promise<OpenedModel | number> {
  const name = args[0]?.startsWith("-") ? undefined : args[0];
  const rest = name === undefined ? args : args.slice(1);
  const wantsHelp = rest.some((arg) => arg === "--help" || arg === "-h");
  if (name === undefined && wantsHelp) {
    io.stdout.write(`${command.usage}\nFlags:\n${flagsHelp(command.ownFlags)}`);
    return 0;
  }
  const link = linkTo(readLinkFlags(rest), io);
  const overview = await answerOf(link.client.training(), link);
  const model = modelNamed(overview, name);
  const parameters = parametersOf(model);
  const parameterFlags = flagsOfParameters(parameters, command.ownFlags);
  if (wantsHelp) {
    io.stdout.write(
      `${command.usage}\n${model.title}: ${model.summary}\n\nParameters:\n${flagsHelp(parameterFlags)}\nFlags:\n${flagsHelp(command.ownFlags)}`,
    );
    return 0;
  }
  const flags = readFlags(rest, [...command.ownFlags, ...parameterFlags]);
  const [extra] = flags.words;
  if (extra !== undefined)
    throw new UsageError(`${JSON.stringify(extra)} is no flag: parameters are given as --NAME VALUE`);
  if (overview.unavailable !== null) throw new CommandError(overview.unavailable);
  return { model, link, parameters, flags };
}

/** Those that say which server is meant, which knows the others. */
function readLinkFlags(args: readonly string[]): ReadFlags {
  const own = args.flatMap((arg, index) => {
    if (!/^--(server|token)(=|$)/.test(arg)) return [];
    return arg.includes("=") ? [arg] : args.slice(index, index + 2);
  });
  return readFlags(own, linkFlags);
}

/** What `--param NAME=VALUE` gives, by the parameters' own names. Throws UsageError. */
export function paramFlags({ flags, parameters }: OpenedModel): readonly (readonly [Parameter, string])[] {
  return (flags.values.get("param") ?? []).map((text) => {
    const { name, value } = pairOf("param", text);
    return [parameterNamed(parameters, name), value];
  });
}
