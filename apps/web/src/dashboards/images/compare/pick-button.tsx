// The tick by which a picture is picked to be compared.
import { create } from "zustand";
import { Icon } from "../../../ui/icons.tsx";
import { useKeys } from "../../../ui/keys.ts";
import type { ComparedCell } from "./compared-cells.ts";
import { useCompared } from "./use-compared.ts";

interface PointedPicture {
  /** Under the pointer; null for none that can be picked. */
  readonly cell: ComparedCell | null;
}

export const usePointedPicture = create<PointedPicture>(() => ({ cell: null }));

export function PickButton({ cell, label }: { readonly cell: ComparedCell; readonly label: string }) {
  const { isPicked, toggle } = useCompared();
  const isOn = isPicked(cell);
  const tip = isOn ? "Picked to be compared: let it go (m)" : "Pick it to be compared (m)";
  return (
    <button
      type="button"
      className="icon-button picture-pick"
      aria-pressed={isOn}
      aria-label={`Compare: ${label}`}
      data-tip={tip}
      onClick={() => toggle(cell)}
      onFocus={() => usePointedPicture.setState({ cell })}
      onBlur={() => usePointedPicture.setState({ cell: null })}
    >
      <Icon name="compare" />
    </button>
  );
}

export function usePickKeys(): void {
  const { toggle } = useCompared();
  useKeys("card", {
    m: {
      meaning: "mark a picture to be compared",
      act: () => {
        const { cell } = usePointedPicture.getState();
        if (cell) toggle(cell);
      },
    },
  });
}
