// Several values: typed with commas between, each a chip that can be taken away.
import { useState } from "react";
import { Icon } from "../../ui/icons.tsx";
import { joinItems, splitItems } from "./field-text.ts";

interface ValueChipsProps {
  readonly label: string;
  readonly isNumber: boolean;
  readonly isWrong: (item: string) => boolean;
  readonly describedBy: string | undefined;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function ValueChips({ label, isNumber, isWrong, describedBy, text, onChange }: ValueChipsProps) {
  const [typed, setTyped] = useState("");
  const items = splitItems(text);
  const replace = (next: readonly string[]): void => onChange(joinItems([...new Set(next)]));
  const add = (more: string): void => {
    setTyped("");
    const added = splitItems(more);
    if (added.length > 0) replace([...items, ...added]);
  };
  return (
    <div className="value-chips">
      {items.map((item) => (
        <span key={item} className="value-chip" data-wrong={isWrong(item) ? "" : undefined}>
          {item === "" ? "(empty)" : item}
          <button
            type="button"
            aria-label={`Remove ${item} from ${label}`}
            onClick={() => replace(items.filter((other) => other !== item))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <input
        type="text"
        inputMode={isNumber ? "decimal" : "text"}
        autoComplete="off"
        spellCheck={false}
        aria-label={`Add values to ${label}`}
        aria-describedby={describedBy}
        placeholder={items.length > 0 ? "add…" : "values, with commas"}
        value={typed}
        onChange={(event) => {
          const next = event.target.value;
          // A quoted value may hold a comma.
          if (next.includes(",") && (next.match(/"/g)?.length ?? 0) % 2 === 0) add(next);
          else setTyped(next);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            add(typed);
          }
          if (event.key === "Backspace" && typed === "" && items.length > 0) replace(items.slice(0, -1));
        }}
        onBlur={() => add(typed)}
      />
    </div>
  );
}
