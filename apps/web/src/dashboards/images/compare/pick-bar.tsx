// What is picked, over the board: how many pictures, and the way to their comparison.
import { formatCounted } from "../../../ui/format.ts";
import { imagesSearch } from "../search.ts";
import { useCompared } from "./use-compared.ts";

export function PickBar() {
  const { cells, set } = useCompared();
  const change = imagesSearch.useChange();
  // It stays under the sheet: closing that gives the focus back to what opened it.
  if (cells.length === 0) return null;
  return (
    <div className="pick-bar" role="group" aria-label="Picked pictures">
      {cells.length === 1 && <span>1 picture picked: pick another one to compare</span>}
      {cells.length > 1 && (
        <button type="button" className="button" data-primary="" onClick={() => change({ compare: "side" })}>
          Compare {formatCounted(cells.length, "picture")}
        </button>
      )}
      <button type="button" className="button" onClick={() => set([])}>
        Let go
      </button>
    </div>
  );
}
