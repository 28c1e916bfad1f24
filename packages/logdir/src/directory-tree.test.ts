import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isEventFileName } from "./directory-entries.ts";
import { DirectoryTree, type EventFileEntry, type Listing } from "./directory-tree.ts";
import type { LogdirRoot } from "./logdir-spec.ts";

const intervalMillis = 30;
let root: string;
const notices: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "runboard-tree-"));
  notices.length = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("isEventFileName", () => {
  it.each([
    ["events.out.tfevents.1700000000.host", true],
    ["tfevents", true],
    ["my.tfevents.v2", true],
    ["events.out.tfevents.1700000000.host.profile-empty", false],
    ["events.out", false],
    ["TFEVENTS", false],
  ])("%s: %s", (name, isOne) => {
    expect(isEventFileName(name)).toBe(isOne);
  });
});

describe("DirectoryTree", () => {
  it("names runs by their directories, in a stable order", () => {
    for (const path of [
      "tfevents.1",
      "b/tfevents.2",
      "b/tfevents.1",
      "a/x/y/tfevents.1",
      "a/tfevents.1",
      "c/notes.txt",
    ])
      touch(path);
    touch("b/tfevents.3.profile-empty");
    expect(runs(walk(newTree()))).toEqual([
      [".", "tfevents.1"],
      ["a", "a/tfevents.1"],
      ["a/x/y", "a/x/y/tfevents.1"],
      ["b", "b/tfevents.1"],
      ["b", "b/tfevents.2"],
    ]);
  });

  it("puts a root's name before its runs", () => {
    touch("one/tfevents");
    touch("two/sub/tfevents");
    touch("two/tfevents");
    const tree = newTree({ name: "first", path: join(root, "one") }, { name: null, path: join(root, "two") });
    expect(walk(tree).map(({ run }) => run)).toEqual(["first", ".", "sub"]);
  });

  it("walks a root inside another root under its own name only", () => {
    touch("a/tfevents");
    touch("a/b/tfevents");
    const tree = newTree({ name: "outer", path: root }, { name: "inner", path: join(root, "a/b") });
    expect(walk(tree).map(({ run }) => run)).toEqual(["outer/a", "inner"]);
  });

  it("follows links to directories and files", () => {
    touch("target/tfevents");
    link("target", "linked");
    link("target/tfevents", "other/tfevents.link");
    linkSync(join(root, "target/tfevents"), join(root, "other/tfevents.hard"));
    expect(runs(walk(newTree()))).toEqual([
      ["linked", "linked/tfevents"],
      ["other", "other/tfevents.hard"],
      ["other", "other/tfevents.link"],
      ["target", "target/tfevents"],
    ]);
  });

  it("cuts loops of links", () => {
    touch("a/b/tfevents");
    link("a", "a/b/up");
    link(".", "self");
    link("a/b", "a/b/same");
    mkdirSync(join(root, "c"));
    link("c/two", "c/one");
    link("c/one", "c/two");
    link("c/tfevents.two", "c/tfevents.one");
    link("c/tfevents.one", "c/tfevents.two");
    const found = runs(walk(newTree()));
    // Links that lead nowhere but to each other are files that cannot be read.
    expect(found).toEqual([
      ["a/b", "a/b/tfevents"],
      ["c", "c/tfevents.one"],
      ["c", "c/tfevents.two"],
    ]);
  });

  it("ends in a maze of links", () => {
    const names = Array.from({ length: 5 }, (_, index) => `d${index}`);
    for (const name of names) touch(`${name}/tfevents`);
    for (const from of names) for (const to of names) if (from !== to) link(to, `${from}/to-${to}`);
    const found = walk(newTree());
    // Every path without a repeated directory: 5 × (1 + 4 + 4·3 + 4·3·2 + 4!).
    expect(found).toHaveLength(5 * (1 + 4 + 12 + 24 + 24));
  });

  it("takes only files and dangling links for event files", () => {
    mkdirSync(join(root, "tfevents.directory"));
    touch("tfevents.directory/tfevents");
    link("nowhere", "tfevents.dangling");
    execFileSync("mkfifo", [join(root, "tfevents.pipe")]);
    expect(runs(walk(newTree()))).toEqual([
      [".", "tfevents.dangling"],
      ["tfevents.directory", "tfevents.directory/tfevents"],
    ]);
  });

  it("gives names that are not text their own text", () => {
    for (const byte of [0xe9, 0xe8]) {
      const directory = Buffer.concat([Buffer.from(join(root, "r")), Buffer.of(byte)]);
      mkdirSync(directory);
      writeFileSync(Buffer.concat([directory, Buffer.from("/tfevents"), Buffer.of(0xff)]), "");
    }
    touch("r\n '\"%\\/tfevents");
    expect(walk(newTree()).map(({ run }) => run)).toEqual(["r\n '\"%\\", "r\ufffde8", "r\ufffde9"]);
  });

  it("tells what came and went when a directory changes", async () => {
    touch("a/tfevents.1");
    touch("b/sub/tfevents.1");
    const tree = newTree();
    walk(tree);
    touch("a/tfevents.2");
    touch("c/tfevents.1");
    rmSync(join(root, "b"), { recursive: true });
    const listings = await lookAgain(tree);
    expect(runs(listings.flatMap(({ added }) => added)).sort()).toEqual([
      ["a", "a/tfevents.2"],
      ["c", "c/tfevents.1"],
    ]);
    expect(listings.flatMap(({ missing }) => missing)).toEqual([join(root, "b/sub/tfevents.1")]);
    expect(listings.flatMap(({ removedDirectories }) => removedDirectories).sort()).toEqual([
      join(root, "b"),
      join(root, "b/sub"),
    ]);
  });

  it("looks for a root that is missing, and tells when it is gone again", async () => {
    const path = join(root, "later");
    const tree = newTree({ name: null, path });
    expect(walk(tree)).toEqual([]);
    expect(tree.rootState).toBe("missing");
    touch("later/run/tfevents");
    expect(runs((await lookAgain(tree)).flatMap(({ added }) => added))).toEqual([
      ["run", "later/run/tfevents"],
    ]);
    expect(tree.rootState).toBe("ok");
    rmSync(path, { recursive: true });
    expect((await lookAgain(tree)).flatMap(({ missing }) => missing)).toEqual([join(path, "run/tfevents")]);
    expect(tree.rootState).toBe("missing");
  });

  it("keeps what it knows when a root cannot be listed", async () => {
    const path = join(root, "r");
    touch("r/tfevents");
    const tree = newTree({ name: null, path });
    walk(tree);
    rmSync(path, { recursive: true });
    symlinkSync(path, path);
    expect((await lookAgain(tree)).flatMap(({ missing }) => missing)).toEqual([]);
    expect(tree.rootState).toBe("unreadable");
    expect(notices).toEqual([`${path}: cannot be listed (ELOOP)`]);
  });

  it("says what it cannot read", () => {
    touch("file");
    const tree = newTree({ name: null, path: join(root, "file") }, { name: null, path: "s3://bucket" });
    expect(walk(tree)).toEqual([]);
    expect(tree.rootState).toBe("unreadable");
    expect(notices).toEqual([
      `${join(root, "file")}: cannot be listed (not a directory)`,
      "s3://bucket: cannot be listed (only directories of this machine can be read)",
    ]);
  });
});

function newTree(...roots: LogdirRoot[]): DirectoryTree {
  const given = roots.length > 0 ? roots : [{ name: null, path: root }];
  return new DirectoryTree(given, intervalMillis, (line) => notices.push(line));
}

function walk(tree: DirectoryTree): readonly EventFileEntry[] {
  return drain(tree).flatMap(({ added }) => added);
}

function drain(tree: DirectoryTree): Listing[] {
  const listings: Listing[] = [];
  for (;;) {
    const listing = tree.listNext();
    if (listing === undefined) return listings;
    listings.push(listing);
  }
}

async function lookAgain(tree: DirectoryTree): Promise<Listing[]> {
  await new Promise((resolve) => setTimeout(resolve, 2 * intervalMillis));
  // Where a machine is busy listing takes longer, and is done less often.
  tree.lookAtDue(performance.now() + 2000, Infinity);
  return drain(tree);
}

function runs(entries: readonly EventFileEntry[]): string[][] {
  return entries.map(({ run, path }) => [run, path.slice(root.length + 1)]);
}

function touch(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "");
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(join(root, target), join(root, path));
}
