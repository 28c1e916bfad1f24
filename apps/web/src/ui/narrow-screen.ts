// Whether the page is laid out for a phone, as the style sheets decide it.
import { useSyncExternalStore } from "react";

const narrowScreen = window.matchMedia("(width <= 640px)");

export function useIsNarrowScreen(): boolean {
  return useSyncExternalStore(subscribe, () => narrowScreen.matches);
}

function subscribe(listener: () => void): () => void {
  narrowScreen.addEventListener("change", listener);
  return () => narrowScreen.removeEventListener("change", listener);
}
