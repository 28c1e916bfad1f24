import { expect, it } from "vitest";
import { shownPins } from "./shown-pins.ts";

it("shows a pin at the innermost shown thing that holds it", () => {
  const pinned = ["a/b/W", "a/c", "x", "gone"];
  const holders = [["a", "a/b"], ["a", "a/[c 0-9]"], [], []];
  const shownOf = (...shown: readonly string[]) => [...shownPins(pinned, holders, new Set(shown))];
  expect(shownOf("a", "x")).toEqual(["a", "x"]);
  expect(shownOf("a", "a/b", "a/[c 0-9]", "x")).toEqual(["a/b", "a/[c 0-9]", "x"]);
  expect(shownOf("a", "a/b", "a/b/W", "a/c", "x")).toEqual(["a/b/W", "a/c", "x"]);
  // Not loaded yet.
  expect([...shownPins(["a/b"], [], new Set(["a"]))]).toEqual([]);
});
