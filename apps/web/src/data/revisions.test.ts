import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { RunRevisions } from "./revisions.ts";

const [a, b] = [RunName.parse("a"), RunName.parse("b")];

describe("freshness of runs", () => {
  it("ends when the run changes", () => {
    const revisions = new RunRevisions();
    revisions.noteAnswer(4);
    expect(revisions.isFresh(a, 4)).toBe(true);
    revisions.note([a], 5);
    expect(revisions.isFresh(a, 4)).toBe(false);
    expect(revisions.isFresh(b, 4)).toBe(true);
    revisions.noteAnswer(6);
    expect(revisions.isFresh(a, 6)).toBe(true);
  });

  it("ends for all on a reset, also by a server that counts from below", () => {
    const revisions = new RunRevisions();
    revisions.noteAnswer(9);
    revisions.reset(12);
    expect(revisions.isFresh(a, 9)).toBe(false);
    expect(revisions.isFresh(a, 12)).toBe(true);
    revisions.reset(3);
    expect(revisions.isFresh(a, 12)).toBe(false);
    expect(revisions.isFresh(a, 3)).toBe(true);
  });
});
