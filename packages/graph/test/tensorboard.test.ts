// What TensorBoard 2.21 answered for the fixtures, byte for byte.
import { describe, expect, test } from "vitest";
import { writeGraphText, writeRunMetadataText } from "../src/sources/write-graph-text.ts";
import { loggedGraphs, recordedText } from "./testing.ts";

/** Recorded answers are cut there. */
const RECORDED_CHARACTERS = 4_000_000;

const runs = [
  ["tf1_mnist", "lr_1E-03,conv=2,fc=1"],
  ["tf1_mnist", "lr_1E-03,conv=2,fc=2"],
  ["torch_all", "main"],
  ["big_graph", "resnet50"],
] as const;

function textOf(result: ReturnType<typeof writeGraphText>): string {
  if (result.kind === "malformed") throw new Error(result.reason);
  return new TextDecoder().decode(result.text);
}

/** Compared as one value: a difference in megabytes of text would be shown as a whole. */
function expectSame(text: string, recorded: string): void {
  const compared = recorded.length === RECORDED_CHARACTERS ? text.slice(0, RECORDED_CHARACTERS) : text;
  let at = 0;
  while (at < recorded.length && compared[at] === recorded[at]) at++;
  expect({ at, length: compared.length, there: compared.slice(at, at + 80) }).toEqual({
    at: recorded.length,
    length: recorded.length,
    there: "",
  });
}

describe("texts as TensorBoard serves them", () => {
  test.each(runs)("the graph of %s %s", (name, run) => {
    const { graph } = loggedGraphs(`${name}/logdir/${run}`);
    const text = textOf(
      writeGraphText(graph!, { limitAttributeBytes: 1024, largeAttributesKey: "_too_large_attrs" }),
    );
    expectSame(text, recordedText(name, "/data/plugin/graphs/graph", run));
  });

  test.each(runs.slice(0, 3))("what a step of %s %s took", (name, run) => {
    const { runMetadata } = loggedGraphs(`${name}/logdir/${run}`);
    const text = textOf(writeRunMetadataText(runMetadata!));
    expectSame(text, recordedText(name, "/data/plugin/graphs/run_metadata", run));
  });
});
