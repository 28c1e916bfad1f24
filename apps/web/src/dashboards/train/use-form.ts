// The form: what the URL says, and on top of it what was typed in the last moment, which goes there when typing rests.
import { useEffect, useRef, useState } from "react";
import type { FormSearch } from "./form-state.ts";
import { trainSearch } from "./search.ts";

const REST_MILLIS = 250;

export interface Form {
  readonly form: FormSearch;
  readonly change: (change: Partial<FormSearch>) => void;
}

export function useForm(): Form {
  const search = trainSearch.useSearch();
  const changeView = trainSearch.useChange();
  const [draft, setDraft] = useState<Partial<FormSearch> | null>(null);
  const pending = useRef<Partial<FormSearch>>({});
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  // It has come back.
  if (draft && Object.entries(draft).every(([name, value]) => search[name as keyof FormSearch] === value))
    setDraft(null);
  const change = (next: Partial<FormSearch>): void => {
    pending.current = { ...pending.current, ...next };
    setDraft((previous) => ({ ...previous, ...next }));
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      changeView(pending.current, { isReplacing: true });
      pending.current = {};
    }, REST_MILLIS);
  };
  return { form: { ...search, ...draft }, change };
}
