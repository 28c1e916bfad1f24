// The text format against generated messages: what is written is read back, and what others write is read.
import {
  DataType,
  decodeMessage,
  encodeMessage,
  formatMessageText,
  type GraphDef,
  GraphDefSchema,
  parseMessageText,
} from "@runboard/tfevents";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphDefs } from "../testing.ts";
import { doubleText, floatText } from "./float-text.ts";
import { parseText } from "./text-to-wire.ts";
import { writeMessageText } from "./wire-to-text.ts";

function decoded(bytes: Uint8Array): GraphDef {
  const message = decodeMessage(GraphDefSchema, bytes);
  if (message === undefined) throw new Error("no message");
  return message;
}

function textOf(bytes: Uint8Array): string {
  const result = writeMessageText(GraphDefSchema, bytes);
  if (result.kind === "malformed") throw new Error(result.reason);
  return new TextDecoder().decode(result.text);
}

const parsed = (text: string) => parseText(GraphDefSchema, new TextEncoder().encode(text));

describe("text of graphs", () => {
  test("is read by the generated parser as the message that it was", () => {
    fc.assert(
      fc.property(graphDefs, (init) => {
        const bytes = encodeMessage(GraphDefSchema, init);
        const result = parseMessageText(GraphDefSchema, textOf(bytes));
        expect(result).toEqual({ kind: "message", message: decoded(bytes) });
      }),
      { numRuns: 60 },
    );
  });

  test("of the generated writer, and of our own, is read as the message that it was", () => {
    fc.assert(
      fc.property(graphDefs, (init) => {
        const bytes = encodeMessage(GraphDefSchema, init);
        for (const text of [formatMessageText(GraphDefSchema, decoded(bytes)), textOf(bytes)]) {
          const { bytes: read, stop } = parsed(text);
          expect(stop).toBeUndefined();
          expect(decoded(read)).toEqual(decoded(bytes));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("stands by numbers of fields, maps from the greatest key to the least", () => {
    const type = { value: { case: "type" as const, value: DataType.DT_FLOAT } };
    const bytes = encodeMessage(GraphDefSchema, {
      node: [{ name: "a", op: "é'\n", attr: { T: type, Tidx: type, dtype: type, _class: type, a: type } }],
      versions: { producer: 22 },
      library: {},
    });
    const text = textOf(bytes);
    expect([...text.matchAll(/key: "(\w+)"/g)].map(([, key]) => key)).toEqual([
      "dtype",
      "a",
      "_class",
      "T",
      "Tidx",
    ]);
    expect(text).toContain('  op: "é\\\'\\n"\n');
    expect(text.endsWith("library {\n}\nversions {\n  producer: 22\n}\n")).toBe(true);
  });

  test.each([
    ["comments, commas and angle brackets", 'node < name: "a", op: "b"; > # c\nnode{name:"b"}', ["a", "b"]],
    ["texts in parts and other quotes", "node { name: 'a' \"b\"\n'c' }", ["abc"]],
    ["escapes", 'node { name: "\\x41\\102\\u00e9\\U0001F600\\t\\"" }', ['ABé😀\t"']],
    ["fields that no schema has", 'extra: 3 node { odd { x: [1, 2] } [a.b/c] { y: "}" } name: "a" }', ["a"]],
    ["lists", 'node { name: "a" input: ["x", "y"] } node { name: "b" attr: [{key: "k"}] }', ["a", "b"]],
  ])("may have %s", (_, text, names) => {
    const { bytes, stop } = parsed(text);
    expect([stop, decoded(bytes).node.map(({ name }) => name)]).toEqual([undefined, names]);
  });

  test.each([
    ['node { name: "a" }\nnode { name: "b', "ends_early", 2, ["a", ""]],
    ['node { name: "a" }\nnode { name: "b" }\n}', "no_field", 3, ["a", "b"]],
    ['node { name: "a" op: } node { name: "b" }', "no_value", 1, ["a"]],
  ])("of %j is read up to where it %s", (text, reason, line, names) => {
    const { bytes, stop } = parsed(text);
    expect([stop?.reason, stop?.line]).toEqual([reason, line]);
    expect(decoded(bytes).node.map(({ name }) => name.slice(0, 1))).toEqual(names);
  });

  test("is read at any depth", () => {
    const depth = 50_000;
    const text = `node { ${'attr { value { func { attr { value { func { name: "f" '.repeat(depth)}`;
    expect(parsed(text).stop?.reason).toBe("ends_early");
    expect(parsed(`${"x { ".repeat(depth)}${"} ".repeat(depth)}node { name: "a" }`).stop).toBeUndefined();
  });
});

describe("numbers", () => {
  test.each([
    [0.1, "0.1"],
    [1e-8, "1e-08"],
    [123456, "123456"],
    [1234567, "1234567"],
    [16777216, "16777216"],
    [1e10, "1e+10"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    // Half way between two of nine digits: the even one.
    [1048576.125, "1048576.12"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ])("the float %d is %s", (value, text) => {
    expect(floatText(Math.fround(value))).toBe(text);
  });

  test("read back as what they were", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(doubleText(value))).toBe(value);
        const float = Math.fround(value);
        if (Number.isFinite(float)) expect(Math.fround(Number(floatText(float)))).toBe(float);
      }),
    );
  });
});
