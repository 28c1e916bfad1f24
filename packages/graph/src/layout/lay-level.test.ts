import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layLevel } from "./lay-level.ts";
import type { LaidLevel, LevelToLay } from "./level-layout.ts";
import { layeredLevel, levelOf, pointsOf, type Rectangle, rectanglesOf, seededRandom } from "./testing.ts";

/** What rounding to 32 bits may bring, in pixels. */
const ROUNDING = 0.05;

const anyLevel = fc
  .record({
    nodeCount: fc.integer({ min: 0, max: 40 }),
    edgesPerNode: fc.double({ min: 0, max: 3, noNaN: true }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(({ nodeCount, edgesPerNode, seed }): LevelToLay => {
    const random = seededRandom(seed);
    const below = (count: number): number => Math.floor(random() * count);
    const edges = Array.from(
      { length: Math.floor(nodeCount * edgesPerNode) },
      () => [below(nodeCount), below(nodeCount)] as const,
    );
    const level = levelOf(nodeCount, edges, () => below(200));
    level.heights.forEach((_, node) => (level.heights[node] = random() < 0.2 ? below(400) : 24));
    return level;
  });

/** Whether any two rectangles overlap, by a sweep over their left sides. */
function overlap(rectangles: readonly Rectangle[]): boolean {
  const sorted = rectangles.toSorted((a, b) => a.left - b.left);
  return sorted.some((a, i) => {
    for (let j = i + 1; j < sorted.length && sorted[j]!.left < a.right - ROUNDING; j++)
      if (sorted[j]!.top < a.bottom - ROUNDING && sorted[j]!.bottom > a.top + ROUNDING) return true;
    return false;
  });
}

/** Whether a straight line enters a rectangle (Liang and Barsky). */
function enters(from: { x: number; y: number }, to: { x: number; y: number }, r: Rectangle): boolean {
  let start = 0;
  let end = 1;
  for (const [at, change, low, high] of [
    [from.x, to.x - from.x, r.left + ROUNDING, r.right - ROUNDING],
    [from.y, to.y - from.y, r.top + ROUNDING, r.bottom - ROUNDING],
  ] as const) {
    if (low >= high) return false;
    if (change === 0) {
      if (at <= low || at >= high) return false;
      continue;
    }
    const [a, b] = [(low - at) / change, (high - at) / change];
    start = Math.max(start, Math.min(a, b));
    end = Math.min(end, Math.max(a, b));
  }
  return start < end;
}

/** Whether `to` leads back to `from`. */
function closesCycle({ edgeFroms, edgeTos }: LevelToLay, from: number, to: number): boolean {
  const reached = new Set([to]);
  for (const node of reached)
    edgeFroms.forEach((source, edge) => {
      if (source === node) reached.add(edgeTos[edge]!);
    });
  return reached.has(from);
}

function expectWhole(level: LevelToLay, laid: LaidLevel): void {
  expect(laid.x).toHaveLength(level.widths.length);
  expect(laid.edgeOffsets).toHaveLength(level.edgeFroms.length + 1);
  expect(laid.edgePoints).toHaveLength(2 * laid.edgeOffsets.at(-1)!);
  for (const numbers of [laid.x, laid.y, laid.edgePoints, [laid.width, laid.height]])
    expect(numbers.every(Number.isFinite)).toBe(true);
  for (const { left, right, top, bottom } of rectanglesOf(level, laid)) {
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(-ROUNDING);
    expect(right).toBeLessThanOrEqual(laid.width + ROUNDING);
    expect(bottom).toBeLessThanOrEqual(laid.height + ROUNDING);
  }
  for (let i = 0; i < laid.edgePoints.length; i++) {
    expect(laid.edgePoints[i]).toBeGreaterThanOrEqual(-ROUNDING);
    expect(laid.edgePoints[i]).toBeLessThanOrEqual((i % 2 === 0 ? laid.width : laid.height) + ROUNDING);
  }
}

describe.each(["up", "right"] as const)("layLevel %s", (direction) => {
  it("lets no two rectangles overlap and stays within its size", () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const laid = layLevel(level, { direction });
        expectWhole(level, laid);
        expect(overlap(rectanglesOf(level, laid))).toBe(false);
      }),
    );
  });

  it("leads every edge from border to border and through no other node", () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const laid = layLevel(level, { direction });
        const rectangles = rectanglesOf(level, laid);
        level.edgeFroms.forEach((from, edge) => {
          const points = pointsOf(laid, edge);
          expect(points.length).toBeGreaterThanOrEqual(2);
          for (const [node, { x, y }] of [
            [from, points[0]!],
            [level.edgeTos[edge]!, points.at(-1)!],
          ] as const) {
            const { left, right, top, bottom } = rectangles[node]!;
            const outside = Math.max(left - x, x - right, top - y, y - bottom);
            expect(Math.abs(outside)).toBeLessThan(ROUNDING);
          }
          for (let i = 1; i < points.length; i++)
            for (const rectangle of rectangles)
              expect(enters(points[i - 1]!, points[i]!, rectangle)).toBe(false);
        });
      }),
    );
  });

  it("does so wherever nodes stood before", () => {
    const places = fc.array(fc.oneof(fc.constant(NaN), fc.float({ min: -1000, max: 1000 })), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(anyLevel, places, places, (level, xs, ys) => {
        const count = level.widths.length;
        const previousX = Float32Array.from(xs.slice(0, count));
        const y = Float32Array.from(ys.slice(0, count));
        const { edgeOffsets, edgePoints } = layLevel(level, { direction });
        const laid = layLevel(
          { ...level, previousX, previousLines: { y, edgeOffsets, edgePoints } },
          { direction },
        );
        expectWhole(level, laid);
        const rectangles = rectanglesOf(level, laid);
        expect(overlap(rectangles)).toBe(false);
        level.edgeFroms.forEach((_, edge) => {
          const points = pointsOf(laid, edge);
          for (let i = 1; i < points.length; i++)
            for (const rectangle of rectangles)
              expect(enters(points[i - 1]!, points[i]!, rectangle)).toBe(false);
        });
      }),
    );
  });

  it("leads every edge onward unless it closes a cycle", () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const laid = layLevel(level, { direction });
        level.edgeFroms.forEach((from, edge) => {
          const to = level.edgeTos[edge]!;
          const isOnward = direction === "up" ? laid.y[to]! < laid.y[from]! : laid.x[to]! > laid.x[from]!;
          if (!isOnward) expect(closesCycle(level, from, to)).toBe(true);
        });
      }),
    );
  });
});

