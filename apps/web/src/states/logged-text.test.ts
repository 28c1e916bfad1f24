import { expect, it } from "vitest";
import { loggedSentence, nounOf } from "./logged-text.ts";

it("what was logged of a kind is a sentence", () => {
  expect(loggedSentence("images", { runCount: 2, tagCount: 3 })).toBe("2 runs have images: 3 tags in all.");
  expect(loggedSentence("graphs", { runCount: 1, tagCount: 1 })).toBe("1 run has graphs: 1 tag in all.");
  expect(nounOf("pr-curves")).toBe("PR curves");
});
