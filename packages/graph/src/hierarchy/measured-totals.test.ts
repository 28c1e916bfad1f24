import { DataType, encodeMessage, RunMetadataSchema } from "@runboard/tfevents";
import { expect, it } from "vitest";
import { operationCosts } from "../sources/operation-costs.ts";
import { readRunStats } from "../sources/run-stats.ts";
import { buildHierarchy } from "./build-hierarchy.ts";
import { findItem } from "./item-paths.ts";
import { measuredTotals } from "./measured-totals.ts";
import { buildGraph } from "./testing.ts";

interface Ran {
  readonly nodeName: string;
  readonly start: number;
  readonly micros: number;
  /** Of one float32 output; null for one whose size is unknown. */
  readonly size?: number | null;
}

function costsOf(devices: readonly (readonly Ran[])[]) {
  const bytes = encodeMessage(RunMetadataSchema, {
    stepStats: {
      devStats: devices.map((ran, at) => ({
        device: `/device:CPU:${at}`,
        nodeStats: ran.map(({ nodeName, start, micros, size }) => ({
          nodeName,
          allStartMicros: BigInt(start),
          allEndRelMicros: BigInt(micros),
          output:
            size === undefined
              ? []
              : [
                  {
                    slot: 0,
                    tensorDescription: {
                      dtype: size === null ? DataType.DT_RESOURCE : DataType.DT_FLOAT,
                      shape: { dim: [{ size: BigInt(size ?? 1) }] },
                    },
                  },
                ],
        })),
      })),
    },
  });
  return operationCosts(readRunStats(bytes));
}

it("spans the devices of an operation, with the bytes of the greatest", () => {
  const costs = costsOf([
    [
      { nodeName: "a", start: 1000, micros: 5, size: 10 },
      { nodeName: "r", start: 1000, micros: 0, size: null },
    ],
    [{ nodeName: "a", start: 1004, micros: 6, size: 3 }],
  ]);
  expect(costs).toEqual({
    names: ["a", "r"],
    computeMicros: Float64Array.of(10, NaN),
    outputBytes: Float64Array.of(40, NaN),
  });
});

it("adds up over scopes by name, and counts what was measured", () => {
  const hierarchy = buildHierarchy(
    buildGraph([
      { name: "s/a", op: "Relu" },
      { name: "s/t/b", op: "Tanh" },
      { name: "s/c", op: "Abs" },
      { name: "d", op: "Exp" },
    ]),
  );
  const totals = measuredTotals(
    hierarchy,
    costsOf([
      [
        { nodeName: "s/a", start: 1, micros: 5, size: 10 },
        { nodeName: "s/t/b", start: 2, micros: 7 },
        { nodeName: "elsewhere", start: 2, micros: 700, size: 700 },
        // A scope is no operation.
        { nodeName: "s/t", start: 2, micros: 300 },
      ],
    ]),
  );
  const of = (path: string) => {
    const item = findItem(hierarchy, path) ?? NaN;
    return [
      totals.computeMicros[item],
      totals.timedCounts[item],
      totals.outputBytes[item],
      totals.sizedCounts[item],
    ];
  };
  expect(of("s")).toEqual([12, 2, 40, 1]);
  expect(of("s/t")).toEqual([7, 1, 0, 0]);
  expect(of("s/c")).toEqual([0, 0, 0, 0]);
  expect(of("d")).toEqual([0, 0, 0, 0]);
  expect(of("")).toEqual([12, 2, 40, 1]);
});
