// One of a few choices, all in sight.
import { useId } from "react";

interface SegmentsProps<Value extends string> {
  readonly label: string;
  /** What each choice is called, in their order. */
  readonly titles: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export function Segments<Value extends string>({ label, titles, value, onChange }: SegmentsProps<Value>) {
  const name = useId();
  return (
    <div className="segments">
      <div className="segments-radios" role="radiogroup" aria-label={label}>
        {(Object.keys(titles) as Value[]).map((one) => (
          <label key={one}>
            <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />
            <span>{titles[one]}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
