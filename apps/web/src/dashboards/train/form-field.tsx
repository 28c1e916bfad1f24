// A line of the form: label, control, what it means, what is wrong with it.
import { useId, type ReactNode } from "react";
import { Icon } from "../../ui/icons.tsx";

export interface FieldIds {
  /** Of the control, for its label. */
  readonly id: string;
  /** Of what describes it. */
  readonly describedBy: string | undefined;
  readonly isWrong: boolean;
}

interface FieldFrameProps {
  readonly label: string;
  readonly unit?: string;
  readonly hint: string;
  readonly problem: string | undefined;
  /** The label names a group of controls instead of one. */
  readonly isGroup?: boolean;
  /** Back to the default; absent when it is the default. */
  readonly restore?: (() => void) | undefined;
  readonly children: (ids: FieldIds) => ReactNode;
}

export function FieldFrame(props: FieldFrameProps) {
  const { label, unit = "", hint, problem, isGroup = false, restore, children } = props;
  const id = useId();
  const isWrong = problem !== undefined;
  const descriptions = [...(hint === "" ? [] : [`${id}-hint`]), ...(isWrong ? [`${id}-problem`] : [])];
  const describedBy = descriptions.length > 0 ? descriptions.join(" ") : undefined;
  const title = (
    <>
      {label}
      {unit !== "" && <span className="field-unit"> {unit}</span>}
    </>
  );
  return (
    <div
      className="field"
      data-wrong={isWrong ? "" : undefined}
      {...(isGroup && { role: "group", "aria-labelledby": `${id}-label`, "aria-describedby": describedBy })}
    >
      <div className="field-head">
        {isGroup ? (
          <span id={`${id}-label`} className="field-label">
            {title}
          </span>
        ) : (
          <label htmlFor={id} className="field-label">
            {title}
          </label>
        )}
        <button
          type="button"
          className="field-restore"
          aria-label={`Restore the default of ${label}`}
          data-tip="Restore the default"
          data-hidden={restore ? undefined : ""}
          disabled={!restore}
          onClick={restore}
        >
          <Icon name="undo" />
        </button>
      </div>
      {children({ id, describedBy, isWrong })}
      {hint !== "" && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      <p id={`${id}-problem`} className="field-problem" aria-live="polite">
        {problem}
      </p>
    </div>
  );
}

interface FormFieldProps {
  readonly label: string;
  readonly unit?: string;
  readonly hint: string;
  readonly problem: string | undefined;
  readonly text: string;
  readonly isNumber?: boolean;
  readonly placeholder?: string;
  readonly onChange: (text: string) => void;
}

/** A line with a plain input. */
export function FormField({ text, isNumber = false, placeholder, onChange, ...frame }: FormFieldProps) {
  return (
    <FieldFrame {...frame}>
      {({ id, describedBy, isWrong }) => (
        <input
          id={id}
          type="text"
          className="text-input"
          inputMode={isNumber ? "decimal" : "text"}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          aria-invalid={isWrong}
          aria-describedby={describedBy}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}
