// `runboard doctor`: what trainings compute with on this machine, and how to make them faster. Needs no server.
import { flagsHelp, isOn, readFlags, UsageError, type FlagSpec } from "./flags.ts";
import type { CommandIo } from "./server-link.ts";

const ownFlags = (costs: string): readonly FlagSpec[] => [
  { name: "fix", help: `get TensorFlow where it is missing: ${costs}` },
  { name: "strict", help: "exit with 1 when TensorFlow does not work" },
  { name: "json", help: "print one line of JSON instead" },
  { name: "help", otherNames: ["h"], help: "show this and exit" },
];

const usage = `Usage: runboard doctor [flags]

Says what trainings compute with on this machine, TensorFlow, WebAssembly or
plain JavaScript, and why nothing faster does. All of them train: the exit code
is 0 without --strict.
`;

export async function doctor(args: readonly string[], io: CommandIo): Promise<number> {
  const { backendCacheDirectory, FIX_COSTS, runDoctor } = await import("@runboard/training");
  const specs = ownFlags(FIX_COSTS);
  const flags = readFlags(args, specs);
  const [extra] = flags.words;
  if (extra !== undefined)
    throw new UsageError(`there is nothing to do with ${JSON.stringify(extra)}: the doctor takes flags only`);
  if (isOn(flags, "help")) {
    io.stdout.write(`${usage}\nFlags:\n${flagsHelp(specs)}`);
    return 0;
  }
  return runDoctor({
    cacheDirectory: backendCacheDirectory(io.environment),
    fix: isOn(flags, "fix"),
    json: isOn(flags, "json"),
    strict: isOn(flags, "strict"),
    write: (line) => io.stdout.write(`${line}\n`),
  });
}
