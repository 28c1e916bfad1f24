// Which item of a graph a logged tag belongs to, by names alone.
import { type Hierarchy, itemKinds } from "./hierarchy.ts";
import { namesOfItems } from "./item-paths.ts";

/**
 * The item that `tag` belongs to; undefined where none is named in it.
 *
 * A tag belongs to the item with the longest name that is a prefix of it at a `/`: `conv1/weights/hist` to `conv1/weights`, else to `conv1`. Names are
 * compared as they are, case and all. A tag is also read
 * - with its first part without `_1` and the like, as names of scopes that were entered again are (`conv1_1/weights`: `conv1`),
 * - with `/` for each `.`, as PyTorch names parameters (`fc1.weight`: `fc1/weight`); a scope `Linear[fc1]` is then `fc1`, and the module that all
 *   stand in may be left out.
 * Of several readings the one that names the longest path holds, as it is before the others. A series is never an owner, its members are.
 */
export type TagOwner = (tag: string) => number | undefined;

/** Looks through the names of all items once; those that are longer than any tag are left out. */
export function tagOwnerOf(hierarchy: Hierarchy): TagOwner {
  const names = new Map<string, number>();
  const moduleNames = new Map<string, number>();
  const series = itemKinds.indexOf("series");
  namesOfItems(hierarchy).forEach((name, item) => {
    if (item === 0 || name === null || hierarchy.kinds[item] === series) return;
    // Depth first: a scope comes before the operation that is named as it.
    if (!names.has(name)) names.set(name, item);
    const modules = moduleName(name);
    for (const alias of modules ? [modules, modules.replace(/^[^/]*\//, "")] : [])
      if (!moduleNames.has(alias)) moduleNames.set(alias, item);
  });
  return (tag) => {
    const readings = [
      { names, path: tag },
      { names, path: tag.replace(/^([^/]+?)_\d+(?=\/|$)/, "$1") },
      ...(tag.includes(".") ? [names, moduleNames] : []).map((known) => ({
        names: known,
        path: tag.replaceAll(".", "/"),
      })),
    ];
    let best: { readonly item: number; readonly partCount: number } | undefined;
    for (const { names: known, path } of readings) {
      const found = longestIn(known, path);
      if (found && found.partCount > (best?.partCount ?? 0)) best = found;
    }
    return best?.item;
  };
}

/** `Net/Linear[fc1]/weight` as `Net/fc1/weight`; null without a `Type[name]`. */
function moduleName(name: string): string | null {
  const plain = name
    .split("/")
    .map((part) => /^\w+\[([^\]]+)\]$/.exec(part)?.[1] ?? part)
    .join("/");
  return plain === name ? null : plain;
}

function longestIn(
  names: ReadonlyMap<string, number>,
  path: string,
): { readonly item: number; readonly partCount: number } | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const prefix = path.slice(0, end);
    const item = names.get(prefix);
    if (item !== undefined) return { item, partCount: prefix.split("/").length };
  }
  return undefined;
}
