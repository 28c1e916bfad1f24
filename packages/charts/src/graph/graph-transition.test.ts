import { describe, expect, it } from "vitest";
import { BEYOND } from "./graph-scene.ts";
import { arrivingAt, easedOut, graphTransition, leavingAt } from "./graph-transition.ts";
import { boxAt, itemsById, type PlacedGraph, placeGraph } from "./placed-graph.ts";
import { mnistSpec, sceneOf } from "./testing.ts";

const closed = placeGraph(sceneOf(mnistSpec({ opened: [] })), "up");
const open = placeGraph(sceneOf(mnistSpec({ opened: ["conv"] })), "up");
const box = (graph: PlacedGraph, id: string) => boxAt(graph, itemsById(graph).get(id) ?? -1);

describe("a transition between two scenes", () => {
  const opening = graphTransition(closed, open);

  it("begins where everything was and ends where everything is", () => {
    const begun = arrivingAt(opening, 0).graph;
    const ended = arrivingAt(opening, 1).graph;
    for (const id of itemsById(closed).keys()) {
      expect(box(begun, id)).toEqual(box(closed, id));
      expect(box(ended, id)).toEqual(box(open, id));
    }
    expect(ended.edges.points).toEqual(open.edges.points);
  });

  it("lets what is new grow out of the scope that it is in, and fade in", () => {
    const { graph, opacities } = arrivingAt(opening, 0);
    const scope = box(closed, "conv");
    for (const id of ["conv/W", "conv/Conv2D"]) {
      const item = box(graph, id);
      expect(Math.abs(item.x - scope.x) + item.width / 2).toBeLessThanOrEqual(scope.width / 2);
      expect(Math.abs(item.y - scope.y) + item.height / 2).toBeLessThanOrEqual(scope.height / 2);
      expect(opacities[itemsById(graph).get(id) ?? -1]).toBe(0);
    }
    expect(arrivingAt(opening, 0.5).opacities[itemsById(open).get("conv/W") ?? -1]).toBe(0.5);
    expect(opacities[itemsById(open).get("conv") ?? -1]).toBe(1);
  });

  it("keeps lines on the items that they join", () => {
    const { graph } = arrivingAt(opening, 0.4);
    const { edges } = graph;
    for (let edge = 0; edge < edges.froms.length; edge++) {
      const last = edges.offsets[edge + 1]! - 1;
      const to = edges.tos[edge]!;
      if (last < edges.offsets[edge]! || to === BEYOND) continue;
      const dx = Math.abs(edges.points[2 * last]! - graph.x[to]!) / (graph.widths[to]! / 2);
      const dy = Math.abs(edges.points[2 * last + 1]! - graph.y[to]!) / (graph.heights[to]! / 2);
      expect(Math.max(dx, dy)).toBeLessThanOrEqual(1 + 1e-4);
    }
  });

  it("lets what is gone shrink into its scope, for half the time", () => {
    expect(leavingAt(opening, 0)).toBeNull();
    const closing = graphTransition(open, closed);
    const leaving = leavingAt(closing, 0.25);
    expect(leaving?.opacities[itemsById(open).get("conv/W") ?? -1]).toBe(0.5);
    expect(leaving?.opacities[itemsById(open).get("fc") ?? -1]).toBe(0);
    expect(leavingAt(closing, 0.5)).toBeNull();
  });

  it("may begin anew from where it is", () => {
    const midway = arrivingAt(opening, 0.5).graph;
    const back = graphTransition(midway, closed);
    expect(box(arrivingAt(back, 0).graph, "conv")).toEqual(box(midway, "conv"));
    expect(box(arrivingAt(back, 1).graph, "conv")).toEqual(box(closed, "conv"));
  });

  it("is fast at first", () => {
    expect([-1, 0, 1, 2].map(easedOut)).toEqual([0, 0, 1, 1]);
    expect(easedOut(0.5)).toBeGreaterThan(0.8);
  });
});
