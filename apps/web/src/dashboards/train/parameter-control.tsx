// The control of one parameter: by its kind, and by whether it has one value, several, or a range to draw from.
import type { ReactNode } from "react";
import { formatHintRange } from "./field-range.ts";
import { rangeText, readValue, startRange, valueText, type RangeDistribution } from "./field-text.ts";
import { FieldFrame, type FieldIds } from "./form-field.tsx";
import { isDrawn, type TrainMode } from "./form-state.ts";
import { NumberInput } from "./number-input.tsx";
import { ManyChoices, OneChoice } from "./choice-inputs.tsx";
import type { ParameterField } from "./parameter-field.ts";
import { RangeInput } from "./range-input.tsx";
import { ValueChips } from "./value-chips.tsx";

interface ParameterControlProps {
  readonly field: ParameterField;
  readonly mode: TrainMode;
  readonly text: string;
  readonly isChanged: boolean;
  readonly problem: string | undefined;
  /** null: the default. */
  readonly onChange: (text: string | null) => void;
}

export function ParameterControl(props: ParameterControlProps) {
  const { field, mode, isChanged, problem, onChange } = props;
  const isMany = mode !== "single";
  const isGroup = field.of.kind === "choice" || isMany;
  return (
    <FieldFrame
      label={field.title}
      unit={field.unit}
      hint={hintOf(field)}
      problem={problem}
      isGroup={isGroup}
      restore={isChanged ? () => onChange(null) : undefined}
    >
      {(ids) => (isMany ? <Many {...props} ids={ids} /> : one(props, ids))}
    </FieldFrame>
  );
}

interface ControlProps extends ParameterControlProps {
  readonly ids: FieldIds;
}

function one({ field, text, onChange }: ParameterControlProps, ids: FieldIds): ReactNode {
  switch (field.of.kind) {
    case "number":
      return (
        <NumberInput
          label={field.title}
          ids={ids}
          of={field.of}
          standard={typeof field.standard === "number" ? field.standard : 0}
          text={text}
          onChange={onChange}
        />
      );
    case "choice":
      return <OneChoice label={field.title} options={field.of.options} text={text} onChange={onChange} />;
    case "boolean":
      return (
        <input
          id={ids.id}
          type="checkbox"
          role="switch"
          className="switch"
          aria-describedby={ids.describedBy}
          checked={text === "true"}
          onChange={(event) => onChange(String(event.target.checked))}
        />
      );
    case "text":
      return (
        <input
          id={ids.id}
          type="text"
          className={field.of.isPath ? "text-input text-input-path" : "text-input"}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={ids.isWrong}
          aria-describedby={ids.describedBy}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

const drawTitles = {
  values: "Values",
  log_uniform: "Log-uniform",
  uniform: "Uniform",
  int: "Whole numbers",
} as const satisfies Record<RangeDistribution | "values", string>;

function Many(props: ControlProps) {
  const { field, mode, text, ids, onChange } = props;
  const { of } = field;
  if (of.kind === "boolean" || of.kind === "choice") {
    const options = of.kind === "boolean" ? ["false", "true"] : of.options.map(valueText);
    return <ManyChoices label={field.title} options={options} text={text} onChange={onChange} />;
  }
  const range = isDrawn(mode) ? rangeText(text) : null;
  const values = (
    <ValueChips
      label={field.title}
      isNumber={of.kind === "number"}
      isWrong={(item) => !readValue(of, item).isRight}
      describedBy={ids.describedBy}
      text={text}
      onChange={onChange}
    />
  );
  if (of.kind === "text" || !isDrawn(mode)) return values;
  const draws = of.isInteger ? (["values", "int"] as const) : (["values", "log_uniform", "uniform"] as const);
  return (
    <div className="drawn">
      <select
        className="select"
        aria-label={`What ${field.title} is drawn from`}
        value={range?.distribution ?? "values"}
        onChange={(event) => {
          const chosen = draws.find((draw) => draw === event.target.value) ?? "values";
          onChange(chosen === "values" ? null : startRange(field, chosen));
        }}
      >
        {draws.map((draw) => (
          <option key={draw} value={draw}>
            {drawTitles[draw]}
          </option>
        ))}
      </select>
      {range ? <RangeInput label={field.title} ids={ids} range={range} onChange={onChange} /> : values}
    </div>
  );
}

function hintOf({ description, of }: ParameterField): string {
  const sentence = description.trim().replace(/\.$/, "");
  const range = of.kind === "number" ? formatHintRange(of) : "";
  if (sentence === "") return range;
  return range === "" ? sentence : `${sentence} (${range})`;
}
