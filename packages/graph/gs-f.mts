import fs from "node:fs";
import { readGraph } from "./src/index.ts";
const dir = "/work/shared/fixtures/graph_files/";
const files = [
  ...fs.readdirSync(dir).map((f) => dir + f),
  "/tmp/gs/m1.graph.pb",
  "/tmp/gs/t.graph.pb",
  "/tmp/gs/m1.rm.pb",
  "/tmp/gs/b.graph.pb",
];
for (const f of files) {
  const r = readGraph(new Uint8Array(fs.readFileSync(f)));
  console.log("#####", f);
  if (r.kind !== "graphs") {
    console.log(r);
    continue;
  }
  console.log(r.format, r.problems);
  for (const g of r.graphs) {
    const G = g.graph;
    console.log(
      "  ==",
      g.label,
      g.kind,
      G.nodeCount,
      G.problems,
      [...G.functions.keys()].slice(0, 10),
      JSON.stringify([...G.calls].slice(0, 3)),
    );
    if (G.nodeCount < 40)
      for (let i = 0; i < G.nodeCount; i++) {
        const ins = [];
        for (let k = G.inputOffsets[i]; k < G.inputOffsets[i + 1]; k++)
          ins.push(G.names[G.inputSources[k]] + ":" + G.inputSlots[k] + "@" + G.inputPlaces[k]);
        const outs = [];
        for (let k = G.outputOffsets[i]; k < G.outputOffsets[i + 1]; k++) {
          const t = G.tensorTypes[G.outputTypeIds[k]];
          outs.push(t.dtype + JSON.stringify(t.shape));
        }
        console.log(
          "    ",
          G.names[i],
          "|",
          G.ops.values[G.ops.ids[i]],
          "|",
          ins.join(" "),
          "|",
          outs.join(" "),
          "|",
          G.parameterCounts[i],
          "|",
          JSON.stringify(G.attributesOf(i), (k, v) => (typeof v === "bigint" ? String(v) : v)).slice(0, 150),
        );
      }
    if (g === r.graphs[0])
      for (const [n, fn] of [...G.functions].slice(0, 3))
        console.log(
          "   fn",
          n,
          fn.graph.names.slice(0, 8),
          fn.argumentNodes,
          fn.resultNodes,
          fn.graph.problems,
          [...fn.graph.inputSources].join(),
        );
  }
}
