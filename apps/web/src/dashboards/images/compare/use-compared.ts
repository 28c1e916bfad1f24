// What is picked and how it is compared, from the address and into it.
import { useCallback, useMemo } from "react";
import { sayInPassing } from "../../../ui/passing-word.tsx";
import { imagesSearch } from "../search.ts";
import {
  decodeCompared,
  encodeCompared,
  isSame,
  MOST_COMPARED,
  withToggled,
  type ComparedCell,
} from "./compared-cells.ts";

export interface Compared {
  readonly cells: readonly ComparedCell[];
  readonly isPicked: (cell: ComparedCell) => boolean;
  readonly toggle: (cell: ComparedCell) => void;
  readonly set: (cells: readonly ComparedCell[]) => void;
}

export function useCompared(): Compared {
  const { picked } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const cells = useMemo(() => decodeCompared(picked), [picked]);
  const set = useCallback(
    (next: readonly ComparedCell[]) => change({ picked: encodeCompared(next) }, { isReplacing: true }),
    [change],
  );
  return {
    cells,
    isPicked: (cell) => cells.some((one) => isSame(one, cell)),
    toggle: (cell) => {
      const next = withToggled(cells, cell);
      if (next === cells) sayInPassing(`${MOST_COMPARED} pictures are compared at most: let go of one first`);
      else set(next);
    },
    set,
  };
}
