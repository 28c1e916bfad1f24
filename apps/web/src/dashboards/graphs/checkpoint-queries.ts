// What the graph's run saved of its variables: which checkpoints, and how far the variables moved between two of them.
import {
  type CheckpointWeights,
  type EndpointResponse,
  listCheckpoints,
  readCheckpointWeights,
  type RunName,
} from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
import { valuesKey } from "../../data/queries.ts";
import { askGraph } from "./graph-thread.ts";
import { withoutSlots } from "./variable-changes.ts";

export type Checkpoints = EndpointResponse<typeof listCheckpoints>;

export function checkpointsQuery(run: RunName | null) {
  return queryOptions({
    queryKey: ["graphs", "checkpoints", run ?? ""],
    enabled: run !== null,
    queryFn: async ({ signal }): Promise<Checkpoints | null> =>
      run === null ? null : inTurn(() => api.call(listCheckpoints, { query: { run } }, { signal }), signal),
    meta: { runs: new Set(run === null ? [] : [run]) },
  });
}

/** A variable that stands for an item of the graph. */
export interface OwnedVariable {
  readonly name: string;
  /** Path of the item. */
  readonly owner: string;
}

/** Those of some variables that stand in the graph, without slots of optimizers. */
export function ownedVariablesQuery(
  loadedKey: string | null,
  variables: readonly { readonly name: string; readonly dtype: string }[],
) {
  const names = withoutSlots(variables.filter(({ dtype }) => /float/.test(dtype))).map(({ name }) => name);
  return queryOptions({
    queryKey: ["graphs", "variables", loadedKey ?? "", fingerprint(names)],
    enabled: loadedKey !== null && names.length > 0,
    queryFn: async (): Promise<readonly OwnedVariable[]> => {
      const owners = await askGraph(loadedKey ?? "", "variables", { names });
      return names.flatMap((name, place) => {
        const owner = owners[place];
        return typeof owner === "string" ? [{ name, owner }] : [];
      });
    },
    staleTime: Infinity,
    retry: false,
  });
}

/** A checkpoint, and the one that comes before it. */
export interface CheckpointPair {
  readonly run: RunName;
  readonly prefix: string;
  readonly step: number;
  /** Changes when their files do. */
  readonly version: string;
}

export interface WeighedPair {
  readonly step: number;
  readonly stepBefore: number | null;
  /** Without slots of optimizers. */
  readonly weights: readonly CheckpointWeights[];
}

/** Those of the pair before stay while these are on their way. */
export function weightsQuery(pair: CheckpointPair | null) {
  return queryOptions({
    queryKey: [...valuesKey, "graphs", "weights", pair?.run, pair?.prefix, pair?.step, pair?.version],
    enabled: pair !== null,
    queryFn: async ({ signal }): Promise<WeighedPair | null> => {
      if (!pair) return null;
      const { run, prefix, step } = pair;
      const body = { run, prefix, step };
      const answer = await inTurn(() => api.call(readCheckpointWeights, { body }, { signal }), signal);
      return {
        step: answer.checkpoint.step,
        stepBefore: answer.before?.step ?? null,
        weights: withoutSlots(answer.weights),
      };
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
    staleTime: Infinity,
    retry: false,
  });
}
