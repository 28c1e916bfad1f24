// From where to where a parameter is drawn.
import { writeRange, type RangeText } from "./field-text.ts";
import type { FieldIds } from "./form-field.tsx";

interface RangeInputProps {
  readonly label: string;
  readonly ids: FieldIds;
  readonly range: RangeText;
  readonly onChange: (text: string) => void;
}

export function RangeInput({ label, ids, range, onChange }: RangeInputProps) {
  const end = (which: "min" | "max", word: string) => (
    <input
      type="text"
      className="text-input"
      inputMode="decimal"
      autoComplete="off"
      aria-label={`${word} of ${label}`}
      aria-invalid={ids.isWrong}
      aria-describedby={ids.describedBy}
      value={range[which]}
      // The ends are kept apart by colons.
      onChange={(event) =>
        onChange(writeRange({ ...range, [which]: event.target.value.replaceAll(":", "") }))
      }
    />
  );
  return (
    <div className="range-input">
      {end("min", "Least value")}
      <span aria-hidden="true">to</span>
      {end("max", "Greatest value")}
    </div>
  );
}
