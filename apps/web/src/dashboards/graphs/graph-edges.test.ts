import { expect, it } from "vitest";
import { decodeEdge, encodeEdge } from "./graph-edges.ts";

it("names an edge in the URL, whatever its ends are called", () => {
  for (const edge of [
    { level: "", from: "a;b", to: "a!/c", isControl: false },
    { level: "s/t", from: null, to: "s/t/x", isControl: true },
    { level: "s//f", from: "s//f//x", to: null, isControl: false },
  ])
    expect(decodeEdge(encodeEdge(edge))).toEqual(edge);
});

it("takes nothing else for one", () => {
  for (const text of ["", "a", ";a", ";a;b", ";a;b;both", ";;;data", ";a;b;data;more"])
    expect(decodeEdge(text)).toBeNull();
});
