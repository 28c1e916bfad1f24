import { describe, expect, it } from "vitest";
import { pointBudget } from "./point-budget.ts";

describe("point budget", () => {
  it("is about two points a pixel, in few steps", () => {
    expect(pointBudget(340, 1, 12)).toBe(768);
    expect(pointBudget(350, 1, 12)).toBe(768);
    expect(pointBudget(340, 2, 12)).toBe(1536);
    expect(pointBudget(100_000, 1, 1)).toBe(8192);
  });

  it("shrinks when a card holds very many series", () => {
    expect(pointBudget(340, 1, 250)).toBe(768);
    expect(pointBudget(340, 1, 1000)).toBe(256);
    expect(pointBudget(340, 1, 1001)).toBe(256);
    expect(pointBudget(340, 1, 20_000)).toBe(40);
  });
});
