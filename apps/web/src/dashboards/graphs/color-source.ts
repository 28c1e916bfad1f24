// What the items' colours are made from, by the rule that was chosen.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ColorRule } from "./graph-orders.ts";
import { heldStepQuery } from "./measured-queries.ts";
import type { MeasuredStep } from "./measured-steps.ts";
import type { ColorSource } from "./shown-graph.ts";

/** Null while it is on its way, or there is nothing of it. */
export function useColorSource(
  loadedKey: string,
  rule: ColorRule,
  step: MeasuredStep | null,
): ColorSource | null {
  const isMeasured = rule === "compute" || rule === "memory";
  const held = useQuery({ ...heldStepQuery(loadedKey, step), enabled: isMeasured && step !== null });
  const key = isMeasured && held.data ? (step?.key ?? null) : null;
  const title = step?.title ?? "";
  return useMemo(() => {
    switch (rule) {
      case "compute":
      case "memory":
        return key === null ? null : { rule, basis: { kind: "measured", key }, note: title };
      case "gradients":
      case "weights":
      case "zeros":
      case "nonfinite":
        return null;
      case "structure":
      case "device":
      case "operation":
      case "parameters":
      case "flops":
      case "none":
        return { rule, basis: { kind: "graph" }, note: "" };
    }
  }, [rule, key, title]);
}
