// A text to look for: it is handed on when the typing rests, at once with Enter, and cleared with Escape.
import { useEffect, useRef, useState, type ComponentProps, type ReactNode } from "react";
import { Icon } from "./icons.tsx";

/** Text that is being typed, or that was handed on and has not come back as the value. */
interface Draft {
  readonly text: string;
  /** The value when it was handed on; null before that. */
  readonly valueBefore: string | null;
}

interface SearchBoxProps extends Pick<ComponentProps<"input">, "id" | "placeholder" | "maxLength" | "list"> {
  readonly label: string;
  readonly value: string;
  readonly restMillis: number;
  readonly onChange: (text: string) => void;
  /** Called with a text that was left standing or confirmed. */
  readonly onUse?: (text: string) => void;
  /** What is wrong with a text, said below it; null for nothing. */
  readonly problemOf?: (text: string) => string | null;
  readonly children?: ReactNode;
}

export function SearchBox(props: SearchBoxProps) {
  const { label, value, restMillis, onChange, onUse, problemOf, children, ...input } = props;
  const [draft, setDraft] = useState<Draft | null>(null);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  // It has come back.
  if (draft && draft.valueBefore !== null && draft.text === value) setDraft(null);
  const isDraftShown = draft && (draft.valueBefore === null || draft.valueBefore === value);
  const text = isDraftShown ? draft.text : value;
  const problem = problemOf?.(text) ?? null;
  const problemId = problem === null ? undefined : `${input.id}-problem`;
  const commit = (next: string): void => {
    window.clearTimeout(timer.current);
    onChange(next);
    setDraft({ text: next, valueBefore: value });
  };
  return (
    <div className="filter" data-problem={problem === null ? undefined : ""}>
      <Icon name="search" />
      <input
        {...input}
        type="text"
        inputMode="search"
        spellCheck={false}
        autoComplete="off"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problemId}
        value={text}
        onBlur={() => onUse?.(text)}
        onChange={(event) => {
          const next = event.target.value;
          setDraft({ text: next, valueBefore: null });
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => commit(next), restMillis);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            commit(text);
            onUse?.(text);
          }
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (text === "") event.currentTarget.blur();
          else commit("");
        }}
      />
      {children}
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
        <span id={problemId} className="filter-problem" role="status">
          {problem}
        </span>
      )}
    </div>
  );
}
