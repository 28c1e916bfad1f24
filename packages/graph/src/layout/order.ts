// In which order the vertices of each layer stand.
import type { Adjacency } from "./adjacency.ts";
import { CrossingCounter } from "./crossings.ts";
import { exchangeNeighbours } from "./exchange.ts";
import { estimatedPlaces, keepOrder, keptShare } from "./kept-order.ts";
import type { Layers } from "./layers.ts";
import { LayerSorter } from "./layer-sorter.ts";
import { type OrderRun, restore, save } from "./order-run.ts";

/** Sweeps that may bring nothing one after the other. */
const PATIENCE = 4;
const MAX_SWEEPS = 24;
const MIN_SWEEPS = 4;
/** Vertices and lines that all sweeps of a component visit together, at most. */
const SWEEP_BUDGET = 3_000_000;
/** A component keeps its order when at least this share of its nodes stood somewhere. */
const MIN_KEPT_SHARE = 0.5;
/** Below this many vertices and lines a second beginning is tried. */
const SMALL = 20_000;

/**
 * Orders the vertices of every layer in place so that few lines cross.
 * @param known where each vertex stood across the ranks before, NaN for new ones; a component of which most nodes stood somewhere keeps their order.
 */
export function orderLayers(layers: Layers, known?: Float64Array): void {
  const counter = new CrossingCounter(layers);
  const sorter = new LayerSorter(layers);
  const saved = new Uint32Array(layers.vertices.length);
  const shares = known && keptShare(layers, known);
  const estimates = known && estimatedPlaces(layers, known);
  for (let component = 0; component < layers.componentCount; component++) {
    const first = layers.layerStarts[component]!;
    const end = layers.layerStarts[component + 1]!;
    if (end - first < 2) continue;
    const run = { layers, counter, sorter, saved, first, end };
    if (known && estimates && shares && shares[component]! >= MIN_KEPT_SHARE)
      keepOrder(run, known, estimates);
    else findOrder(run);
  }
}

function findOrder(run: OrderRun): void {
  const { layers, first, end } = run;
  const from = layers.vertexStarts[first]!;
  const to = layers.vertexStarts[end]!;
  let size = to - from;
  for (let i = from; i < to; i++) {
    const vertex = layers.vertices[i]!;
    size += layers.up.offsets[vertex + 1]! - layers.up.offsets[vertex]!;
  }
  const maxSweeps = Math.min(MAX_SWEEPS, Math.max(MIN_SWEEPS, Math.floor(SWEEP_BUDGET / size)));
  const begin = layers.vertices.slice(from, to);
  orderDepthFirst(run, layers.up);
  let best = sweep(run, maxSweeps, Infinity);
  if (best > 0 && size <= SMALL) {
    layers.vertices.set(begin, from);
    orderDepthFirst(run, layers.down);
    best = sweep(run, maxSweeps, best);
  }
  restore(run);
  if (best > 0 && size <= SMALL) exchangeNeighbours(layers, first, end);
}

/** Sweeps up and down and saves the best order of fewer crossings than `best`; returns the fewest. */
function sweep(run: OrderRun, maxSweeps: number, best: number): number {
  const { counter, sorter, first, end } = run;
  let fewest = Infinity;
  let idle = 0;
  for (let i = 0; i <= maxSweeps && idle < PATIENCE; i++) {
    const crossings = counter.count(first, end);
    idle = crossings < fewest ? 0 : idle + 1;
    fewest = Math.min(fewest, crossings);
    if (crossings < best) {
      best = crossings;
      save(run);
    }
    if (crossings === 0) break;
    // Ties are turned round in every second pair of sweeps.
    const areTiesTurned = i % 4 >= 2;
    if (i % 2 === 0)
      for (let layer = first + 1; layer < end; layer++) sorter.sort(layer, "down", areTiesTurned);
    else for (let layer = end - 2; layer >= first; layer--) sorter.sort(layer, "up", areTiesTurned);
  }
  return best;
}

/** Vertices of a layer in the order in which a depth-first walk from one end of the component comes to them. */
function orderDepthFirst({ layers, first, end }: OrderRun, towards: Adjacency): void {
  const { vertexStarts, vertices, places, layerOfVertex, up } = layers;
  const from = vertexStarts[first]!;
  const to = vertexStarts[end]!;
  const roots = vertices.slice(from, to);
  if (towards !== up) roots.reverse();
  const next = vertexStarts.slice(first, end);
  const isSeen = new Set<number>();
  const stack: number[] = [];
  for (const root of roots) {
    stack.push(root);
    for (let vertex = stack.pop(); vertex !== undefined; vertex = stack.pop()) {
      if (isSeen.has(vertex)) continue;
      isSeen.add(vertex);
      const layer = layerOfVertex[vertex]!;
      const at = next[layer - first]!++;
      vertices[at] = vertex;
      places[vertex] = at - vertexStarts[layer]!;
      for (let i = towards.offsets[vertex + 1]! - 1; i >= towards.offsets[vertex]!; i--)
        stack.push(towards.targets[i]!);
    }
  }
}
