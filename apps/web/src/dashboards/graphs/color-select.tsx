// What items are coloured by, and of which measured step; rules are offered where there is something for them.
import {
  type CheckpointRule,
  checkpointRules,
  type ColorRule,
  colorRules,
  graphRules,
  type MeasuredRule,
  measuredRules,
  type TrainingRule,
  trainingRules,
} from "./graph-orders.ts";
import { type MeasuredStep, useMeasuredStep } from "./measured-steps.ts";
import { graphsSearch } from "./search.ts";

const ruleTitles: Readonly<Record<ColorRule, string>> = {
  structure: "Structure",
  device: "Device",
  operation: "Operation",
  parameters: "Parameters",
  flops: "FLOPs",
  none: "None",
  compute: "Compute time",
  memory: "Memory",
  gradients: "Gradient norm",
  weights: "Weight norm",
  zeros: "Share of zeros",
  nonfinite: "NaN or infinite",
  change: "Weight change",
};

interface ColorSelectProps {
  readonly measuredSteps: readonly MeasuredStep[];
  readonly offeredTraining: readonly TrainingRule[];
  readonly offeredCheckpoints: readonly CheckpointRule[];
}

export function ColorSelect({ measuredSteps, offeredTraining, offeredCheckpoints }: ColorSelectProps) {
  const { color } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const step = useMeasuredStep(measuredSteps);
  // What a link asks for stands there, though there may be nothing for it.
  const groups: readonly (readonly [string, readonly ColorRule[]])[] = [
    ["Graph", graphRules],
    ["Measured", offered(measuredRules, measuredSteps.length > 0 ? measuredRules : [], color)],
    ["Logged at the step", offered(trainingRules, offeredTraining, color)],
    ["Since the checkpoint before", offered(checkpointRules, offeredCheckpoints, color)],
  ];
  return (
    <>
      <label className="graph-color">
        Colour{" "}
        <select
          value={color}
          onChange={(event) => {
            const chosen = colorRules.find((rule) => rule === event.target.value);
            if (chosen) change({ color: chosen });
          }}
        >
          {groups.map(
            ([title, rules]) =>
              rules.length > 0 && (
                <optgroup key={title} label={title}>
                  {rules.map((rule) => (
                    <option key={rule} value={rule}>
                      {ruleTitles[rule]}
                    </option>
                  ))}
                </optgroup>
              ),
          )}
        </select>
      </label>
      {step && isMeasured(color) && (
        <select
          className="graph-choice"
          aria-label="Measured step"
          value={step.key}
          onChange={(event) => change({ measured: event.target.value })}
        >
          {measuredSteps.map(({ key, title }) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

function isMeasured(rule: ColorRule): rule is MeasuredRule {
  return measuredRules.some((one) => one === rule);
}

function offered<Rule extends ColorRule>(
  rules: readonly Rule[],
  there: readonly Rule[],
  chosen: ColorRule,
): readonly Rule[] {
  return rules.filter((rule) => rule === chosen || there.includes(rule));
}
