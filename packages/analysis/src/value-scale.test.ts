import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evenEdges, positionOf, symlogFor, valueAtPosition, type ValueScale } from "./value-scale.ts";

const MAX = Number.MAX_VALUE;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });
const linear: ValueScale = { kind: "linear" };
const log: ValueScale = { kind: "log" };
const symlog = positive.map((linearWithin) => ({ kind: "symlog", linearWithin }) as const);
const anyScale = fc.oneof(fc.constant(linear), fc.constant(log), symlog);

describe("positions", () => {
  it("never descend as values ascend", () => {
    fc.assert(
      fc.property(finite, finite, anyScale, (a, b, scale) => {
        const [low, high] = a <= b ? [a, b] : [b, a];
        expect(positionOf(low, scale)).toBeLessThanOrEqual(positionOf(high, scale));
      }),
    );
  });

  it("on symlog are finite, odd, and lead back to their values", () => {
    fc.assert(
      fc.property(finite, symlog, (value, scale) => {
        const position = positionOf(value, scale);
        expect(Number.isFinite(position)).toBe(true);
        expect(positionOf(-value, scale) + position).toBe(0);
        const back = valueAtPosition(position, scale);
        // Positions of hundreds of decades leave 12 digits; below the least normal number there are fewer.
        const tolerance = Math.abs(value) * 1e-11 + 1e-322 * Math.max(1, scale.linearWithin);
        expect(Math.abs(back - value)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });

  it("on symlog are linear within and decades beyond", () => {
    const scale: ValueScale = { kind: "symlog", linearWithin: 1e-3 };
    expect(positionOf(1e-6, scale) / positionOf(1e-7, scale)).toBeCloseTo(10, 2);
    expect(positionOf(1e3, scale) - positionOf(1e2, scale)).toBeCloseTo(1, 4);
  });

  it("are finite at the ends of what a double holds", () => {
    for (const scale of [linear, symlogFor([-MAX, MAX]), { kind: "symlog", linearWithin: 1e-300 } as const]) {
      expect(Number.isFinite(positionOf(MAX, scale))).toBe(true);
      expect(valueAtPosition(positionOf(MAX, scale), scale) / MAX).toBeCloseTo(1, 9);
    }
    expect(valueAtPosition(400, log)).toBe(MAX);
    expect(valueAtPosition(-1e9, { kind: "symlog", linearWithin: 1 })).toBe(-MAX);
  });

  it("have none on log for what is not above zero", () => {
    expect([positionOf(0, log), positionOf(-1, log)]).toEqual([-Infinity, -Infinity]);
  });
});

describe("symlogFor", () => {
  it("leaves six decades on either side", () => {
    const scale = symlogFor([-20, 1e3]);
    expect(scale).toEqual({ kind: "symlog", linearWithin: 1e-3 });
    expect(positionOf(1e3, scale)).toBeCloseTo(6, 5);
  });

  it("has a limit above zero for every range", () => {
    for (const range of [
      [0, 0],
      [-MAX, MAX],
      [0, Number.MIN_VALUE],
    ] as const)
      expect(positionOf(1, symlogFor(range))).toBeGreaterThan(0);
    expect(symlogFor([0, Number.MIN_VALUE])).toEqual({ kind: "symlog", linearWithin: Number.MIN_VALUE });
  });
});

describe("evenEdges", () => {
  const ranges = fc.tuple(finite, finite, anyScale).map(([a, b, scale]) => {
    const [low, high] = a <= b ? ([a, b] as const) : ([b, a] as const);
    const range = scale.kind !== "log" ? ([low, high] as const) : ([Math.abs(low) || 1, MAX] as const);
    return { range, scale };
  });

  it("never descend, are finite, and end at the range's ends", () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 60 }), ({ range, scale }, count) => {
        const edges = evenEdges(range, count, scale);
        expect(edges).toHaveLength(count + 1);
        expect(edges.every(Number.isFinite)).toBe(true);
        for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThanOrEqual(edges[i - 1] ?? NaN);
        if (range[0] < range[1]) expect([edges[0], edges[count]]).toEqual([...range]);
      }),
    );
  });

  it("contain the one value of a range without width, strictly", () => {
    fc.assert(
      fc.property(finite, anyScale, (value, scale) => {
        const at = scale.kind === "log" ? Math.abs(value) || 1 : value;
        const edges = evenEdges([at, at], 2, scale);
        expect(edges[0]).toBeLessThan(edges[2] ?? NaN);
        expect(edges[0]).toBeLessThanOrEqual(at);
        expect(edges[2]).toBeGreaterThanOrEqual(at);
      }),
    );
  });

  it("are even on each scale", () => {
    expect([...evenEdges([0, 1], 4, linear)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([...evenEdges([1e-2, 1e2], 4, log)].map((edge) => Number(edge.toPrecision(9)))).toEqual([
      0.01, 0.1, 1, 10, 100,
    ]);
    const scale = symlogFor([-1, 1]);
    const positions = [...evenEdges([-1, 1], 6, scale)].map((edge) => positionOf(edge, scale));
    for (let i = 1; i < 7; i++)
      expect((positions[i] ?? NaN) - (positions[i - 1] ?? NaN)).toBeCloseTo(positionOf(1, scale) / 3, 9);
    expect([...evenEdges([-MAX, MAX], 2, linear)]).toEqual([-MAX, 0, MAX]);
  });

  it("of one value are TensorBoard's, on log from half to twice", () => {
    expect([...evenEdges([1, 1], 2, linear)]).toEqual([
      1 / 1.1 - 1,
      1 / 1.1 - 1 + (2.1 - (1 / 1.1 - 1)) / 2,
      2.1,
    ]);
    expect([...evenEdges([-100, -100], 1, linear)]).toEqual([-100 * 1.1 - 1, -100 / 1.1 + 1]);
    expect([...evenEdges([8, 8], 2, log)].map((edge) => Number(edge.toPrecision(9)))).toEqual([4, 8, 16]);
  });

  it("of what is no axis are refused", () => {
    for (const range of [
      [1, 0],
      [NaN, 1],
      [0, Infinity],
    ] as const)
      expect(() => evenEdges(range, 4, linear)).toThrow(RangeError);
    expect(() => evenEdges([0, 1], 4, log)).toThrow(new RangeError("a logarithmic axis cannot begin at 0"));
  });
});
