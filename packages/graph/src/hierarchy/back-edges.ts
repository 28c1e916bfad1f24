// Which edges close cycles.

/**
 * 1 for each edge that a depth-first walk finds to lead back onto its own way: without these there is no cycle. The walk begins at nodes that nothing
 * leads to, in their order, then at the others.
 */
export function backEdges(nodeCount: number, froms: Uint32Array, tos: Uint32Array): Uint8Array {
  const offsets = new Uint32Array(nodeCount + 1);
  const isLedTo = new Uint8Array(nodeCount);
  for (let edge = 0; edge < froms.length; edge++) {
    offsets[froms[edge]! + 1]!++;
    isLedTo[tos[edge]!] = 1;
  }
  for (let node = 0; node < nodeCount; node++) offsets[node + 1]! += offsets[node]!;
  const next = offsets.slice(0, nodeCount);
  const leaving = new Uint32Array(froms.length);
  for (let edge = 0; edge < froms.length; edge++) leaving[next[froms[edge]!]!++] = edge;
  next.set(offsets.subarray(0, nodeCount));

  const isBack = new Uint8Array(froms.length);
  const NEW = 0;
  const ON_WAY = 1;
  const DONE = 2;
  const states = new Uint8Array(nodeCount);
  const walkFrom = (start: number) => {
    const way = [start];
    states[start] = ON_WAY;
    for (let node = start; way.length > 0; node = way.at(-1) ?? start) {
      if (next[node]! === offsets[node + 1]!) {
        states[node] = DONE;
        way.pop();
        continue;
      }
      const edge = leaving[next[node]!++]!;
      const to = tos[edge]!;
      if (states[to] === ON_WAY) isBack[edge] = 1;
      if (states[to] !== NEW) continue;
      states[to] = ON_WAY;
      way.push(to);
    }
  };
  for (const begins of [0, 1]) {
    for (let node = 0; node < nodeCount; node++)
      if (states[node] === NEW && isLedTo[node] === begins) walkFrom(node);
  }
  return isBack;
}
