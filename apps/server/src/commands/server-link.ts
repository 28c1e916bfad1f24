// The running server that a command speaks to.
import {
  ApiError,
  createClient,
  type Client,
  type TrainableModel,
  type TrainingOverview,
} from "@runboard/contract";
import { nearestName } from "../settings.ts";
import { oneOf, UsageError, type FlagSpec, type ReadFlags } from "./flags.ts";

/** What a command is given of the process. */
export interface CommandIo {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Nothing is wrong with the command line, and still it cannot be done. The message says why and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

export const linkFlags: readonly FlagSpec[] = [
  {
    name: "server",
    argument: "URL",
    help: "the server to speak to (RUNBOARD_SERVER; default: http://localhost:6006)",
  },
  { name: "token", argument: "TOKEN", help: "its token; better given as RUNBOARD_TOKEN" },
  { name: "json", help: "print JSON, one object a line" },
  { name: "help", otherNames: ["h"], help: "show this and exit" },
];

export interface ServerLink {
  readonly client: Client;
  readonly baseUrl: string;
}

/** Throws UsageError. */
export function linkTo(flags: ReadFlags, { environment }: CommandIo): ServerLink {
  const given = oneOf(flags, "server") ?? (environment["RUNBOARD_SERVER"] || "http://localhost:6006");
  const baseUrl = /^https?:\/\//.test(given) ? given : `http://${given}`;
  if (!URL.canParse(baseUrl))
    throw new UsageError(`${given} is no address of a server, e.g. http://localhost:6006`);
  const token = oneOf(flags, "token") ?? (environment["RUNBOARD_TOKEN"] || undefined);
  return { client: createClient({ baseUrl, ...(token !== undefined && { token }) }), baseUrl };
}

/** What the server answers, with its refusals in words for a person at the terminal. Throws UsageError or CommandError. */
export async function answerOf<T>(answer: Promise<T>, { baseUrl }: ServerLink): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TypeError)
      throw new CommandError(
        `no server answers at ${baseUrl}: start one with runboard --logdir PATH, or name another with --server URL`,
      );
    if (!(error instanceof ApiError)) throw error;
    switch (error.code) {
      case "unauthorized":
        throw new CommandError(`${baseUrl} asks for a token: give it as RUNBOARD_TOKEN`);
      case "not_found":
        throw new CommandError(`${baseUrl} is no server of this version of Runboard: ${error.message}`);
      case "invalid_request":
      case "model_not_found":
      case "job_not_found":
      case "sweep_not_found":
        throw new UsageError(wordsOf(error));
      default:
        throw new CommandError(error.message);
    }
  }
}

/** Field by field where the server says so. */
function wordsOf({ message, fields }: ApiError): string {
  if (fields.length === 0) return message;
  return fields
    .map((problem) => `${problem.field.replace(/^body\.(parameters\.)?/, "")}: ${problem.message}`)
    .join("\n");
}

/** The model of a name among those of the server. Throws UsageError. */
export function modelNamed({ models }: TrainingOverview, name: string | undefined): TrainableModel {
  const found = models.find(({ model }) => model === name);
  if (found) return found;
  const names = models.map(({ model }) => model);
  if (name === undefined) throw new UsageError(`give what to train: ${names.join(", ")}`);
  const meant = nearestName(name, names);
  throw new UsageError(
    `there is no model ${name}${meant === undefined ? `; there are ${names.join(", ")}` : `: did you mean ${meant}?`}`,
  );
}
