// One of a few choices, each with a line that says what it means.
import { useId } from "react";

interface RadioRowsProps<Value extends string> {
  readonly legend: string;
  /** In their order. */
  readonly rows: Readonly<Record<Value, { readonly title: string; readonly meaning: string }>>;
  readonly value: Value;
  readonly isDisabled?: boolean;
  readonly onChange: (value: Value) => void;
}

export function RadioRows<Value extends string>(props: RadioRowsProps<Value>) {
  const { legend, rows, value, isDisabled = false, onChange } = props;
  const name = useId();
  return (
    <fieldset className="radio-rows" disabled={isDisabled}>
      <legend>{legend}</legend>
      {(Object.keys(rows) as Value[]).map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />
          <span>{rows[one].title}</span>
          <small>{rows[one].meaning}</small>
        </label>
      ))}
    </fieldset>
  );
}
