import { describe, expect, it } from "vitest";
import { compileFilter, passing } from "./filter.ts";

describe("filters", () => {
  it("match as expressions without regard to case", () => {
    const { matches, problem } = compileFilter("^LR_.*fc=2$");
    expect(matches("lr_1E-03,conv=1,fc=2")).toBe(true);
    expect(matches("lr_1E-03,conv=1,fc=1")).toBe(false);
    expect(problem).toBeNull();
  });

  it("fall back to plain text and say so", () => {
    const { matches, problem } = compileFilter("loss(");
    expect(matches("Loss(train)")).toBe(true);
    expect(matches("accuracy")).toBe(false);
    expect(problem).toMatch(/group/i);
  });

  it("give the same list when all pass", () => {
    const names = ["train", "trial"];
    expect(passing(names, compileFilter("tr"))).toBe(names);
    expect(passing(names, compileFilter(""))).toBe(names);
    expect(passing(names, compileFilter("ain"))).toEqual(["train"]);
  });

  it("pass everything when empty", () => {
    expect(compileFilter("").matches("x")).toBe(true);
    expect(compileFilter("").isActive).toBe(false);
  });
});
