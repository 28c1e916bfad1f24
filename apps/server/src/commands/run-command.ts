// Commands besides `serve`: what they are called with, and their failures in words. Exit codes: 0 done, 1 it failed, 2 the command line is wrong.
import type { CommandName } from "../cli.ts";
import { UsageError } from "./flags.ts";
import { CommandError, type CommandIo } from "./server-link.ts";

type Command = (args: readonly string[], io: CommandIo) => Promise<number>;

const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  train: async () => (await import("./train.ts")).train,
  sweep: async () => (await import("./sweep.ts")).sweep,
  jobs: async () => (await import("./jobs.ts")).jobs,
  doctor: async () => (await import("./doctor.ts")).doctor,
};

/** The exit code. */
export async function runCommand(
  { name, args }: { readonly name: CommandName; readonly args: readonly string[] },
  io: CommandIo,
): Promise<number> {
  try {
    const command = await commands[name]();
    return await command(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`runboard ${name}: ${error.message}\nrunboard ${name} --help lists all flags.\n`);
      return 2;
    }
    if (error instanceof CommandError) {
      io.stderr.write(`runboard ${name}: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
