// What a click on a histogram does, in any view: its step becomes the page's, and its cross-section is shown. Back undoes it.
import { useCallback } from "react";
import { encodeStep } from "../../cards/page-step.ts";
import { useChangeHistograms } from "./search.ts";

export function useOpenSection(): (step: number) => void {
  const change = useChangeHistograms();
  return useCallback((step) => change({ view: "section", step: encodeStep(step) }), [change]);
}
