import { NestedGraph, readGraph } from "@runboard/graph";
import { expect, it } from "vitest";
import { foldingKey, scopeFolding } from "./folding.ts";
import { openScopes } from "./open-scopes.ts";
import { tracedIn } from "./traced-items.ts";

function graphOf(nodes: readonly (readonly [name: string, ...inputs: string[]])[]): NestedGraph {
  const text = nodes.map(
    ([name, ...inputs]) =>
      `node { name: "${name}" op: "Relu" ${inputs.map((input) => `input: "${input}"`).join(" ")} }`,
  );
  const reading = readGraph(new TextEncoder().encode(text.join("\n")), { fileName: "g.pbtxt" });
  if (reading.kind !== "graphs" || !reading.graphs[0]) throw new Error("no graph");
  return new NestedGraph(reading.graphs[0].graph);
}

const graph = graphOf([["x"], ["a/p", "x"], ["a/q", "x"], ["b/r", "a/p"], ["out", "b/r", "^a/q"], ["lone"]]);

function shownWith(open: readonly string[]) {
  return openScopes(open, (path) => {
    const place = graph.find(path);
    return place && graph.open(place);
  });
}

it("finds all that lies between two, in whichever order they are named, in closed and in open scopes", () => {
  const shown = shownWith(["a"]);
  const there = tracedIn(graph, shown, { kind: "paths", ends: ["x", "out"] });
  expect(there).toMatchObject({ operationCount: 4, isTurned: false, noPaths: null });
  expect([...(there?.ids ?? [])].sort()).toEqual(["a", "a/p", "b", "out", "x"]);
  const back = tracedIn(graph, shown, { kind: "paths", ends: ["out", "x"] });
  expect(back).toMatchObject({ operationCount: 4, isTurned: true, noPaths: null, ids: there?.ids });
});

it("says why there is nothing between two", () => {
  const noPathsOf = (...ends: [string, string]) => tracedIn(graph, shownWith([]), { kind: "paths", ends });
  expect(noPathsOf("lone", "out")).toMatchObject({ noPaths: "unconnected", operationCount: 0, ids: [] });
  // Control is no path of tensors.
  expect(noPathsOf("a/q", "out")?.noPaths).toBe("unconnected");
  expect(noPathsOf("lone", "nowhere")?.noPaths).toBe("gone");
});

it("traces what an item is computed from, and nothing of what is not there", () => {
  const traced = tracedIn(graph, shownWith([]), { kind: "inputs", path: "b" });
  expect(traced).toMatchObject({ operationCount: 3, noPaths: null });
  expect(tracedIn(graph, shownWith([]), { kind: "inputs", path: "nowhere" })).toBeNull();
});

it("folds each scope by its own series alone", () => {
  const members = (scope: string) => Array.from({ length: 5 }, (_, at) => [`${scope}r_${at}`] as const);
  const many = graphOf([...members(""), ...members("s/"), ...members("t/")]);
  const ungrouped = ["s/[r_ 0-4]", "[r_ 0-4]", "gone/[r_ 0-4]", "s"];
  const foldingOf = scopeFolding(many, { extractsAuxiliary: true, ungrouped });
  expect(foldingOf("").ungrouped).toEqual(["[r_ 0-4]"]);
  expect(foldingOf("s").ungrouped).toEqual(["s/[r_ 0-4]"]);
  expect(foldingKey(foldingOf("t"))).toBe(foldingKey({ extractsAuxiliary: true, ungrouped: [] }));
  const opened = many.open(many.find("s") ?? { hierarchy: many.main, item: 0, prefix: "" }, foldingOf("s"));
  const labels = [...(opened?.items ?? []), ...(opened?.auxiliaryItems ?? [])].map(({ label }) => label);
  expect(labels.sort()).toEqual(["r_0", "r_1", "r_2", "r_3", "r_4"]);
});
