import { describe, expect, it } from "vitest";
import { assignColors, contrastRatio, runStyle, surfaces } from "./color.ts";

describe("runStyle", () => {
  it("is legible on both surfaces", () => {
    expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21);
    for (let slot = 0; slot < 500; slot++) {
      const { light, dark } = runStyle(slot);
      expect(light).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrastRatio(light, surfaces.light), `${slot} light ${light}`).toBeGreaterThanOrEqual(3);
      expect(contrastRatio(dark, surfaces.dark), `${slot} dark ${dark}`).toBeGreaterThanOrEqual(3);
    }
  });

  it("never looks the same for two slots", () => {
    for (const theme of ["light", "dark"] as const) {
      const looks = Array.from({ length: 1000 }, (_, slot) => {
        const style = runStyle(slot);
        return `${style[theme]} ${String(style.dash)}`;
      });
      expect(new Set(looks).size).toBe(looks.length);
    }
  });

  it("is solid as long as hues can be told apart", () => {
    expect(Array.from({ length: 44 }, (_, slot) => runStyle(slot).dash)).toEqual(Array(44).fill(undefined));
    expect(runStyle(44).dash).toBeDefined();
  });
});

describe("assignColors", () => {
  it("gives the first runs the first slots and repeats none", () => {
    const runNames = Array.from({ length: 300 }, (_, i) => `run ${i}`);
    const assigned = assignColors(runNames, new Map());
    expect([...assigned.values()]).toEqual([...runNames.keys()]);
  });

  it("keeps a run's slot when others come and go", () => {
    const first = assignColors(["a", "b", "c"], new Map());
    const without = assignColors(["a", "c"], first);
    expect(without.get("c")).toBe(2);
    const later = assignColors(["new", "c", "b", "a"], without);
    expect(["a", "b", "c", "new"].map((name) => later.get(name))).toEqual([0, 1, 2, 3]);
  });

  it("gives way when what was kept is broken or shared", () => {
    const kept = new Map([
      ["a", 0],
      ["b", 0],
      ["c", -1],
      ["d", NaN],
      ["gone", 1],
    ]);
    const assigned = assignColors(["a", "b", "c", "d"], kept);
    expect(assigned.get("a")).toBe(0);
    expect(assigned.get("gone")).toBe(1);
    expect(new Set(assigned.values()).size).toBe(5);
  });

  it("prefers a present run over an absent one that holds its slot", () => {
    const assigned = assignColors(
      ["present"],
      new Map([
        ["absent", 3],
        ["present", 3],
      ]),
    );
    expect(assigned).toEqual(new Map([["present", 3]]));
  });

  it("changes nothing it was given and can be spread anew", () => {
    const kept = new Map([["z", 7]]);
    assignColors(["a"], kept);
    expect(kept).toEqual(new Map([["z", 7]]));
    expect(assignColors(["z"], new Map()).get("z")).toBe(0);
  });
});
