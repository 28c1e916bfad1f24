import { RunName, Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { tagCard } from "./card-spec.ts";
import type { Derivation } from "./derivation.ts";
import { derivationText, emptyText } from "./derived-text.ts";

const plain: Derivation = { xTag: null, baseline: null, grouping: null };
const epoch = Tag.parse("epoch");
const baseline = { run: RunName.parse("a"), mode: "ratio" } as const;
const grouping = { center: "median", band: "ci95", groups: [], colorOf: () => ({ color: "red" }) } as const;

describe("what a card is worked out of", () => {
  it.each<readonly [derivation: Derivation, text: string]>([
    [plain, ""],
    [{ ...plain, xTag: epoch }, "over epoch"],
    [{ ...plain, baseline: { ...baseline, mode: "difference" } }, "difference from a"],
    [{ xTag: epoch, baseline, grouping }, "ratio to a · median, 95 % CI, 0 groups · over epoch"],
  ])("is said in words", (derivation, text) => {
    expect(derivationText(derivation)).toBe(text);
  });

  it("is named when it leaves nothing to draw", () => {
    const loss = tagCard(Tag.parse("loss"));
    expect(emptyText(loss, { ...plain, xTag: epoch })).toBe("No shown run has both loss and epoch.");
    expect(emptyText(loss, { ...plain, baseline })).toBe(
      "No shown run has loss, or the baseline a lacks it.",
    );
    expect(emptyText({ sources: [{ expression: "a-b" }], xTag: null }, plain)).toBe(
      "No shown run has every tag of the expression at the same steps.",
    );
  });
});
