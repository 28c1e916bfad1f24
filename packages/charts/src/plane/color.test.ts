import { describe, expect, it } from "vitest";
import { assignColors, contrastRatio, runStyle, surfaces } from "./color.ts";

describe("runStyle", () => {
  it("is legible on both surfaces", () => {
    expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrastRatio("#fff", "#000")).toBeCloseTo(21);
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

  it("can be told apart from every other with the same dashes, by 250 runs", () => {
    for (const theme of ["light", "dark"] as const) {
      const looks = Array.from({ length: 250 }, (_, slot) => runStyle(slot));
      const labs = looks.map((style) => oklab(style[theme]));
      for (const [a, look] of looks.entries())
        for (const [b, other] of looks.slice(0, a).entries())
          if (String(look.dash) === String(other.dash))
            expect(distance(labs[a], labs[b]), `${theme} ${a} and ${b}`).toBeGreaterThan(0.02);
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

type Lab = readonly [lightness: number, a: number, b: number];

/** OKLab by Björn Ottosson (2021): 0.02 is about what an eye tells apart. */
function oklab(color: string): Lab {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const encoded = parseInt(color.slice(start, start + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(p: Lab = [0, 0, 0], q: Lab = [0, 0, 0]): number {
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}
