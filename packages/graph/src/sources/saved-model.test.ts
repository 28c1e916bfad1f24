import { encodeMessage, MetaGraphDefSchema, SavedModelSchema } from "@runboard/tfevents";
import { expect, test } from "vitest";
import type { GraphReading } from "./graph-source.ts";
import { readGraph } from "./read-graph.ts";

type SavedModelInit = Parameters<typeof encodeMessage<typeof SavedModelSchema>>[1];

function labels(reading: GraphReading): string[] {
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  expect(reading.format).toBe("saved_model");
  return reading.graphs.map(({ label, graph }) => `${label}: ${graph.names.join(" ")}`);
}

const save = (...metaGraphs: NonNullable<SavedModelInit["metaGraphs"]>) =>
  encodeMessage(SavedModelSchema, { savedModelSchemaVersion: 1n, metaGraphs });

const library = {
  function: [
    {
      signature: { name: "f" },
      nodeDef: [
        { name: "a", op: "A" },
        { name: "b", op: "g" },
      ],
    },
    { signature: { name: "g" }, nodeDef: [{ name: "c", op: "C" }] },
  ],
};

test("functions that nothing calls stand beside the graph", () => {
  const node = [{ name: "x", op: "Mul" }];
  expect(
    labels(readGraph(save({ metaInfoDef: { tags: ["serve", "gpu"] }, graphDef: { node, library } }))),
  ).toEqual(["serve, gpu: x", "f: a b"]);
});

test("they come first where the graph holds no more than variables", () => {
  const node = [{ name: "v", op: "VarHandleOp" }];
  expect(labels(readGraph(save({ metaInfoDef: { tags: ["serve"] }, graphDef: { node, library } })))).toEqual([
    "f: a b",
    "serve: v",
  ]);
});

test("several graphs are told apart by their tags", () => {
  const node = [{ name: "x", op: "Mul" }];
  const bytes = save(
    { metaInfoDef: { tags: ["train"] }, graphDef: { node, library } },
    { metaInfoDef: { tags: ["serve"] }, graphDef: { node } },
  );
  expect(labels(readGraph(bytes))).toEqual(["train: x", "train: f: a b", "serve: x"]);
});

test("outputs are placed as the file's own list of operations says", () => {
  const bytes = save({
    metaInfoDef: {
      tags: ["t"],
      strippedOpList: { op: [{ name: "Two", outputArg: [{ name: "first" }, { name: "second" }] }] },
    },
    graphDef: {
      node: [{ name: "x", op: "Mul" }],
      library: {
        function: [
          {
            signature: { name: "f" },
            nodeDef: [
              { name: "t", op: "Two" },
              { name: "u", op: "U", input: ["t:second:0"] },
            ],
          },
        ],
      },
    },
  });
  const reading = readGraph(bytes);
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  expect([...reading.graphs[1]!.graph.inputSlots]).toEqual([1]);
});

test("a meta graph by itself is read", () => {
  const bytes = encodeMessage(MetaGraphDefSchema, {
    metaInfoDef: { tags: ["train"], tensorflowVersion: "1.15" },
    graphDef: { node: [{ name: "x", op: "Mul" }] },
  });
  expect(labels(readGraph(bytes))).toEqual(["train: x"]);
});

test("one that is cut short shows what is there", () => {
  const node = Array.from({ length: 50 }, (_, at) => ({ name: `n${at}`, op: "Mul" }));
  const bytes = save({ metaInfoDef: { tags: ["serve"] }, graphDef: { node } });
  const reading = readGraph(bytes.subarray(0, bytes.length >> 1));
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  expect(reading.graphs[0]!.graph.nodeCount).toBeGreaterThan(15);
  expect(reading.problems.map(({ code }) => code)).toEqual(["cut_short"]);
});
