import { describe, expect, it } from "vitest";
import { oneStepNote, oneStepOf } from "./one-step.ts";

const span = (firstStep: number | null, lastStep: number | null, pointCount: number) => ({
  firstStep,
  lastStep,
  pointCount,
});

describe("the one step of a card", () => {
  it("is the step that several points all have", () => {
    expect(oneStepOf([span(0, 0, 3)])).toBe(0);
    expect(oneStepOf([span(7, 7, 2), span(7, 7, 1)])).toBe(7);
  });

  it("is none where steps differ, or where there is but one point of each series", () => {
    expect(oneStepOf([span(0, 1, 3)])).toBeNull();
    expect(oneStepOf([span(0, 0, 2), span(1, 1, 2)])).toBeNull();
    expect(oneStepOf([span(3, 3, 1), span(3, 3, 1)])).toBeNull();
    expect(oneStepOf([])).toBeNull();
  });

  it("does not depend on series without a point", () => {
    expect(oneStepOf([span(null, null, 0), span(0, 0, 3)])).toBe(0);
  });

  it("is none of groups, whose curves have no steps", () => {
    expect(oneStepOf([span(null, null, 2)])).toBeNull();
  });
});

describe("what is said of it", () => {
  it("is the step", () => {
    expect(oneStepNote(-12_000).text).toBe("all at step -12,000: shown over time");
    expect(oneStepNote(2 ** 53 - 1).meaning).not.toContain("53 bits");
  });

  it("is about the step where steps are no longer exact", () => {
    for (const [step, digits] of [
      [2 ** 53, "9,007,199,254,740,992"],
      [-(2 ** 63), "-9,223,372,036,854,775,808"],
    ] as const) {
      const note = oneStepNote(step);
      expect(note.text).toBe(`all at about step ${digits}: shown over time`);
      expect(note.meaning).toContain("nearest number of 53 bits");
    }
  });
});
