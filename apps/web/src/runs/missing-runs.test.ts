import { describe, expect, it } from "vitest";
import { missingOf, missingText } from "./missing-runs.ts";

const runs = ["a", "sweep/b"];

describe("runs of an address that are gone", () => {
  it("are those that it wants to show", () => {
    expect(missingOf("+a;gone;sweep/;old/", runs)).toEqual(["gone", "old/"]);
    expect(missingOf("-gone", runs)).toEqual([]);
    expect(missingOf("", runs)).toEqual([]);
  });

  it("are named, but not a hundred of them", () => {
    expect(missingText(["gone"], "Run")).toBe("Run gone of this link is not here.");
    expect(missingText(["a", "b"], "Run")).toBe("Runs a, b of this link are not here.");
    expect(missingText(["a", "b", "c", "d"], "Run")).toBe(
      "Runs a, b, c and 1 more of this link are not here.",
    );
  });
});
