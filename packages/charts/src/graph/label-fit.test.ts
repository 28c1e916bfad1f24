import { describe, expect, it, vi } from "vitest";
import { estimatedMeasure, LabelFit } from "./label-fit.ts";

/** One for each UTF-16 unit. */
const units = (text: string): number => text.length;

describe("LabelFit", () => {
  it("keeps what fits, and both ends of what does not", () => {
    const labels = new LabelFit(units);
    expect(labels.fitted("MatMul", 400, 6)).toBe("MatMul");
    expect(labels.fitted("layer_normalization", 400, 9)).toBe("laye…tion");
    expect(labels.fitted("layer_normalization", 400, 8)).toBe("laye…ion");
    expect(labels.fitted("", 400, 0)).toBe("");
  });

  it("writes nothing where no three letters fit", () => {
    const labels = new LabelFit(units);
    expect(labels.fitted("layer_normalization", 400, 4)).toBe("la…n");
    expect(labels.fitted("layer_normalization", 400, 3.9)).toBe("");
  });

  it("looks at the ends only of a text of millions", () => {
    const lengths: number[] = [];
    const labels = new LabelFit((text) => {
      lengths.push(text.length);
      return text.length;
    });
    const text = `first${"x".repeat(5_000_000)}last`;
    expect(labels.fitted(text, 400, 10)).toBe("first…last");
    expect(labels.widthOf(text, 400)).toBeGreaterThan(1_000_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2_000);
  });

  it("never cuts a letter in two", () => {
    const fit = new LabelFit(units).fitted("𝛼𝛽𝛾𝛿𝜀𝜁𝜂", 400, 9);
    expect(fit).toBe("𝛼𝛽…𝜁𝜂");
  });

  it("measures each text once, and each weight for itself", () => {
    const measure = vi.fn(units);
    const labels = new LabelFit(measure);
    for (let i = 0; i < 5; i++) labels.widthOf("conv", 400);
    labels.widthOf("conv", 600);
    expect(measure.mock.calls).toEqual([
      ["conv", 400],
      ["conv", 600],
    ]);
    labels.fitted("layer_normalization", 400, 9);
    const count = measure.mock.calls.length;
    labels.fitted("layer_normalization", 400, 9.1);
    expect(measure.mock.calls).toHaveLength(count);
  });

  it("estimates without a canvas, wider for wide letters and for bold ones", () => {
    expect(estimatedMeasure("mmm", 400)).toBeGreaterThan(estimatedMeasure("iii", 400));
    expect(estimatedMeasure("abc", 600)).toBeGreaterThan(estimatedMeasure("abc", 400));
  });
});
