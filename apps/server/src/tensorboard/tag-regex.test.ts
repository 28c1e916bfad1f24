import { expect, test } from "vitest";
import { matchTags } from "./tag-regex.ts";

const tags = ["acc", "loss", "loss/train", "val/loss"];

test("tags that match from their start on, in their order", () => {
  expect(matchTags("loss.*", tags)).toEqual({ kind: "matches", tags: ["loss", "loss/train"] });
  expect(matchTags("none", tags)).toEqual({ kind: "matches", tags: [] });
});

test.each(["", "(", "a++"])("%j is invalid", (pattern) => {
  expect(matchTags(pattern, tags)).toEqual({ kind: "invalid" });
});

test("an expression that backtracks without end is ended, and the next one works", () => {
  const before = performance.now();
  const matches = matchTags("(a|a)*c", ["a".repeat(60)]);
  expect(performance.now() - before).toBeLessThan(5000);
  expect(matches).toEqual({
    kind: "too-costly",
    reason: "the regular expression takes too long to match",
  });
  expect(matchTags("a", tags)).toEqual({ kind: "matches", tags: ["acc"] });
});

test("an expression may be long, but not of any length", () => {
  expect(matchTags("x".repeat(4096), tags).kind).toBe("matches");
  expect(matchTags("x".repeat(4097), tags)).toEqual({
    kind: "too-costly",
    reason: "the regular expression is longer than 4096 characters",
  });
});

test.each(["(?:a|b)*c", "(".repeat(2000) + ")".repeat(2000)])(
  "what exhausts the stack or the memory of the matcher ends: %#",
  (pattern) => {
    expect(["too-costly", "invalid", "matches"]).toContain(matchTags(pattern, ["ab".repeat(2_000_000)]).kind);
  },
);
