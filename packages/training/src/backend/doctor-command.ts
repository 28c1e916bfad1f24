// How the doctor is called by who reads of it: a clone, npx and an installation each have their own way, and only one of them is a command on the path.
import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

export interface Installation {
  /** Of the code that runs. */
  readonly codeDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** As it can be typed into a shell, in any directory: `runboard doctor`, `npx runboard doctor`, `/clone/node_modules/.bin/runboard doctor`. */
export function doctorCommand(installation: Installation): string {
  return `${runboardCommand(installation)} doctor`;
}

function runboardCommand({ codeDirectory, environment }: Installation): string {
  if (isOnPath(environment)) return "runboard";
  const above = ancestorsOf(codeDirectory);
  // npx keeps what it has downloaded, and nothing of it is on any path.
  if (above.some((directory) => path.basename(directory) === "_npx")) return "npx runboard";
  const linked = above
    .map((directory) => path.join(directory, "node_modules", ".bin", "runboard"))
    .find(isExecutable);
  if (linked !== undefined) return shellWord(linked);
  const home = above.find((directory) => nameOfPackage(directory) === "runboard");
  return home === undefined ? "npx runboard" : `node ${shellWord(path.join(home, "bin", "runboard.js"))}`;
}

/** On that of a shell: npm puts directories of packages in front of it for what it starts, and only for that. */
function isOnPath(environment: Installation["environment"]): boolean {
  const directories = (environment["PATH"] ?? "").split(path.delimiter);
  return directories.some(
    (directory) =>
      path.isAbsolute(directory) &&
      !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(directory) &&
      isExecutable(path.join(directory, "runboard")),
  );
}

function ancestorsOf(directory: string): readonly string[] {
  const above = path.dirname(directory);
  return above === directory ? [directory] : [directory, ...ancestorsOf(above)];
}

const Manifest = z.object({ name: z.string() });

function nameOfPackage(directory: string): string | null {
  try {
    const text = readFileSync(path.join(directory, "package.json"), "utf8");
    return Manifest.parse(JSON.parse(text)).name;
  } catch {
    return null;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