describe("layLevel", () => {
  it("gives the same for the same, whatever was laid before", () => {
    const level = layeredLevel(120, 3);
    const first = layLevel(level);
    layLevel(layeredLevel(40, 4));
    expect(layLevel(level)).toEqual(first);
  });

  it("lays what is hardly a level", () => {
    expect(layLevel(levelOf(0, []))).toMatchObject({ width: 0, height: 0, edgeOffsets: new Uint32Array(1) });
    const single = layLevel(levelOf(1, []));
    expect(single).toMatchObject({ width: 60, height: 24, x: Float32Array.of(30), y: Float32Array.of(12) });

    const loops = levelOf(2, [
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 0],
    ]);
    const laidLoops = layLevel(loops);
    expectWhole(loops, laidLoops);
    // Lines that join the same two nodes are told apart.
    const lines = loops.edgeFroms.reduce(
      (all, _, edge) => all.add(JSON.stringify(pointsOf(laidLoops, edge))),
      new Set(),
    );
    expect(lines.size).toBe(6);
    // Those of the cycle go upward but one.
    expect(laidLoops.y[1]!).toBeLessThan(laidLoops.y[0]!);
    expect(pointsOf(laidLoops, 5)[0]!.y).toBeLessThan(pointsOf(laidLoops, 5).at(-1)!.y);

    const odd = levelOf(5, [
      [0, 1],
      [1, 2],
      [3, 9],
      [0xffffffff, 2],
      [2, 4],
    ]);
    odd.widths.set([NaN, 0, -5, Infinity, 60]);
    odd.heights.set([Infinity, NaN, 0, -1, 24]);
    const laidOdd = layLevel(odd);
    expect(laidOdd.x.every(Number.isFinite)).toBe(true);
    expect(laidOdd.edgePoints.every(Number.isFinite)).toBe(true);
    expect(pointsOf(laidOdd, 2)).toEqual([]);
    expect(pointsOf(laidOdd, 3)).toEqual([]);
  });

  it("turns one edge of a loop, that which leads back to where the loop is entered", () => {
    const level = levelOf(5, [
      [3, 4],
      [2, 3],
      [4, 2],
      [0, 2],
      [3, 1],
    ]);
    const { y } = layLevel(level);
    expect([...level.edgeFroms].map((from, edge) => y[from]! > y[level.edgeTos[edge]!]!)).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it("leads edges over very many ranks beside the graph", () => {
    const chain = Array.from({ length: 1999 }, (_, i) => [i, i + 1] as const);
    const skips = Array.from({ length: 1000 }, (_, i) => [i, i + 1000] as const);
    const level = levelOf(2000, [...chain, ...skips]);
    const laid = layLevel(level);
    expectWhole(level, laid);
    expect(laid.width).toBeLessThan(1000);
    const rectangles = rectanglesOf(level, laid);
    for (let edge = 1999; edge < 2999; edge += 97) {
      const points = pointsOf(laid, edge);
      for (let i = 1; i < points.length; i++)
        expect(rectangles.some((rectangle) => enters(points[i - 1]!, points[i]!, rectangle))).toBe(false);
    }
  });

  it.each([
    [
      "a chain of 10,000",
      levelOf(
        10_000,
        Array.from({ length: 9_999 }, (_, i) => [i, i + 1] as const),
      ),
    ],
    [
      "a tree of depth 5,000",
      levelOf(
        10_000,
        Array.from({ length: 9_999 }, (_, i) => [i < 4_999 ? i : i - 4_999, i + 1] as const),
      ),
    ],
    ["100,000 nodes that nothing joins", levelOf(100_000, [])],
    ["100,000 nodes", layeredLevel(100_000, 5)],
    [
      "a hundred thousand edges between two ranks",
      levelOf(
        632,
        Array.from({ length: 99_856 }, (_, i) => [i % 316, 316 + Math.floor(i / 316)] as const),
      ),
    ],
  ])("lays %s without an overlap", (_, level) => {
    const laid = layLevel(level);
    expect(laid.x.every(Number.isFinite)).toBe(true);
    expect(laid.edgePoints.every(Number.isFinite)).toBe(true);
    expect(overlap(rectanglesOf(level, laid))).toBe(false);
  });

  it("wraps rows of what nothing joins", () => {
    for (const count of [12, 100, 3000]) {
      const { width, height } = layLevel(levelOf(count, []));
      expect(Math.max(width / height, height / width)).toBeLessThan(4);
    }
    const pairs = layLevel(
      levelOf(
        400,
        Array.from({ length: 100 }, (_, i) => [2 * i, 2 * i + 1] as const),
      ),
    );
    expect(Math.max(pairs.width / pairs.height, pairs.height / pairs.width)).toBeLessThan(4);
    // Beside a tall component what is small stands in columns, not in one line.
    const chain = Array.from({ length: 99 }, (_, i) => [i, i + 1] as const);
    expect(layLevel(levelOf(200, chain)).width).toBeLessThan(1000);
  });
});

/** By how much nodes moved against node `anchor`, ascending. */
function movesAgainst(anchor: number, before: LaidLevel, after: LaidLevel): number[] {
  return Array.from(before.x, (x, node) =>
    Math.abs(after.x[node]! - after.x[anchor]! - (x - before.x[anchor]!)),
  ).sort((a, b) => a - b);
}

function medianOf(ascending: readonly number[]): number {
  return ascending[Math.floor(ascending.length / 2)] ?? NaN;
}

describe("a level that is laid again", () => {
  const levels = [40, 80, 120, 160, 200].map((nodeCount, i) => layeredLevel(nodeCount, 30 + i));

  it("moves nodes by less than the width of the one that grows, and most by less than their own", () => {
    const medians = levels.map((level, i) => {
      const before = layLevel(level);
      const grown = Math.floor(level.widths.length / 2) + i;
      const widths = level.widths.slice();
      const heights = level.heights.slice();
      widths[grown] = 320;
      heights[grown] = 240;
      const after = layLevel({ ...level, widths, heights, previousX: before.x, previousLines: before });
      const median = medianOf(movesAgainst(grown, before, after));
      expect(median).toBeLessThanOrEqual(320);
      return median;
    });
    expect(medianOf(medians.sort((a, b) => a - b))).toBeLessThanOrEqual(90);
  });

  it("moves most nodes by less than one's width when one is added", () => {
    const medians = levels.map((level, i) => {
      const before = layLevel(level);
      const count = level.widths.length;
      const source = level.edgeFroms[7 * i]!;
      const after = layLevel({
        widths: Float32Array.of(...level.widths, 60),
        heights: Float32Array.of(...level.heights, 24),
        edgeFroms: Uint32Array.of(...level.edgeFroms, source),
        edgeTos: Uint32Array.of(...level.edgeTos, count),
        previousX: Float32Array.of(...before.x, NaN),
        previousLines: {
          y: Float32Array.of(...before.y, NaN),
          edgeOffsets: Uint32Array.of(...before.edgeOffsets, before.edgeOffsets.at(-1)!),
          edgePoints: before.edgePoints,
        },
      });
      return medianOf(movesAgainst(source, before, after));
    });
    expect(medianOf(medians.sort((a, b) => a - b))).toBeLessThanOrEqual(60);
    expect(Math.max(...medians)).toBeLessThanOrEqual(120);
  });

  it.each(["up", "right"] as const)("keeps everything where nothing changed, laid out %s", (direction) => {
    for (const level of levels) {
      const before = layLevel(level, { direction });
      const after = layLevel({ ...level, previousX: before.x, previousLines: before }, { direction });
      expect(after).toEqual(before);
    }
  });

  it("keeps rows of what nothing joins when one grows", () => {
    const level = levelOf(60, []);
    const before = layLevel(level);
    const widths = level.widths.slice();
    widths[31] = 200;
    const after = layLevel({ ...level, widths, previousX: before.x });
    expect(medianOf(movesAgainst(31, before, after))).toBeLessThanOrEqual(100);
    const rowsOf = ({ y }: LaidLevel): number => new Set(y).size;
    expect(rowsOf(after)).toBe(rowsOf(before));
  });
});
