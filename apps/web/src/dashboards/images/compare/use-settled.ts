// What moves with the hand: at once where it is seen, and in the address when it has come to rest. Browsers take only so many changes of that a minute.
import { useCallback, useEffect, useRef, useState } from "react";
import { tellPending } from "../../../ui/pending.ts";

const SETTLE_MILLIS = 250;

let waitingCount = 0;
tellPending(() => waitingCount > 0);

/** @param inAddress holds whenever nothing moves. */
export function useSettled<Value>(
  inAddress: Value,
  put: (value: Value) => void,
): readonly [value: Value, move: (value: Value) => void] {
  const [draft, setDraft] = useState<{ readonly value: Value } | null>(null);
  const latestPut = useRef(put);
  useEffect(() => {
    latestPut.current = put;
  });
  useEffect(() => {
    if (draft === null) return;
    waitingCount += 1;
    const timer = window.setTimeout(() => {
      latestPut.current(draft.value);
      setDraft(null);
    }, SETTLE_MILLIS);
    return () => {
      waitingCount -= 1;
      window.clearTimeout(timer);
    };
  }, [draft]);
  const move = useCallback((value: Value) => setDraft({ value }), []);
  return [draft === null ? inAddress : draft.value, move];
}
