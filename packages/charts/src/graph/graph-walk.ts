// From item to item by arrow keys: along lines where there are some, else to what stands next.
import { BEYOND } from "./graph-scene.ts";
import type { PlacedGraph } from "./placed-graph.ts";

export type WalkDirection = "up" | "down" | "left" | "right";

/** Sideways of the direction, a way counts as so much longer. */
const sidewaysCost = 2.5;

/** The item that an arrow leads to, in the same scope; null for none. */
export function walkFrom(graph: PlacedGraph, item: number, direction: WalkDirection): number | null {
  const isAlong = direction === "up" || direction === "down";
  return (isAlong ? alongLine(graph, item, direction) : null) ?? nextTo(graph, item, direction);
}

/** Of those that a line joins with the item, the one that is most nearly above or below it. */
function alongLine(graph: PlacedGraph, item: number, direction: "up" | "down"): number | null {
  const { edges, x, y } = graph;
  const isOut = direction === graph.direction;
  const [own, others] = isOut ? [edges.froms, edges.tos] : [edges.tos, edges.froms];
  const l = graph.levelOf[item]!;
  let nearest: number | null = null;
  let least = Infinity;
  for (let edge = edges.starts[l]!; edge < edges.starts[l + 1]!; edge++) {
    const other = others[edge]!;
    if (own[edge] !== item || other === BEYOND || other === item) continue;
    const distance = Math.abs(x[other]! - x[item]!) * sidewaysCost + Math.abs(y[other]! - y[item]!);
    if (distance >= least) continue;
    least = distance;
    nearest = other;
  }
  return nearest;
}

function nextTo(graph: PlacedGraph, item: number, direction: WalkDirection): number | null {
  const { starts, levelOf, x, y } = graph;
  const l = levelOf[item]!;
  const isAcross = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  let nearest: number | null = null;
  let least = Infinity;
  for (let other = starts[l]!; other < starts[l + 1]!; other++) {
    const dx = x[other]! - x[item]!;
    const dy = y[other]! - y[item]!;
    const ahead = sign * (isAcross ? dx : dy);
    const aside = Math.abs(isAcross ? dy : dx);
    const distance = ahead + sidewaysCost * aside;
    if (other === item || ahead <= 0 || distance >= least) continue;
    least = distance;
    nearest = other;
  }
  return nearest;
}

/** The item nearest to a point, of a level. */
export function nearestItem(
  graph: PlacedGraph,
  level: number,
  at: { readonly x: number; readonly y: number },
): number | null {
  let nearest: number | null = null;
  let least = Infinity;
  for (let item = graph.starts[level]!; item < graph.starts[level + 1]!; item++) {
    const distance = Math.hypot(graph.x[item]! - at.x, graph.y[item]! - at.y);
    if (distance >= least) continue;
    least = distance;
    nearest = item;
  }
  return nearest;
}
