// Hashes of nodes by what is around them (Weisfeiler and Lehman, 1968), the same in two graphs where the same is around.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";
import { consumersOf } from "./consumers.ts";
import { mix, spread } from "./hash-mix.ts";

const ROUNDS = 3;

/**
 * Of each of `nodes` a hash of 53 bits of what it is and of all within three edges.
 * @param fixed of each node what is known of it whatever is around it, or -1 for those that are to be told apart by it
 * @param colours of nodes, what they are
 */
export function neighbourHashes(
  graph: OpGraph,
  nodes: Uint32Array,
  fixed: Int32Array,
  colours: Uint32Array,
): Float64Array {
  const low = refined(graph, nodes, fixed, { colours, seed: 17 });
  const high = refined(graph, nodes, fixed, { colours, seed: 71 });
  return Float64Array.from(nodes, (_, at) => (high[at]! & 0x1fffff) * 2 ** 32 + (low[at]! >>> 0));
}

function refined(
  graph: OpGraph,
  nodes: Uint32Array,
  fixed: Int32Array,
  { colours, seed }: { readonly colours: Uint32Array; readonly seed: number },
): Int32Array {
  const { inputOffsets, inputSources, inputSlots, inputPlaces } = graph;
  const consumers = consumersOf(graph);
  const current = new Int32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    const known = fixed[node]!;
    current[node] = spread(known < 0 ? mix(mix(seed, 1), colours[node]!) : mix(mix(seed, 2), known));
  }
  const labelOf = (input: number) => {
    const slot = inputSlots[input]!;
    return mix(mix(seed, slot), slot === CONTROL_SLOT ? -1 : inputPlaces[input]!);
  };
  let next = new Int32Array(nodes.length);
  for (let round = 0; round < ROUNDS; round++) {
    next = next.map((_, at) => {
      const node = nodes[at]!;
      let sum = 0;
      for (let input = inputOffsets[node]!; input < inputOffsets[node + 1]!; input++)
        sum = (sum + spread(mix(mix(labelOf(input), 1), current[inputSources[input]!]!))) | 0;
      for (let use = consumers.offsets[node]!; use < consumers.offsets[node + 1]!; use++)
        sum =
          (sum + spread(mix(mix(labelOf(consumers.inputs[use]!), 2), current[consumers.nodes[use]!]!))) | 0;
      return spread(mix(current[node]!, sum));
    });
    for (let at = 0; at < nodes.length; at++) current[nodes[at]!] = next[at]!;
  }
  return next;
}
