// What two checkpoints say of the selected item and of what it holds: how large its variables are, and how far they moved.
import { useMemo } from "react";
import { formatCount, formatCounted, formatValue } from "../../ui/format.ts";
import { shareText } from "./ramp-share.ts";
import type { MovedAtStep, RunCheckpoints } from "./run-checkpoints.ts";
import { movedTogether } from "./variable-changes.ts";

interface CheckpointFactsProps {
  readonly path: string;
  readonly checkpoints: RunCheckpoints;
  readonly moved: MovedAtStep;
}

export function CheckpointFacts({ path, checkpoints, moved }: CheckpointFactsProps) {
  const { variables, unusable } = checkpoints;
  const names = useMemo(() => {
    const own = variables.filter(({ owner }) => owner === path || owner.startsWith(`${path}/`));
    return new Set(own.map(({ name }) => name));
  }, [variables, path]);
  return (
    <section aria-label="Between checkpoints">
      <h3>
        Between checkpoints <span className="node-count">{stepsText(moved)}</span>
      </h3>
      {moved.kind === "failed" && <p role="alert">They could not be read: {moved.reason}</p>}
      {moved.kind === "none" && <p className="node-more">No two checkpoints up to this step</p>}
      {moved.kind === "weighed" && names.size === 0 && <p className="node-more">It holds no variables</p>}
      {moved.kind === "weighed" && names.size > 0 && <Moved moved={moved} names={names} />}
      {unusable.map(({ path: file, step, problem }) => (
        <p key={file} className="node-more">
          Step {formatCount(step)} is left out: {problem}.
        </p>
      ))}
    </section>
  );
}

function stepsText(moved: MovedAtStep): string {
  if (moved.kind !== "weighed") return "";
  const { step, stepBefore } = moved.pair;
  return stepBefore === null
    ? `step ${formatCount(step)}`
    : `steps ${formatCount(stepBefore)} → ${formatCount(step)}`;
}

interface MovedProps {
  readonly moved: Extract<MovedAtStep, { kind: "weighed" }>;
  readonly names: ReadonlySet<string>;
}

const MOST_PROBLEMS = 4;

function Moved({ moved: { pair }, names }: MovedProps) {
  const facts = useMemo(
    () => movedTogether(pair.weights.filter(({ name }) => names.has(name))),
    [pair, names],
  );
  const { variableCount, comparedCount, norm, changeNorm, change, zeroShare, nonFiniteCount, problems } =
    facts;
  const isPart = comparedCount < variableCount && comparedCount > 0;
  const rows: (readonly [string, string])[] = [
    ...(variableCount > 1 ? [["variables", formatCount(variableCount)] as const] : []),
    [`‖w‖ at step ${formatCount(pair.step)}`, numberText(norm)],
    ["‖Δw‖", numberText(changeNorm)],
    ["‖Δw‖ / ‖w‖ before", numberText(change)],
    ...(isPart
      ? [
          [
            "compared",
            `${formatCount(comparedCount)} of ${formatCounted(variableCount, "variable")}`,
          ] as const,
        ]
      : []),
    ["zeros", Number.isNaN(zeroShare) ? "–" : shareText(zeroShare)],
    ...(nonFiniteCount > 0 ? [["NaN, ±∞", formatCount(nonFiniteCount)] as const] : []),
  ];
  return (
    <>
      <dl className="node-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {problems.slice(0, MOST_PROBLEMS).map((text) => (
        <p key={text} className="node-more">
          {variableCount > 1 ? "Of some: " : ""}
          {text}
        </p>
      ))}
    </>
  );
}

function numberText(value: number | null): string {
  return value === null ? "–" : formatValue(Number(value.toPrecision(3)));
}
