// Checkpoints of the graph's run whose variables stand in the graph, and what two of them say at the page's step.
import type { Checkpoint, RunName } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  type CheckpointPair,
  checkpointsQuery,
  type OwnedVariable,
  ownedVariablesQuery,
  type WeighedPair,
  weightsQuery,
} from "./checkpoint-queries.ts";
import { ofOneTraining } from "./variable-changes.ts";

export interface RunCheckpoints {
  readonly run: RunName | null;
  /** Of one training, those that can be used, by step; none unless there are two whose variables stand in the graph. */
  readonly checkpoints: readonly Checkpoint[];
  /** Their steps. */
  readonly steps: Float64Array;
  readonly variables: readonly OwnedVariable[];
  /** Those of that training that cannot be used, as the newest that is being saved. */
  readonly unusable: readonly Checkpoint[];
}

const noCheckpoints: readonly Checkpoint[] = [];
const noVariables: readonly OwnedVariable[] = [];

/** @param loadedKey null while no graph is loaded */
export function useRunCheckpoints(loadedKey: string | null, run: RunName | null): RunCheckpoints {
  const { data } = useQuery({ ...checkpointsQuery(run), enabled: run !== null && loadedKey !== null });
  const all = data?.checkpoints ?? noCheckpoints;
  const usable = useMemo(() => ofOneTraining(all), [all]);
  const newest = usable.at(-1);
  const tensors = data?.tensorLists[newest?.tensorList ?? -1] ?? [];
  const owned = useQuery(ownedVariablesQuery(loadedKey, usable.length > 1 ? tensors : []));
  const variables = owned.data ?? noVariables;
  return useMemo(() => {
    const checkpoints = variables.length > 0 ? usable : noCheckpoints;
    return {
      run,
      checkpoints,
      steps: Float64Array.from(checkpoints, ({ step }) => step),
      variables,
      unusable: all.filter(({ prefix, problem }) => prefix === newest?.prefix && problem !== null),
    };
  }, [run, usable, variables, all, newest]);
}

/** What the page's step shows of them. */
export type MovedAtStep =
  | { readonly kind: "waiting" }
  /** There are no two up to the step. */
  | { readonly kind: "none"; readonly step: number }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "weighed"; readonly pair: WeighedPair };

/** The newest up to a step, against the one before. @param isWanted false: nothing is asked for. */
export function useMovedAtStep(
  { run, checkpoints }: RunCheckpoints,
  step: number | null,
  isWanted: boolean,
): MovedAtStep {
  const place = checkpoints.findLastIndex((one) => step === null || one.step <= step);
  const [before, checkpoint] = [checkpoints[place - 1], checkpoints[place]];
  const pair = useMemo(
    (): CheckpointPair | null =>
      before && checkpoint && run !== null
        ? {
            run,
            prefix: checkpoint.prefix,
            step: checkpoint.step,
            version: `${before.path} ${before.wallTimeSeconds} ${checkpoint.wallTimeSeconds}`,
          }
        : null,
    [before, checkpoint, run],
  );
  const { data, error } = useQuery({ ...weightsQuery(pair), enabled: isWanted && pair !== null });
  return useMemo(() => {
    if (!isWanted || checkpoints.length === 0) return { kind: "waiting" };
    if (!pair) return { kind: "none", step: step ?? 0 };
    if (error) return { kind: "failed", reason: error.message };
    return data ? { kind: "weighed", pair: data } : { kind: "waiting" };
  }, [isWanted, checkpoints, pair, step, error, data]);
}
