// The one step that the page looks at, on whichever dashboard: sliders move it, media show it, charts mark it.
import { useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { create } from "zustand";
import { tellPending } from "../ui/pending.ts";
import { BoardSearch, useBoardSearch } from "../url/board-search.ts";
import { useChangeBoard } from "../url/change-view.ts";

/** null: the newest that there is. */
export type PageStep = number | null;

interface StepDraft {
  readonly step: PageStep;
  /** What the address said when it began to move. Once that says something else, the address holds. */
  readonly addressBefore: string;
}

/** Where it is while it moves; null when it rests. */
const useStepDraft = create<{ readonly draft: StepDraft | null }>(() => ({ draft: null }));

/** Browsers take only so many changes of the address a minute. */
const SETTLE_MILLIS = 250;

/** What puts a moved step into the address, and when; null when there is nothing to put. */
let waiting: { readonly timer: number; readonly settle: () => void } | null = null;

tellPending(() => waiting !== null);

/** @param isWanted false: null, whatever it is. */
export function usePageStep(isWanted = true): PageStep {
  const draft = useStepDraft((state) => (isWanted ? state.draft : null));
  const { step } = useBoardSearch();
  const isOvertaken = draft !== null && draft.addressBefore !== step;
  useEffect(() => {
    if (isOvertaken) useStepDraft.setState({ draft: null });
  }, [isOvertaken]);
  if (!isWanted) return null;
  return draft === null || isOvertaken ? decodeStep(step) : draft.step;
}

/** Moves it: at once on the page, and in the address when it has come to rest or what moved it is gone. */
export function useSetPageStep(): (step: PageStep) => void {
  const changeBoard = useChangeBoard();
  const router = useRouter();
  useEffect(() => settleNow, []);
  return useCallback(
    (step) => {
      const inAddress = () => BoardSearch.parse(router.latestLocation.search).step;
      const addressBefore = inAddress();
      useStepDraft.setState({ draft: { step, addressBefore } });
      if (waiting) window.clearTimeout(waiting.timer);
      const settle = (): void => {
        waiting = null;
        const text = encodeStep(step);
        if (text !== addressBefore && inAddress() === addressBefore)
          changeBoard({ step: text }, { isReplacing: true });
        else useStepDraft.setState({ draft: null });
      };
      waiting = { timer: window.setTimeout(settle, SETTLE_MILLIS), settle };
    },
    [changeBoard, router],
  );
}

function settleNow(): void {
  if (!waiting) return;
  window.clearTimeout(waiting.timer);
  waiting.settle();
}

function decodeStep(text: string): PageStep {
  const step = Number(text);
  return text.trim() === "" || !Number.isFinite(step) ? null : step;
}

export function encodeStep(step: PageStep): string {
  return step === null ? "" : String(step);
}
