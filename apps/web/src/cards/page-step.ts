// The one step that the page looks at, on whichever dashboard: sliders move it, media show it, charts mark it.
import { useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { create } from "zustand";
import { tellPending } from "../ui/pending.ts";
import { BoardSearch, useBoardSearch } from "../url/board-search.ts";
import { useChangeBoard } from "../url/change-view.ts";

/** null: the newest that there is. */
export type PageStep = number | null;

/** Where it is while it moves; undefined when it rests, and the address tells it. */
const useStepDraft = create<{ readonly draft: PageStep | undefined }>(() => ({ draft: undefined }));

tellPending(() => useStepDraft.getState().draft !== undefined);

/** Browsers take only so many changes of the address a minute. */
const SETTLE_MILLIS = 250;
let settleTimer: number | undefined;

export function usePageStep(): PageStep {
  const draft = useStepDraft((state) => state.draft);
  const { step } = useBoardSearch();
  return draft === undefined ? decodeStep(step) : draft;
}

/** Moves it: at once on the page, and in the address when it has come to rest. */
export function useSetPageStep(): (step: PageStep) => void {
  const changeBoard = useChangeBoard();
  const router = useRouter();
  // The dashboard that moved it is gone: what it had set holds.
  useEffect(() => () => window.clearTimeout(settleTimer), []);
  return useCallback(
    (step) => {
      useStepDraft.setState({ draft: step });
      window.clearTimeout(settleTimer);
      settleTimer = window.setTimeout(() => {
        const known = BoardSearch.parse(router.latestLocation.search).step;
        const text = encodeStep(step);
        if (known !== text) changeBoard({ step: text }, { isReplacing: true });
        useStepDraft.setState({ draft: undefined });
      }, SETTLE_MILLIS);
    },
    [changeBoard, router],
  );
}

function decodeStep(text: string): PageStep {
  const step = Number(text);
  return text.trim() === "" || !Number.isFinite(step) ? null : step;
}

export function encodeStep(step: PageStep): string {
  return step === null ? "" : String(step);
}
