import { expect, it } from "vitest";
import { fingerprint } from "./fingerprint.ts";

it("tells lists apart", () => {
  const lists = [["a", "b"], ["b", "a"], ["ab"], ["a", "", "b"], ["a"], [], [""]];
  expect(new Set(lists.map(fingerprint)).size).toBe(lists.length);
  expect(fingerprint(["a", "b"])).toBe(fingerprint(["a", "b"]));
  const many = Array.from({ length: 50_000 }, (_, index) => fingerprint([`run_${index}`]));
  expect(new Set(many).size).toBe(many.length);
});
