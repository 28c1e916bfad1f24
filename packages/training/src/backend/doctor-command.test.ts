import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doctorCommand } from "./doctor-command.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "runboard doctor-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** A program that says what it was asked, and `true` when it was found. */
function program(...names: readonly string[]): string {
  const file = path.join(base, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\necho "asked: $*"\n', { mode: 0o755 });
  return file;
}

function place(...names: readonly string[]): string {
  const directory = path.join(base, ...names);
  mkdirSync(directory, { recursive: true });
  return directory;
}

describe("the doctor is called", () => {
  it("in a clone by what npm linked, whatever npm start put on the path, from any directory", async () => {
    const linked = program("clone", "node_modules", ".bin", "runboard");
    const command = doctorCommand({
      codeDirectory: place("clone", "apps", "server", "dist"),
      environment: { PATH: `${path.dirname(linked)}:/usr/bin` },
    });
    expect(command).toBe(`'${linked}' doctor`);
    const { stdout } = await promisify(execFile)("sh", ["-c", command], { cwd: "/" });
    expect(stdout).toBe("asked: doctor\n");
  });

  it("by its name where a shell finds it", () => {
    const bin = path.dirname(program("usr", "bin", "runboard"));
    const codeDirectory = place("usr", "lib", "node_modules", "runboard", "dist");
    expect(doctorCommand({ codeDirectory, environment: { PATH: `/nowhere:${bin}` } })).toBe(
      "runboard doctor",
    );
  });

  it("through npx where npx started it", () => {
    program("_npx", "0a1b", "node_modules", ".bin", "runboard");
    const codeDirectory = place("_npx", "0a1b", "node_modules", "runboard", "dist");
    expect(doctorCommand({ codeDirectory, environment: {} })).toBe("npx runboard doctor");
  });

  it("by Node where nothing is linked, as in a container", () => {
    const home = place("app");
    writeFileSync(path.join(home, "package.json"), '{ "name": "runboard" }');
    const codeDirectory = place("app", "dist");
    expect(doctorCommand({ codeDirectory, environment: { PATH: "/usr/bin" } })).toBe(
      `node '${path.join(home, "bin", "runboard.js")}' doctor`,
    );
  });
});
