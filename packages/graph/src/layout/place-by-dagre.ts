// dagre gives each vertex of a component its place across the ranks; ranks and order are ours.
import { type DagreGraph, layoutByDagre, MultiGraph } from "./dagre.ts";
import { type Layers, NO_PASSING } from "./layers.ts";
import { EDGE_GAP, NODE_GAP, RANK_GAP } from "./spacing.ts";

/** Ranks over which dagre may recurse. */
const MAX_RECURSION = 500;

interface DagreNode {
  width: number;
  height: number;
  rank: number;
  order?: number;
  dummy?: string;
  edgeObj?: { readonly name?: string };
  x?: number;
}

interface DagreEdge {
  points?: { x: number; y: number }[];
}

/** In no node's middle, where dagre would find no border. */
const FAR_POINT = { x: 0, y: -1e9 };

/**
 * Coordinates of Brandes and Köpf as dagre computes them, written into `xs`, relative to any point.
 * What dagre would do at length or by recursion is taken from it through its hooks: ranks come with the nodes (`ranker: "none"`), so that no edge is doubled in length
 * for a label; there are no cycles, which it finds by recursion over few ranks
 * and by its greedy pass over many; the order is handed in.
 * @param sizes across and along the ranks, of nodes.
 * @param xs by vertex.
 */
export function placeByDagre(
  layers: Layers,
  component: number,
  sizes: { readonly across: Float64Array; readonly along: Float64Array },
  xs: Float64Array,
): void {
  const { edges, nodeCount, vertexStarts, vertices, places, firstPassings, layerOfVertex } = layers;
  const first = layers.layerStarts[component]!;
  const end = layers.layerStarts[component + 1]!;
  const graph: DagreGraph<DagreNode, DagreEdge> = new MultiGraph({ multigraph: true });
  // dagre halves the distance of ranks for labels in between.
  graph.setGraph({
    rankdir: "TB",
    ranker: "none",
    ...(end - first > MAX_RECURSION && { acyclicer: "greedy" }),
    nodesep: NODE_GAP,
    edgesep: EDGE_GAP,
    ranksep: 2 * RANK_GAP,
  });
  const nodes: number[] = [];
  for (let i = vertexStarts[first]!; i < vertexStarts[end]!; i++)
    if (vertices[i]! < nodeCount) nodes.push(vertices[i]!);
  for (const node of nodes)
    graph.setNode(nameOf(node), {
      width: sizes.across[node]!,
      height: sizes.along[node]!,
      rank: layerOfVertex[node]! - first,
    });
  const laidEdges: number[] = [];
  for (const node of nodes) {
    for (let edge = edges.starts[node]!; edge < edges.starts[node + 1]!; edge++) {
      if (firstPassings[edge] === NO_PASSING) continue;
      laidEdges.push(edge);
      graph.setEdge(nameOf(node), nameOf(edges.uppers[edge]!), {}, String(edge));
    }
  }

  layoutByDagre(graph, {
    disableOptimalOrderHeuristic: true,
    customOrder: (ranked) => {
      for (const name of ranked.nodes()) {
        const label = ranked.node(name);
        label.order = places[vertexOf(name, label)]!;
      }
      // Edges from one rank to the next, which dagre has none of when it doubles lengths, would lack the points that it moves at its end.
      for (const edge of ranked.edges()) ranked.edge(edge).points ??= [{ ...FAR_POINT }];
    },
  });

  function vertexOf(name: string, { dummy, edgeObj, rank }: DagreNode): number {
    if (dummy !== "edge") return Number(name.slice(1));
    const edge = Number(edgeObj?.name);
    return firstPassings[edge]! + first + rank - layerOfVertex[edges.lowers[edge]!]! - 1;
  }

  for (const node of nodes) xs[node] = graph.node(nameOf(node)).x ?? 0;
  for (const edge of laidEdges) {
    const lower = edges.lowers[edge]!;
    const upper = edges.uppers[edge]!;
    const { points = [] } = graph.edge({ v: nameOf(lower), w: nameOf(upper), name: String(edge) });
    // Between the points at the two ends' borders there is one for each rank that the edge passes.
    const passings = layerOfVertex[upper]! - layerOfVertex[lower]! - 1;
    for (let i = 0; i < passings; i++) xs[firstPassings[edge]! + i] = points[i + 1]?.x ?? 0;
  }
}

/** Numbers alone as keys make dagre's objects arrays with holes. */
function nameOf(node: number): string {
  return `n${node}`;
}
