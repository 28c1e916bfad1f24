// Which item of a graph a variable of a checkpoint stands for, by names alone.
import { type Hierarchy, itemKinds } from "./hierarchy.ts";
import { namesOfItems } from "./item-paths.ts";

/**
 * The item that a variable is; undefined where none is named so.
 *
 * It is the operation of the variable's name, or the scope that holds its parts (`W` of `W/part_0`, `W/part_1`); else what the name stands in, as layers
 * of models do that show no variables (`dense/kernel`: `dense`). Names are compared as they are.
 */
export type VariableOwner = (name: string) => number | undefined;

/** Looks through the names of all items once; those that are longer than any name are left out. */
export function variableOwnerOf(hierarchy: Hierarchy): VariableOwner {
  const items = new Map<string, number>();
  const series = itemKinds.indexOf("series");
  // Depth first: an operation comes after the scope that is named as it.
  namesOfItems(hierarchy).forEach((name, item) => {
    if (item !== 0 && name !== null && hierarchy.kinds[item] !== series) items.set(name, item);
  });
  return (name) => items.get(name) ?? items.get(name.slice(0, Math.max(0, name.lastIndexOf("/"))));
}
