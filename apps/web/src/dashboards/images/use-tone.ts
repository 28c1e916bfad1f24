// In which light pictures are looked at, as the address says.
import { useMemo } from "react";
import { imagesSearch } from "./search.ts";
import type { Tone } from "./values/tone.ts";

export function useTone(): Tone {
  const { range, gamma, map } = imagesSearch.useSearch();
  return useMemo(() => ({ range, gamma, map }), [range, gamma, map]);
}

/** Of CSS; empty for none. */
export function useLightFilter(): string {
  const { brightness, contrast } = imagesSearch.useSearch();
  return brightness === 1 && contrast === 1 ? "" : `brightness(${brightness}) contrast(${contrast})`;
}
