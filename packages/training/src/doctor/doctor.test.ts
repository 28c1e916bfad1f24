import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { buildDirectory, nativePlaces, packageIn } from "../backend/native-place.ts";
import { changeLibrary, writeNativePackage } from "../backend/testing.ts";
import { takeBuildLock } from "./build-lock.ts";
import { buildTensorFlow } from "./build-tensorflow.ts";
import { fixBackend } from "./fix-backend.ts";
import { DoctorError } from "./programs.ts";

let base: string;
let cacheDirectory: string;
let lines: string[];

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), "runboard-doctor-"));
  cacheDirectory = path.join(base, "runboard");
  lines = [];
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** Programs that a machine has, as shell scripts. */
async function programs(scripts: Readonly<Record<string, string>>): Promise<string> {
  const directory = path.join(base, "bin");
  await mkdir(directory, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(path.join(directory, name), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(directory, name), 0o755);
  }
  return directory;
}

const fix = (environment: Readonly<Record<string, string | undefined>>) =>
  fixBackend({ cacheDirectory, environment, onProgress: (line) => void lines.push(line) });

describe("a build says what is missing", () => {
  const build = async (environment: Readonly<Record<string, string | undefined>>) => {
    await mkdir(cacheDirectory);
    const onProgress = (line: string) => void lines.push(line);
    return buildTensorFlow({ directory: cacheDirectory, environment, onProgress }).then(
      () => expect.unreachable(),
      (error: unknown) => error,
    );
  };

  test("a compiler", async () => {
    const error = await build({ PATH: await programs({}) });
    expect(error).toBeInstanceOf(DoctorError);
    expect(error).toMatchObject({
      message: "There is no C++ compiler",
      advice: expect.stringMatching(/apt-get install g\+\+/) as unknown,
    });
  });

  test("pip", async () => {
    const PATH = await programs({ "c++": "exit 0", python3: "echo no module named pip >&2; exit 1" });
    expect(await build({ PATH })).toMatchObject({
      message: expect.stringMatching(/no Python 3 with pip/) as unknown,
    });
  });

  test("a package, with what the program says of it, and gives the other download up", async () => {
    const PATH = await programs({
      "c++": "exit 0",
      python3:
        'case "$*" in *--version) exit 0;; esac\necho one\necho "ERROR: No matching distribution found" >&2\nexit 1',
    });
    const npm = path.join(base, "npm-cli.js");
    await writeFile(npm, "setTimeout(() => undefined, 600_000);");
    const start = performance.now();
    expect(await build({ PATH, npm_execpath: npm })).toMatchObject({
      message: expect.stringMatching(
        /^pip could not download tensorflow.*ERROR: No matching distribution found$/,
      ) as unknown,
      advice: expect.stringMatching(/PIP_FIND_LINKS/) as unknown,
    });
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(lines.join("\n")).toMatch(/installing @tensorflow\/tfjs-node 4\.22\.0/);
  });
});

/** Nothing is built where npm could install TensorFlow, nor on a system other than Linux. */
const builds = process.platform === "linux" && nativePlaces(tmpdir())[0]?.directory === null;

test("a fix that fails leaves nothing behind, neither of itself nor of builds that were killed", async () => {
  await mkdir(path.join(`${buildDirectory(cacheDirectory)}.building-1`, "node_modules"), { recursive: true });
  const result = await fix({ PATH: await programs({}) });
  expect(result).toMatchObject(
    builds ? { kind: "failed", reason: "There is no C++ compiler", backend: { name: "wasm" } } : {},
  );
  expect(await readdir(cacheDirectory)).toHaveLength(builds ? 0 : 1);
});

test("a fix whose directory cannot be made says how to choose another", async () => {
  await writeFile(cacheDirectory, "a file");
  const result = await fix({ PATH: "" });
  expect(result).toMatchObject(
    builds ? { kind: "failed", advice: expect.stringMatching(/XDG_CACHE_HOME/) as unknown } : {},
  );
});

test("the fix does nothing where TensorFlow was built, and notices when it broke", async () => {
  const directory = packageIn(buildDirectory(cacheDirectory));
  await writeNativePackage(directory, "");
  const ready = await fix({ PATH: "" });
  expect(ready).toMatchObject({
    kind: "ready",
    wasBuilt: false,
    backend: { name: "tensorflow", warning: null },
  });
  expect(lines).toEqual([]);
  await writeNativePackage(directory, "process.abort();");
  await changeLibrary(directory);
  expect((await fix({ PATH: "" })).kind).toBe(builds ? "failed" : "ready");
});

describe("the lock of a build", () => {
  const lockFile = () => path.join(base, "lock");

  test("lets one in at a time and tells the others whom they wait for", async () => {
    const waits: number[] = [];
    const release = await takeBuildLock(lockFile(), (processId) => waits.push(processId));
    let hasSecond = false;
    const second = takeBuildLock(lockFile(), (processId) => waits.push(processId)).then((giveBack) => {
      hasSecond = true;
      return giveBack;
    });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(hasSecond).toBe(false);
    expect(waits).toEqual([process.pid]);
    await release();
    await (
      await second
    )();
    expect(await readdir(base)).toEqual([]);
  });

  test.each([
    ["a process that has ended", "4194304999"],
    ["one that was never written", ""],
  ])("of %s is taken over", async (_title, content) => {
    await writeFile(lockFile(), content);
    await (
      await takeBuildLock(lockFile(), () => expect.unreachable())
    )();
    expect(await readdir(base)).toEqual([]);
  });
});

describe("the program", () => {
  const tsx = createRequire(import.meta.url).resolve("tsx");
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const doctor = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
      execFile(
        process.execPath,
        ["--import", pathToFileURL(tsx).href, main, ...args],
        { env: { ...process.env, XDG_CACHE_HOME: base, ...environment } },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }),
      );
    });
  const expectedCode = () => (nativePlaces(tmpdir())[0]?.directory === null ? 1 : 0);

  test("tells people", async () => {
    const { code, output } = await doctor(["--strict"]);
    expect(output).toMatch(/^[✓✗–] TensorFlow {3}from npm \(@tensorflow\/tfjs-node\): /m);
    expect(output).toMatch(
      /^Trainings compute with (TensorFlow|WebAssembly) \d+\.\d+\.\d+, \d+ threads?\.$/m,
    );
    expect(code).toBe(expectedCode());
  });

  test("does not send who could not get TensorFlow to try the same", async () => {
    const { code, output } = await doctor(["--fix"], { PATH: "", npm_execpath: "" });
    expect(code).toBe(0);
    if (!builds) return;
    expect(output).toMatch(
      /^WebAssembly computes, on one core: .* about \d+ times slower than with TensorFlow\.$/m,
    );
    expect(output).toMatch(/^Getting TensorFlow failed\. There is no C\+\+ compiler\. Install one/m);
  });

  test("tells programs", async () => {
    const { code, output } = await doctor(["--json"]);
    expect(code).toBe(0);
    const report = z.object({
      attempts: z.array(z.object({ works: z.boolean() })),
      best: z.object({ name: z.string() }),
      fix: z.null(),
    });
    expect(report.parse(JSON.parse(output)).attempts.length).toBeGreaterThan(0);
  });
});
