import { describe, expect, test } from "vitest";
import { ArchiveNames } from "./archive-names.ts";

const nameOf = (run: string, tag: string): string => new ArchiveNames([]).directoryOf(run, tag);

describe("names that every file system takes", () => {
  test.each([
    ["lr=0.1/train", "net/input", "lr=0.1/train/net/input"],
    [".", "input", "_/input"],
    ["../../etc", "passwd", "_/_/etc/passwd"],
    ["/abs", "/tag", "_/abs/_/tag"],
    ["a\\b:c", 'x*?"<>|', "a_b_c/x______"],
    ["con", "NUL.png", "_con/_NUL.png"],
    ["ends. ", "line\nend", "ends_/line_end"],
    ["", "", "_/_"],
    ["Gewichte/größe", "\ud83d\ude00", "Gewichte/größe/\ud83d\ude00"],
    ["half \ud83d", "x", "half \ufffd/x"],
  ])("%j, %j", (run, tag, name) => {
    expect(nameOf(run, tag)).toBe(name);
  });

  test("long ones are cut between letters", () => {
    const name = nameOf("x", "\ud83d\ude00".repeat(300));
    expect(Array.from(name)).toHaveLength(2 + 120);
    expect(name.endsWith("\ud83d\ude00")).toBe(true);
  });
});

test("each stands for one series, also where no case is known", () => {
  const names = new ArchiveNames(["MISSING.txt"]);
  const given = [
    names.directoryOf("a", "b/c"),
    names.directoryOf("a/b", "c"),
    names.directoryOf("A", "B/C"),
    names.directoryOf("a:", "x"),
    names.directoryOf("a?", "x"),
    names.directoryOf("missing.TXT", "").replace("/_", ""),
  ];
  expect(given.slice(0, 5)).toEqual(["a/b/c", "a/b/c (2)", "A/B/C (3)", "a_/x", "a_/x (2)"]);
});
