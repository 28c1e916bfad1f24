import { Tag } from "@runboard/contract";
import { expect, it } from "vitest";
import { amountsOf, isGradient, isWeight, offeredTraining } from "./training-amounts.ts";
import type { LoggedAtStep } from "./training-queries.ts";

function logged(tag: string, facts: Partial<LoggedAtStep["histogram"]>): LoggedAtStep {
  const histogram = { step: 1, rows: new Float64Array(0), count: 4, mean: 3, deviation: 4 };
  return { tag: Tag.parse(tag), histogram: { ...histogram, zeroShare: 0.25, nonFiniteCount: 0, ...facts } };
}

it("knows gradients and weights by names", () => {
  for (const tag of [
    "conv1/weights",
    "conv2d/kernel_0/histogram",
    "fc1.bias",
    "fc/W",
    "fc/b",
    "e/embeddings:0",
  ])
    expect([tag, isWeight(tag), isGradient(tag)]).toEqual([tag, true, false]);
  for (const tag of ["conv1/weights/gradient", "Grads/fc1.weight", "fc1.weight.grad"])
    expect([tag, isWeight(tag), isGradient(tag)]).toEqual([tag, false, true]);
  for (const tag of ["conv1/activations", "block/relu", "weighted/loss"])
    expect([tag, isWeight(tag), isGradient(tag)]).toEqual([tag, false, false]);
});

it("offers what there is something for", () => {
  expect(offeredTraining([])).toEqual([]);
  expect(offeredTraining([Tag.parse("a/relu")])).toEqual(["zeros", "nonfinite"]);
  expect(offeredTraining([Tag.parse("a/W"), Tag.parse("a/W_grad")])).toEqual([
    "gradients",
    "weights",
    "zeros",
    "nonfinite",
  ]);
});

it("takes squares of finite values, and shares of all", () => {
  const histograms = [
    logged("a/W", {}),
    logged("a/b", { count: 5, nonFiniteCount: 3 }),
    logged("a/bias", { count: 3, nonFiniteCount: 3, mean: NaN, deviation: NaN, zeroShare: 0 }),
    logged("a/relu", { count: 8 }),
    logged("a/kernel", { count: 0, zeroShare: NaN, mean: NaN, deviation: NaN }),
  ];
  expect(amountsOf("weights", histograms)).toEqual({
    tags: ["a/W", "a/b"],
    sums: Float64Array.of(4 * 25, 2 * 25),
    counts: Float64Array.of(4, 2),
  });
  expect(amountsOf("zeros", histograms)).toEqual({
    tags: ["a/W", "a/b", "a/bias", "a/relu"],
    sums: Float64Array.of(1, 1.25, 0, 2),
    counts: Float64Array.of(4, 5, 3, 8),
  });
  expect(amountsOf("nonfinite", histograms).sums).toEqual(Float64Array.of(0, 3, 3, 0));
  expect(amountsOf("gradients", histograms).tags).toEqual([]);
});
