// Where a key leads in the tree of runs, as the ARIA pattern for trees has it.
import type { RunRow } from "./run-tree.ts";

export type TreeMove =
  { readonly kind: "go"; readonly index: number } | { readonly kind: "fold"; readonly path: string };

const PAGE = 10;

/** undefined for keys that do nothing here. */
export function moveInTree(
  key: string,
  rows: readonly RunRow<string>[],
  index: number,
  collapsed: ReadonlySet<string>,
): TreeMove | undefined {
  const last = rows.length - 1;
  const go = (to: number): TreeMove => ({ kind: "go", index: Math.max(0, Math.min(to, last)) });
  const row = rows[index];
  const folder = row?.node.kind === "folder" ? row.node.path : null;
  const isOpen = folder !== null && !collapsed.has(folder);
  switch (key) {
    case "ArrowDown":
      return go(index + 1);
    case "ArrowUp":
      return go(index - 1);
    case "PageDown":
      return go(index + PAGE);
    case "PageUp":
      return go(index - PAGE);
    case "Home":
      return go(0);
    case "End":
      return go(last);
    case "ArrowRight":
      if (folder === null) return undefined;
      return isOpen ? go(index + 1) : { kind: "fold", path: folder };
    case "ArrowLeft":
      if (isOpen) return { kind: "fold", path: folder };
      return go(parentIndex(rows, index));
    default:
      return undefined;
  }
}

function parentIndex(rows: readonly RunRow<string>[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0; at -= 1) if ((rows[at]?.depth ?? 0) < depth) return at;
  return index;
}
