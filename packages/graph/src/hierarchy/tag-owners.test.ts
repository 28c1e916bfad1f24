import { expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import { nameOfItem } from "./item-paths.ts";
import { tagOwnerOf } from "./tag-owners.ts";
import { buildGraph } from "./testing.ts";

function ownersIn(names: readonly string[]) {
  const hierarchy = buildHierarchy(buildGraph(names.map((name) => ({ name, op: "Relu" }))));
  const ownerOf = tagOwnerOf(hierarchy);
  return (tag: string): string | null => {
    const item = ownerOf(tag);
    return item === undefined ? null : nameOfItem(hierarchy, item);
  };
}

it("is the longest name that the tag begins with, at a slash", () => {
  const owner = ownersIn(["conv1/W/read", "conv1/weights", "conv10/W", "fc/add"]);
  expect(owner("conv1/weights")).toBe("conv1/weights");
  expect(owner("conv1/W/read/gradient")).toBe("conv1/W/read");
  expect(owner("conv1/biases")).toBe("conv1");
  expect(owner("conv1")).toBe("conv1");
  expect(owner("conv10/other")).toBe("conv10");
  expect(owner("conv/weights")).toBeNull();
  expect(owner("Conv1/weights")).toBeNull();
  expect(owner("loss")).toBeNull();
  expect(owner("/conv1")).toBeNull();
  expect(owner("")).toBeNull();
});

it("takes a scope that was entered again for the first, unless there is one of that name", () => {
  const owner = ownersIn(["conv1/W", "fc/W", "fc_1/W"]);
  expect(owner("conv1_1/W/hist")).toBe("conv1/W");
  expect(owner("fc_1/hist")).toBe("fc_1");
  expect(owner("conv1_x/W")).toBeNull();
});

it("reads the dots of PyTorch's parameters as slashes, and knows modules by their names", () => {
  const owner = ownersIn(["Net/Linear[fc1]/weight/weight", "Net/Sequential[body]/Conv2d[0]/7", "fc2/MatMul"]);
  expect(owner("fc1.weight")).toBe("Net/Linear[fc1]/weight");
  expect(owner("body.0.bias")).toBe("Net/Sequential[body]/Conv2d[0]");
  expect(owner("fc2.bias")).toBe("fc2");
  expect(owner("fc3.bias")).toBeNull();
});

it("gives tags of a series' members to the members", () => {
  const owner = ownersIn(Array.from({ length: 6 }, (_, at) => `layer_${at}/W`));
  expect(owner("layer_3/W/hist")).toBe("layer_3/W");
  expect(owner("layer_3/hist")).toBe("layer_3");
});
