// GraphDefs of sizes at which viewers of graphs give up, as bytes.

interface NodeInit {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
}

const ops = ["MatMul", "AddV2", "Relu", "Mul", "Softmax", "Reshape", "Const"] as const;

/** 100,000 operations: 100 layers of 10 heads of 100, each layer like the others. @param nameOfLayer its scope's name */
export function transformer(nameOfLayer = (layer: number): string => `layer_${layer}`): Uint8Array {
  const nodes: NodeInit[] = [];
  for (let layer = 0; layer < 100; layer++)
    for (let head = 0; head < 10; head++) {
      const nameAt = (of: number, at: number): string =>
        `model/${nameOfLayer(of)}/head_${head}/part_${Math.floor(at / 10)}/op${at}x`;
      for (let at = 0; at < 100; at++) {
        const first = layer === 0 ? [] : [nameAt(layer - 1, 99)];
        const inputs = at === 0 ? first : [nameAt(layer, at - 1), nameAt(layer, (at * 7) % at)];
        nodes.push({ name: nameAt(layer, at), op: ops[(at * 5) % ops.length] ?? "Const", inputs });
      }
    }
  return graphDef(nodes);
}

/** One level of `count` operations that are no series, each with one to three inputs from those a little before it. */
export function flatGraph(count: number): Uint8Array {
  let seed = 1;
  const below = (end: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * end);
  };
  const nameAt = (at: number): string => `${String.fromCharCode(97 + (at % 26))}${at}y`;
  return graphDef(
    Array.from({ length: count }, (_, at) => ({
      name: nameAt(at),
      op: ops[at % (ops.length - 1)] ?? "Relu",
      inputs:
        at === 0 ? [] : Array.from({ length: 1 + below(3) }, () => nameAt(at - 1 - below(Math.min(at, 40)))),
    })),
  );
}

/** Each the input of the next. */
export function chain(count: number): Uint8Array {
  return graphDef(
    Array.from({ length: count }, (_, at) => ({
      name: `x${at}y`,
      op: at % 2 === 0 ? "Relu" : "Tanh",
      inputs: at === 0 ? [] : [`x${at - 1}y`],
    })),
  );
}

/** A scope in a scope, and so on, one operation in each. */
export function deepTree(depth: number): Uint8Array {
  const nodes: NodeInit[] = [];
  for (let at = 1, scope = "s"; at <= depth; at++, scope += "/s")
    nodes.push({ name: `${scope}/x`, op: "Relu", inputs: nodes.slice(-1).map(({ name }) => name) });
  return graphDef(nodes);
}

/** As of tensorflow/core/framework/graph.proto: nodes are field 1; name, op and input are 1, 2 and 3 of each. */
function graphDef(nodes: readonly NodeInit[]): Uint8Array {
  return Buffer.concat(
    nodes.map(({ name, op, inputs }) =>
      field(1, Buffer.concat([field(1, name), field(2, op), ...inputs.map((input) => field(3, input))])),
    ),
  );
}

function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const head = [(number << 3) | 2];
  let left = bytes.length;
  for (; left > 127; left >>>= 7) head.push((left & 127) | 128);
  return Buffer.concat([Buffer.from([...head, left]), bytes]);
}
