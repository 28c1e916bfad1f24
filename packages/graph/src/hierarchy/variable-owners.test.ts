import { expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import { itemKinds } from "./hierarchy.ts";
import { nameOfItem } from "./item-paths.ts";
import { buildGraph } from "./testing.ts";
import { variableOwnerOf } from "./variable-owners.ts";

function ownersIn(names: readonly string[]) {
  const hierarchy = buildHierarchy(buildGraph(names.map((name) => ({ name, op: "VariableV2" }))));
  const ownerOf = variableOwnerOf(hierarchy);
  return (name: string): string | null => {
    const item = ownerOf(name);
    if (item === undefined) return null;
    return `${itemKinds[hierarchy.kinds[item] ?? 0] ?? ""} ${nameOfItem(hierarchy, item)}`;
  };
}

it("is the operation of that name, the scope of its parts, or what the name stands in", () => {
  const owner = ownersIn(["conv1/W", "emb/part_0", "emb/part_1", "w", "w/Assign", "layer_1", "layer_2/x"]);
  expect(owner("conv1/W")).toBe("operation conv1/W");
  expect(owner("emb")).toBe("scope emb");
  // Not the scope that is named as it.
  expect(owner("w")).toBe("operation w");
  expect(owner("layer_1/kernel")).toBe("operation layer_1");
  expect(owner("conv1/bias")).toBe("scope conv1");
});

it("is none where nothing is named so", () => {
  const owner = ownersIn(["conv1/W", "fc/x"]);
  for (const name of ["conv1_1/W", "conv/W", "conv1/deep/W", "global_step", "", "/", "/conv1"])
    expect([name, owner(name)]).toEqual([name, null]);
});
