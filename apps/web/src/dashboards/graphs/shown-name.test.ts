import { expect, it } from "vitest";
import { shownName } from "./shown-name.ts";

it("shows names whole, and the ends of those that nobody can read with how much is between", () => {
  expect(shownName("conv1/W")).toBe("conv1/W");
  const long = shownName(`first${"x".repeat(10_000_000)}last`);
  expect(long.startsWith("first")).toBe(true);
  expect(long.endsWith("last")).toBe(true);
  expect(long).toContain("9,999,669 characters more");
  expect(long.length).toBeLessThan(400);
});
