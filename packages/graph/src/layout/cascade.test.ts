import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LayoutCache, type LaidOpenLevel, type OpenLevel, transferablesOf } from "./cascade.ts";
import { layLevel } from "./lay-level.ts";
import { layeredLevel } from "./testing.ts";

/** Of every platform, but of no library that is listed here. */
declare function structuredClone(value: unknown, options: { readonly transfer: ArrayBuffer[] }): unknown;

const frame = { headerHeight: 20, padding: 8 };

/** A scope of items in a few layers. */
function openLevel(scope: string, parent: number, parentPlace: number, count = 12): OpenLevel {
  const { edgeFroms, edgeTos } = layeredLevel(Math.max(count, 8), 5, 3);
  return {
    scope,
    key: `${scope} of ${count}`,
    parent,
    parentPlace,
    margin: 0,
    ids: Uint32Array.from({ length: count }, (_, i) => 100 + i),
    laidCount: count,
    widths: new Float32Array(count).fill(62),
    heights: Float32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 24 : 32)),
    edgeFroms,
    edgeTos,
  };
}

function countingCache(): { cache: LayoutCache; laidSizes: number[] } {
  const laidSizes: number[] = [];
  const cache = new LayoutCache({
    frameSize: ({ laid: { width, height } }) => ({
      width: width + 2 * frame.padding,
      height: height + frame.headerHeight + 2 * frame.padding,
    }),
    lay: (level, options) => {
      laidSizes.push(level.widths.length);
      return layLevel(level, options);
    },
  });
  return { cache, laidSizes };
}

const scopesOf = (changed: readonly LaidOpenLevel[]): string[] => changed.map(({ scope }) => scope);

