import type { BlobId, RecordSeries, Tag } from "@runboard/contract";
import { describe, expect, test } from "vitest";
import { labelsOver, shownLabels } from "./labels-over.ts";

const tag = "seg/labels" as Tag;

function series(steps: readonly number[], samples: readonly (readonly string[])[]): RecordSeries {
  return { steps: Float64Array.from(steps), blobs: samples } as unknown as RecordSeries;
}

describe("labels of the same step and sample", () => {
  const both = series([0, 10, 20], [["a"], ["b1", "b2"], []]);

  test.each([
    ["one for all samples", 0, 3, "a"],
    ["one for each sample", 10, 1, "b2"],
  ])("%s", (_, step, sample, id) => {
    expect(labelsOver(tag, both, { step, sample })).toEqual({ kind: "labels", id });
  });

  test.each([
    ["a step without, though there is one before", 5, 0, "seg/labels has nothing at step 5"],
    ["a sample that there is not", 10, 2, "seg/labels has no sample 3 at step 10"],
    ["a step of no samples", 20, 0, "seg/labels has no sample 1 at step 20"],
  ])("%s is told", (_, step, sample, text) => {
    expect(labelsOver(tag, both, { step, sample })).toEqual({ kind: "none", text });
  });

  test("what is on its way is not told of", () => {
    expect(labelsOver(tag, undefined, { step: 0, sample: 0 })).toEqual({ kind: "none", text: null });
    expect(labelsOver(tag, null, { step: 0, sample: 0 })).toMatchObject({
      text: expect.any(String) as string,
    });
  });
});

describe("over a picture", () => {
  const id = "x" as BlobId;
  const bitmap = { width: 8, height: 4 } as ImageBitmap;
  const values = [{ text: "1", color: [1, 2, 3], share: 1, isClear: false }] as const;
  const place = { held: { key: id, bitmap, reduced: null, facts: { id, values } }, problem: null };
  const over = { kind: "labels", id } as const;

  test("of the same size they are shown", () => {
    expect(shownLabels(tag, { over, place }, { width: 8, height: 4 })).toEqual({
      bitmap,
      values,
      problem: null,
    });
  });

  test("of another size they are not, and why is told", () => {
    expect(shownLabels(tag, { over, place }, { width: 8, height: 8 })).toMatchObject({
      bitmap: null,
      problem: "seg/labels has 8 × 4 pixels, not as many as the picture",
    });
  });

  test("those of the step before are not shown over the next one", () => {
    const next = { kind: "labels", id: "y" as BlobId } as const;
    expect(shownLabels(tag, { over: next, place }, { width: 8, height: 4 }).bitmap).toBeNull();
  });
});
