// A filter over names: answers at once while typing, and hands its text on when the typing rests.
import { useEffect, useRef, useState } from "react";
import { compileFilter } from "../filter.ts";
import { Icon } from "./icons.tsx";

const REST_MILLIS = 150;

interface FilterInputProps {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

export function FilterInput({ id, label, placeholder, value, onChange }: FilterInputProps) {
  // Text that has not been handed on yet.
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const text = draft ?? value;
  const { problem } = compileFilter(text);
  const commit = (next: string): void => {
    window.clearTimeout(timer.current);
    onChange(next);
    setDraft(null);
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
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setDraft(next);
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => commit(next), REST_MILLIS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(text);
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (text === "") event.currentTarget.blur();
          else commit("");
        }}
      />
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