describe("LayoutCache", () => {
  const root = openLevel("", -1, -1, 16);
  const a = openLevel("a", 0, 3, 12);
  const b = openLevel("b", 0, 9, 11);
  const aInner = openLevel("a/x", 1, 5, 10);

  it("lays only what is new or around what changed its size", () => {
    const { cache, laidSizes } = countingCache();
    expect(scopesOf(cache.layOpenLevels([root]))).toEqual([""]);
    expect(laidSizes.splice(0)).toEqual([16]);

    expect(scopesOf(cache.layOpenLevels([root, a, b]))).toEqual(["", "a", "b"]);
    expect(laidSizes.splice(0)).toEqual([11, 12, 16]);

    // b is not touched by what opens in a.
    const deep = cache.layOpenLevels([root, a, b, aInner]);
    expect(scopesOf(deep)).toEqual(["", "a", "a/x"]);
    expect(laidSizes.splice(0)).toEqual([10, 12, 16]);

    expect(scopesOf(cache.layOpenLevels([root, a, b, aInner]))).toEqual([]);
    expect(laidSizes).toEqual([]);

    // Closing lays nothing: it was like this before.
    const closed = cache.layOpenLevels([root, a, b]);
    expect(scopesOf(closed)).toEqual(["", "a"]);
    expect(laidSizes).toEqual([]);
    expect(scopesOf(cache.layOpenLevels([root, a, b, aInner]))).toEqual(["", "a", "a/x"]);
    expect(laidSizes).toEqual([]);
  });

  it("tells scopes apart that show the same", () => {
    const { cache, laidSizes } = countingCache();
    const levels = [root, a, { ...b, key: a.key, ids: a.ids }];
    expect(scopesOf(cache.layOpenLevels(levels))).toEqual(["", "a", "b"]);
    laidSizes.length = 0;
    expect(scopesOf(cache.layOpenLevels(levels))).toEqual([]);
    expect(laidSizes).toEqual([]);
  });

  it("makes every frame as large as what is in it", () => {
    const shape = fc.array(fc.tuple(fc.nat(), fc.nat(11)), { maxLength: 12 });
    fc.assert(
      fc.property(shape, (opened) => {
        const levels = [root];
        const taken = new Set<string>();
        for (const [parent, place] of opened) {
          const at = parent % levels.length;
          if (taken.has(`${at} ${place}`)) continue;
          taken.add(`${at} ${place}`);
          levels.push({ ...openLevel(`scope ${levels.length}`, at, place), margin: 7 * (place % 3) });
        }
        const { cache } = countingCache();
        const changed = cache.layOpenLevels(levels);
        expect(changed).toHaveLength(levels.length);
        levels.forEach(({ parent, parentPlace }, i) => {
          if (parent < 0) return;
          const { widths, heights } = changed[parent]!;
          const { width, height } = changed[i]!.laid;
          const around = width + 2 * frame.padding + 2 * levels[i]!.margin;
          expect(widths[parentPlace]!).toBeGreaterThan(around - 0.1);
          expect(heights[parentPlace]!).toBeGreaterThan(
            height + frame.headerHeight + 2 * frame.padding - 0.1,
          );
        });
      }),
      { numRuns: 30 },
    );
  });

  it("keeps places by identifiers when a scope shows other items", () => {
    const { cache } = countingCache();
    const before = cache.layOpenLevels([root])[0]!.laid;
    // The same items in reverse, and one more.
    const count = root.ids.length;
    const last = count - 1;
    const other: OpenLevel = {
      ...root,
      key: "other",
      ids: Uint32Array.of(...root.ids.toReversed(), 7),
      laidCount: count + 1,
      widths: new Float32Array(count + 1).fill(62),
      heights: Float32Array.of(...root.heights.toReversed(), 24),
      edgeFroms: root.edgeFroms.map((place) => last - place),
      edgeTos: root.edgeTos.map((place) => last - place),
    };
    const after = cache.layOpenLevels([other])[0]!.laid;
    for (let place = 0; place < count; place++) {
      expect(after.x[last - place]! - after.x[last]!).toBeCloseTo(before.x[place]! - before.x[0]!, 1);
      expect(after.y[last - place]! - after.y[last]!).toBeCloseTo(before.y[place]! - before.y[0]!, 1);
    }
  });

  it("keeps its own when what it gave is transferred", () => {
    const { cache, laidSizes } = countingCache();
    const changed = cache.layOpenLevels([root, a]);
    for (const level of changed) {
      const buffers = transferablesOf(level);
      expect(new Set(buffers).size).toBe(6);
      structuredClone(level, { transfer: buffers });
      expect(level.laid.x).toHaveLength(0);
    }
    laidSizes.length = 0;
    cache.layOpenLevels([root]);
    const again = cache.layOpenLevels([root, a]);
    expect(laidSizes).toEqual([16]);
    expect(again[0]!.laid.x).toHaveLength(16);
  });

  it("lays 5,000 scopes within each other", () => {
    const levels = Array.from({ length: 5000 }, (_, i) => openLevel(`${i}`, i - 1, i === 0 ? -1 : 0, 1));
    const { cache, laidSizes } = countingCache();
    const [outermost] = cache.layOpenLevels(levels);
    expect(laidSizes).toHaveLength(5000);
    expect(outermost!.laid.height).toBeCloseTo(24 + 4999 * (frame.headerHeight + 2 * frame.padding), 0);
  });

  it("lays again only the way to the root when one of 20 open scopes opens another", () => {
    const levels = [root];
    for (let i = 0; i < 19; i++) levels.push(openLevel(`s${i}`, Math.floor(i / 4), i % 4));
    const { cache, laidSizes } = countingCache();
    cache.layOpenLevels(levels);
    laidSizes.length = 0;
    // 13 is open in 3, that in 0.
    cache.layOpenLevels([...levels, openLevel("new", 13, 9)]);
    expect(laidSizes).toEqual([12, 12, 12, 16]);
  });

  it("refuses a level that comes before its parent", () => {
    expect(() => countingCache().cache.layOpenLevels([root, openLevel("a", 1, 0)])).toThrow(RangeError);
  });
});
