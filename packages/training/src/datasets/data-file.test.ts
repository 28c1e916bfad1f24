import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DataFileError, resolveDataFile } from "./data-file.ts";

let base: string;
let allowed: string[];

beforeAll(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), "runboard-data-")));
  allowed = [path.join(base, "logs"), path.join(base, "data")];
  for (const name of ["logs", "data/sub", "data-secret"])
    await mkdir(path.join(base, name), { recursive: true });
  for (const name of ["data/sub/a.csv", "data-secret/b.csv", "secret.csv"])
    await writeFile(path.join(base, name), "x\n1\n");
  await symlink(path.join(base, "secret.csv"), path.join(base, "data/link.csv"));
  await symlink("sub/a.csv", path.join(base, "data/inside.csv"));
  await symlink(base, path.join(base, "data/up"));
});
afterAll(() => rm(base, { recursive: true }));

test.each([["sub/a.csv"], ["inside.csv"], ["sub/../sub/a.csv"]])(
  "%s is found below a data directory",
  async (file) => {
    expect(await resolveDataFile(file, allowed)).toBe(path.join(base, "data/sub/a.csv"));
  },
);

test("so is an absolute path, and one below a data directory that is itself a link", async () => {
  const real = path.join(base, "data/sub/a.csv");
  expect(await resolveDataFile(real, allowed)).toBe(real);
  const link = path.join(base, "linked");
  await symlink(path.join(base, "data"), link);
  expect(await resolveDataFile("sub/a.csv", [link])).toBe(real);
});

test.each([
  ["../secret.csv"],
  ["../data-secret/b.csv"],
  ["link.csv"],
  ["up/secret.csv"],
  ["sub/../../secret.csv"],
  ["nowhere.csv"],
  ["."],
  [""],
  ["sub/a.csv\0.png"],
  ["/etc/passwd"],
])("%j is not", async (file) => {
  await expect(resolveDataFile(file, allowed)).rejects.toThrow(DataFileError);
});

test("the message does not tell whether a file is there", async () => {
  const messageFor = (file: string) =>
    resolveDataFile(file, allowed).catch((error: unknown) => String(error));
  const [there, nowhere] = [await messageFor("../secret.csv"), await messageFor("../nobody.csv")];
  expect(there.replace("secret", "nobody")).toBe(nowhere);
});

test("nothing may be read without a data directory", async () => {
  await expect(resolveDataFile(path.join(base, "secret.csv"), [])).rejects.toThrow(/any data directory/);
});
