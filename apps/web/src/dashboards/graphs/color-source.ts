// What the items' colours are made from, by the rule that was chosen.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { formatCount } from "../../ui/format.ts";
import { type ColorRule, type TrainingRule, trainingRules } from "./graph-orders.ts";
import { heldStepQuery } from "./measured-queries.ts";
import type { MeasuredStep } from "./measured-steps.ts";
import type { WeighedPair } from "./checkpoint-queries.ts";
import type { MovedAtStep } from "./run-checkpoints.ts";
import type { RunLog } from "./run-log.tsx";
import type { ColorSource } from "./shown-graph.ts";
import { amountsOf, concerns } from "./training-amounts.ts";
import { histogramsAtQuery, type LoggedStep } from "./training-queries.ts";
import { changesOf } from "./variable-changes.ts";

interface RunFacts {
  readonly measured: MeasuredStep | null;
  readonly log: RunLog;
  readonly moved: MovedAtStep;
}

/** Null while it is on its way, or there is nothing of it. */
export function useColorSource(
  loadedKey: string,
  rule: ColorRule,
  { measured, log, moved }: RunFacts,
): ColorSource | null {
  const isMeasured = rule === "compute" || rule === "memory";
  const held = useQuery({ ...heldStepQuery(loadedKey, measured), enabled: isMeasured && measured !== null });
  const key = isMeasured && held.data ? (measured?.key ?? null) : null;
  const title = measured?.title ?? "";
  const logged = useLogged(log, trainingRules.find((one) => one === rule) ?? null);
  return useMemo(() => {
    switch (rule) {
      case "compute":
      case "memory":
        return key === null ? null : { rule, basis: { kind: "measured", key }, note: title };
      case "gradients":
      case "weights":
      case "zeros":
      case "nonfinite":
        return logged && trainingSource(rule, logged);
      case "change":
        return changeSource(moved);
      case "structure":
      case "device":
      case "operation":
      case "parameters":
      case "flops":
      case "none":
        return { rule, basis: { kind: "graph" }, note: "" };
    }
  }, [rule, key, title, logged, moved]);
}

/** The histograms that a rule takes, at the page's step; those of the step before while they are on their way. */
function useLogged({ run, histograms, step }: RunLog, rule: TrainingRule | null): LoggedStep | null {
  const tags = useMemo(
    () => histograms.flatMap(({ tag }) => (rule !== null && concerns(rule, tag) ? [tag] : [])),
    [histograms, rule],
  );
  const { data } = useQuery(histogramsAtQuery(run, tags, step));
  return (tags.length > 0 && data) || null;
}

function trainingSource(rule: TrainingRule, { step, logged }: LoggedStep): ColorSource {
  const amounts = amountsOf(rule, logged);
  const isOlder = logged.some(({ tag, histogram }) => concerns(rule, tag) && histogram.step !== step);
  const note = `step ${formatCount(step)}${isOlder ? ", or the newest before it" : ""}`;
  return { rule, basis: { kind: "training", amounts }, note };
}

function changeSource(moved: MovedAtStep): ColorSource | null {
  const sourceOf = (note: string, pair: Pick<WeighedPair, "weights"> = { weights: [] }): ColorSource => ({
    rule: "change",
    basis: { kind: "checkpoints", changes: changesOf(pair.weights) },
    note,
  });
  switch (moved.kind) {
    case "waiting":
      return null;
    case "none":
      return sourceOf(`no two checkpoints up to step ${formatCount(moved.step)}`);
    case "failed":
      return sourceOf(`the checkpoints could not be read: ${moved.reason}`);
    case "weighed": {
      const { step, stepBefore } = moved.pair;
      // The one before may have gone meanwhile.
      return stepBefore === null
        ? sourceOf(`no checkpoint before step ${formatCount(step)}`)
        : sourceOf(`steps ${formatCount(stepBefore)} to ${formatCount(step)}`, moved.pair);
    }
  }
}
