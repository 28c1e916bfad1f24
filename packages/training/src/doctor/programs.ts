// Programs of the machine that the doctor runs: each without a shell, with a time limit, and with what it says of an error kept for the message.
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import path from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Program {
  readonly command: string;
  /** Come before all others. */
  readonly args: readonly string[];
}

export interface RunOptions {
  readonly workingDirectory: string;
  readonly environment: Environment;
  readonly timeoutMillis: number;
  /** Kills it. */
  readonly signal?: AbortSignal;
}

/** Something on this machine keeps the doctor from helping; the advice says what to do. */
export class DoctorError extends Error {
  override readonly name = "DoctorError";
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

const MAX_OUTPUT_CHARACTERS = 64_000;
const SHOWN_LINES = 4;

/** What it printed. Throws with what it says of an error when it fails or does not end in time, and not before it has ended. */
export function run(program: Program, args: readonly string[], options: RunOptions): Promise<string> {
  const { workingDirectory, environment, timeoutMillis, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program.command, [...program.args, ...args], {
      cwd: workingDirectory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMillis,
      killSignal: "SIGKILL",
      ...(signal && { signal }),
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-MAX_OUTPUT_CHARACTERS);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      if (child.pid === undefined) reject(error);
    });
    child.on("close", (code, killedBy) => {
      if (code === 0) resolve(output);
      else if (signal?.aborted === true) reject(new Error("was given up"));
      else if (killedBy === "SIGKILL") reject(new Error(`did not end within ${timeoutMillis / 1000} s`));
      else reject(new Error(tellingLines(output) || `ended with ${code ?? killedBy ?? "nothing"}`));
    });
  });
}

/** The first lines that speak of an error, which name the cause, or else the last lines. */
function tellingLines(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => /^npm error \w|^ERROR: |\berror: /.test(line));
  return (errors.length > 0 ? errors.slice(0, SHOWN_LINES) : lines.filter(Boolean).slice(-SHOWN_LINES)).join(
    " | ",
  );
}

/** A C++ compiler for Linux: $CXX, or what is usual. Throws DoctorError. */
export function findCompiler(environment: Environment): Program {
  const chosen = environment["CXX"]?.trim().split(/\s+/) ?? [];
  for (const [name, ...args] of [chosen, ["c++"], ["g++"], ["clang++"]]) {
    const command = name === undefined ? undefined : findOnPath(name, environment);
    if (command !== undefined) return { command, args };
  }
  throw new DoctorError(
    "There is no C++ compiler",
    "Install one, e.g. `apt-get install g++` on Debian and Ubuntu, `dnf install gcc-c++` on Fedora, and run this again.",
  );
}

/** Python 3 with pip; it downloads and unpacks TensorFlow. Throws DoctorError. */
export async function findPython(options: RunOptions): Promise<Program> {
  for (const name of ["python3", "python"]) {
    const command = findOnPath(name, options.environment);
    if (command === undefined) continue;
    const python = { command, args: [] };
    try {
      await run(python, ["-m", "pip", "--version"], options);
      return python;
    } catch {
      // No pip in this one; there may be another.
    }
  }
  throw new DoctorError(
    "There is no Python 3 with pip, which downloads TensorFlow",
    "Install it, e.g. `apt-get install python3-pip` on Debian and Ubuntu, and run this again.",
  );
}

/** npm as a program of this Node, or the one on the path. Throws DoctorError. */
export function findNpm(environment: Environment): Program {
  const node = realpathSync(process.execPath);
  const directory = path.dirname(node);
  const entries = [
    environment["npm_execpath"],
    path.join(directory, "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(directory, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    "/usr/share/nodejs/npm/bin/npm-cli.js",
  ];
  const entry = entries.find((file) => file?.endsWith("npm-cli.js") === true && existsSync(file));
  if (entry !== undefined) return { command: node, args: [entry] };
  const command = findOnPath("npm", environment);
  if (command !== undefined) return { command, args: [] };
  throw new DoctorError("There is no npm", "Install it beside Node.js and run this again.");
}

function findOnPath(name: string, environment: Environment): string | undefined {
  const directories = path.isAbsolute(name) ? [""] : (environment["PATH"] ?? "").split(path.delimiter);
  return directories
    .filter((directory) => directory !== "" || path.isAbsolute(name))
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
