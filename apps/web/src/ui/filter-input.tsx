// A filter over names: answers at once while typing, and hands its text on when the typing rests.
import { useEffect, useRef, useState } from "react";
import { compileFilter } from "./filter.ts";
import { Icon } from "./icons.tsx";

const REST_MILLIS = 150;

/** Text that is being typed, or that was handed on and has not come back as the value. */
interface Draft {
  readonly text: string;
  /** The value when it was handed on; null before that. */
  readonly valueBefore: string | null;
}

interface FilterInputProps {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Filters that were used before, offered while typing. */
  readonly recent: readonly string[];
  /** Called with a filter that was left standing. */
  readonly onUse: (text: string) => void;
}

export function FilterInput({ id, label, placeholder, value, onChange, recent, onUse }: FilterInputProps) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  // It has come back.
  if (draft && draft.valueBefore !== null && draft.text === value) setDraft(null);
  const isDraftShown = draft && (draft.valueBefore === null || draft.valueBefore === value);
  const text = isDraftShown ? draft.text : value;
  const { problem } = compileFilter(text);
  const use = (): void => {
    if (text !== "" && problem === null) onUse(text);
  };
  const commit = (next: string): void => {
    window.clearTimeout(timer.current);
    onChange(next);
    setDraft({ text: next, valueBefore: value });
  };
  return (
    <div className="filter" data-problem={problem === null ? undefined : ""}>
      <Icon name="search" />
      <input
        id={id}
        type="text"
        inputMode="search"
        spellCheck={false}
        autoComplete="off"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        list={`${id}-recent`}
        placeholder={placeholder}
        value={text}
        onBlur={use}
        onChange={(event) => {
          const next = event.target.value;
          setDraft({ text: next, valueBefore: null });
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => commit(next), REST_MILLIS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            commit(text);
            use();
          }
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (text === "") event.currentTarget.blur();
          else commit("");
        }}
      />
      <datalist id={`${id}-recent`}>
        {recent.map((filter) => (
          <option key={filter} value={filter} />
        ))}
      </datalist>
      {text !== "" && (
        <button
          type="button"
          className="filter-clear"
          aria-label={`Clear: ${label}`}
          onClick={() => commit("")}
        >
          <Icon name="close" />
        </button>
      )}
      {problem !== null && (
        <span id={`${id}-problem`} className="filter-problem" role="status">
          Not a regular expression ({problem.toLowerCase()}): matched as plain text
        </span>
      )}
    </div>
  );
}
