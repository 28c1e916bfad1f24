// One of some options, or several of them.
import type { ParameterValue } from "@runboard/contract";
import { useId } from "react";
import { joinItems, splitItems, valueText } from "./field-text.ts";

/** More are a list to open. */
const MOST_SEGMENTS = 6;
const LONGEST_SEGMENTS = 48;

interface OneChoiceProps {
  readonly label: string;
  readonly options: readonly ParameterValue[];
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function OneChoice({ label, options, text, onChange }: OneChoiceProps) {
  const name = useId();
  const texts = options.map(valueText);
  if (texts.length > MOST_SEGMENTS || texts.join("").length > LONGEST_SEGMENTS)
    return (
      <select
        className="select"
        aria-label={label}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      >
        {texts.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  return (
    <div className="segments segments-plain" role="radiogroup" aria-label={label}>
      {texts.map((option) => (
        <label key={option}>
          <input type="radio" name={name} checked={option === text} onChange={() => onChange(option)} />
          <span>{option}</span>
        </label>
      ))}
    </div>
  );
}

interface ManyChoicesProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** The last one that is chosen stays so. */
export function ManyChoices({ label, options, text, onChange }: ManyChoicesProps) {
  const chosen = new Set(splitItems(text));
  return (
    <div className="many-choices" role="group" aria-label={label}>
      {options.map((option) => (
        <label key={option} className="many-choice">
          <input
            type="checkbox"
            className="check-box"
            checked={chosen.has(option)}
            onChange={(event) => {
              const next = options.filter((one) => (one === option ? event.target.checked : chosen.has(one)));
              if (next.length > 0) onChange(joinItems(next));
            }}
          />
          {option}
        </label>
      ))}
    </div>
  );
}
