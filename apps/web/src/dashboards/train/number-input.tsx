// A number as text, so that 1e-4 can be typed; beside it a logarithmic slider where the schema asks for one.
import { SLIDER_STEPS, sliderEnds, sliderPosition, sliderValue } from "./field-range.ts";
import { plainNumber, valueText } from "./field-text.ts";
import type { FieldIds } from "./form-field.tsx";
import type { NumberKind } from "./parameter-field.ts";

interface NumberInputProps {
  readonly label: string;
  readonly ids: FieldIds;
  readonly of: NumberKind;
  readonly standard: number;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function NumberInput({ label, ids, of, standard, text, onChange }: NumberInputProps) {
  const ends = sliderEnds(of, standard);
  const value = plainNumber(text);
  return (
    <div className="number-input">
      <input
        id={ids.id}
        type="text"
        className="text-input"
        inputMode={of.isInteger ? "numeric" : "decimal"}
        autoComplete="off"
        aria-invalid={ids.isWrong}
        aria-describedby={ids.describedBy}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      {ends && (
        <input
          type="range"
          aria-label={`${label}, on a logarithmic scale`}
          aria-valuetext={value === null ? undefined : String(value)}
          min={0}
          max={SLIDER_STEPS}
          step={1}
          value={value === null ? 0 : sliderPosition(ends, value)}
          onChange={(event) =>
            onChange(valueText(sliderValue(ends, event.target.valueAsNumber, of.isInteger)))
          }
        />
      )}
    </div>
  );
}
