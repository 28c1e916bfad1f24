// Limits of a chart's axes, typed.
import type { Line, LineChartAxis, LineChartView } from "@runboard/charts";
import { useId, useState, type SubmitEvent } from "react";
import { AnchoredDialog } from "../../ui/anchored-dialog.tsx";
import type { Box } from "../../ui/place.ts";
import { dataInterval, limitExamples, limitsOf, limitText, parseLimit } from "./axis-limits.ts";

export interface AxisEditorProps {
  /** Which axes, at least one. */
  readonly axes: readonly ("x" | "y")[];
  readonly anchor: Box;
  /** The card, which stays in sight. */
  readonly card: Box;
  /** What x stands for. */
  readonly xAxis: LineChartAxis;
  readonly scales: Readonly<Record<"x" | "y", "linear" | "log">>;
  readonly view: LineChartView;
  readonly lines: readonly Line[];
  readonly onChange: (view: LineChartView) => void;
  readonly onClose: () => void;
}

type Fields = Readonly<Record<"min" | "max", string>>;
type Problems = Readonly<Partial<Record<string, string>>>;

const titles = { x: "Horizontal axis", y: "Vertical axis" } as const;

export function AxisEditor(props: AxisEditorProps) {
  const { axes, anchor, card, xAxis, scales, view, lines, onChange, onClose } = props;
  const kinds = { x: xAxis, y: "value" } as const;
  const [fields, setFields] = useState<Readonly<Record<"x" | "y", Fields>>>(() => {
    const texts = (axis: "x" | "y"): Fields => ({
      min: view[axis] ? limitText(kinds[axis], view[axis][0]) : "",
      max: view[axis] ? limitText(kinds[axis], view[axis][1]) : "",
    });
    return { x: texts("x"), y: texts("y") };
  });
  const [problems, setProblems] = useState<Problems>({});
  const apply = (event: SubmitEvent): void => {
    event.preventDefault();
    const found: Record<string, string> = {};
    let next = view;
    for (const axis of axes) {
      const limits = limitsOf(
        { min: parseLimit(kinds[axis], fields[axis].min), max: parseLimit(kinds[axis], fields[axis].max) },
        dataInterval(lines, axis, scales[axis]),
        scales[axis],
      );
      if (limits.kind === "problem") found[`${axis} ${limits.field}`] = limits.problem;
      else next = { ...next, [axis]: limits.interval };
    }
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    onChange(next);
    onClose();
  };
  return (
    <AnchoredDialog
      label={axes.length > 1 ? "Axis limits" : `Limits: ${titles[axes[0] ?? "x"]}`}
      anchor={anchor}
      beside={card}
      onClose={onClose}
    >
      <form className="axis-editor" noValidate onSubmit={apply}>
        {axes.map((axis) => (
          <fieldset key={axis}>
            <legend>{titles[axis]}</legend>
            {(["min", "max"] as const).map((end) => (
              <LimitField
                key={end}
                label={end === "min" ? "From" : "To"}
                text={fields[axis][end]}
                example={limitExamples[kinds[axis]]}
                problem={problems[`${axis} ${end}`]}
                isFirst={axis === axes[0] && end === "min"}
                onChange={(text) => setFields({ ...fields, [axis]: { ...fields[axis], [end]: text } })}
              />
            ))}
          </fieldset>
        ))}
        <p className="axis-editor-note">An empty field fits the data.</p>
        <button type="submit" className="button">
          Apply
        </button>
      </form>
    </AnchoredDialog>
  );
}

interface LimitFieldProps {
  readonly label: string;
  readonly text: string;
  readonly example: string;
  readonly problem: string | undefined;
  readonly isFirst: boolean;
  readonly onChange: (text: string) => void;
}

function LimitField({ label, text, example, problem, isFirst, onChange }: LimitFieldProps) {
  const id = useId();
  const problemId = useId();
  return (
    <div className="axis-editor-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-field"
        autoFocus={isFirst}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={`fit, or ${example}`}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem !== undefined && (
        <p id={problemId} role="alert" className="axis-editor-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
