import { describe, expect, it } from "vitest";
import { kindIds } from "@runboard/contract";
import { sentenceOf, snippetsOf } from "./snippets.ts";

describe.each(kindIds)("how to log: %s", (kind) => {
  it("is told in a sentence and for PyTorch, TensorFlow, Node and TypeScript at least", () => {
    expect(sentenceOf(kind)).toMatch(/^[A-Z].*\.$/);
    expect(snippetsOf(kind, "runs").map(({ title }) => title)).toEqual(
      expect.arrayContaining(["PyTorch", "TensorFlow", "Node", "TypeScript"]),
    );
  });

  it("writes into the log directory, whatever its name", () => {
    for (const { code } of snippetsOf(kind, '/data/my "logs"/')) {
      expect(code).toContain(String.raw`"/data/my \"logs\"/my-run"`);
      expect(code).not.toMatch(/undefined|\n\n\n/);
    }
  });
});
