// Generated graphs for tests.
import { DataType, type encodeMessage, type GraphDefSchema } from "@runboard/tfevents";
import fc from "fast-check";

export type GraphDefInit = Parameters<typeof encodeMessage<typeof GraphDefSchema>>[1];
export type NodeInit = NonNullable<GraphDefInit["node"]>[number];
export type AttributeInit = NonNullable<NodeInit["attr"]>[string];

const words = fc.oneof(
  fc.string({ maxLength: 12, unit: "grapheme" }),
  fc.stringMatching(/^[a-z]{1,6}(\/[a-zA-Z_0-9]{1,6}){0,3}$/),
);
const bytes = fc.uint8Array({ maxLength: 20 });
const dims = fc.array(fc.record({ size: fc.bigInt(-1n, 1n << 40n), name: words }), { maxLength: 4 });
const shapes = fc.record({ dim: dims, unknownRank: fc.boolean() });
const floats = fc.float();
const int64s = fc.bigInt(-(1n << 63n), (1n << 63n) - 1n);
const dtypes = fc.constantFrom(...Object.values(DataType));

const tensors = fc.record({
  dtype: dtypes,
  tensorShape: shapes,
  tensorContent: bytes,
  floatVal: fc.array(floats, { maxLength: 3 }),
  doubleVal: fc.array(fc.double(), { maxLength: 3 }),
  intVal: fc.array(fc.integer(), { maxLength: 3 }),
  stringVal: fc.array(bytes, { maxLength: 3 }),
  int64Val: fc.array(int64s, { maxLength: 3 }),
  boolVal: fc.array(fc.boolean(), { maxLength: 3 }),
  uint64Val: fc.array(fc.bigInt(0n, (1n << 64n) - 1n), { maxLength: 3 }),
});

const lists = fc.record({
  s: fc.array(bytes, { maxLength: 3 }),
  i: fc.array(int64s, { maxLength: 3 }),
  f: fc.array(floats, { maxLength: 3 }),
  b: fc.array(fc.boolean(), { maxLength: 3 }),
  type: fc.array(dtypes, { maxLength: 3 }),
  shape: fc.array(shapes, { maxLength: 2 }),
});

const of = <Case extends string, Value>(name: Case, values: fc.Arbitrary<Value>) =>
  values.map((value) => ({ value: { case: name, value } }));

const plainValues = fc.oneof(
  of("s", bytes),
  of("i", int64s),
  of("f", floats),
  of("b", fc.boolean()),
  of("type", dtypes),
  of("shape", shapes),
  of("tensor", tensors),
  of("list", lists),
  of("placeholder", words),
);

const values = fc.oneof(
  plainValues,
  of("func", fc.record({ name: words, attr: fc.dictionary(words, plainValues, { maxKeys: 2 }) })),
);

const nodes = fc.record({
  name: words,
  op: words,
  input: fc.array(words, { maxLength: 4 }),
  device: words,
  attr: fc.dictionary(words, values, { maxKeys: 5 }),
});

const parameters = fc.record({ name: words, type: dtypes });

/** GraphDefs with functions, whose names and references are anything. */
export const graphDefs: fc.Arbitrary<GraphDefInit> = fc.record({
  node: fc.array(nodes, { maxLength: 6 }),
  versions: fc.record({ producer: fc.integer(), badConsumers: fc.array(fc.integer(), { maxLength: 3 }) }),
  library: fc.record({
    function: fc.array(
      fc.record({
        signature: fc.record({
          name: words,
          inputArg: fc.array(parameters, { maxLength: 3 }),
          outputArg: fc.array(parameters, { maxLength: 3 }),
        }),
        nodeDef: fc.array(nodes, { maxLength: 3 }),
        ret: fc.dictionary(words, words, { maxKeys: 3 }),
      }),
      { maxLength: 2 },
    ),
  }),
});
