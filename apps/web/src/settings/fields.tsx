// The controls of the settings: native elements, each with its label and, where needed, a word on what it does.
import { useId, type ReactNode } from "react";

interface FieldProps {
  readonly label: string;
  readonly note?: string;
}

/** A line of the settings: what it is at the left, its control at the right. */
function FieldLine({
  id,
  label,
  note,
  children,
}: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="setting">
      <div>
        <label htmlFor={id}>{label}</label>
        {note !== undefined && (
          <p id={`${id}-note`} className="setting-note">
            {note}
          </p>
        )}
      </div>
      {children}
    </div>
  );
}

const describedBy = (id: string, note: string | undefined): string | undefined =>
  note === undefined ? undefined : `${id}-note`;

interface CheckFieldProps extends FieldProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function CheckField({ label, note, isOn, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <FieldLine id={id} label={label} {...(note !== undefined && { note })}>
      <input
        id={id}
        type="checkbox"
        className="check-box"
        aria-describedby={describedBy(id, note)}
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
    </FieldLine>
  );
}

interface ChoiceFieldProps<Choice extends string> extends FieldProps {
  readonly choices: Readonly<Record<Choice, string>>;
  readonly value: Choice;
  readonly onChange: (value: Choice) => void;
}

export function ChoiceField<Choice extends string>(props: ChoiceFieldProps<Choice>) {
  const { label, note, choices, value, onChange } = props;
  const id = useId();
  return (
    <FieldLine id={id} label={label} {...(note !== undefined && { note })}>
      <select
        id={id}
        className="select"
        aria-describedby={describedBy(id, note)}
        value={value}
        onChange={(event) => onChange(event.target.value as Choice)}
      >
        {Object.entries<string>(choices).map(([choice, title]) => (
          <option key={choice} value={choice}>
            {title}
          </option>
        ))}
      </select>
    </FieldLine>
  );
}

interface RangeFieldProps extends FieldProps {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** The value with its unit. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}

export function RangeField({ label, note, text, value, onChange, ...range }: RangeFieldProps) {
  const id = useId();
  return (
    <FieldLine id={id} label={label} {...(note !== undefined && { note })}>
      <span className="setting-range">
        <input
          id={id}
          type="range"
          {...range}
          value={value}
          aria-valuetext={text}
          aria-describedby={describedBy(id, note)}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
        <output htmlFor={id}>{text}</output>
      </span>
    </FieldLine>
  );
}
