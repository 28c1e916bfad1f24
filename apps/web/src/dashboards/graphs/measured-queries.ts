// What a measured step took, told to the thread that holds the graph.
import { MAX_GRAPH_ROWS_LIMIT, readGraphStats } from "@runboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import { askGraph } from "./graph-thread.ts";
import type { MeasuredStep } from "./measured-steps.ts";

/** Of a step that the thread holds when this is there. */
export function heldStepQuery(loadedKey: string, step: MeasuredStep | null) {
  return queryOptions({
    queryKey: ["graphs", "measure", loadedKey, step?.key ?? "", step?.entry.wallTimeSeconds ?? 0],
    enabled: step !== null,
    queryFn: async ({ signal }): Promise<{ readonly isCut: boolean } | null> => {
      if (!step) return null;
      const { run, tag, plugin, step: number } = step.entry;
      const body = { run, tag, plugin, step: number, limit: MAX_GRAPH_ROWS_LIMIT };
      const answer = await inTurn(() => api.call(readGraphStats, { body }, { signal }), signal);
      const costs = {
        names: answer.names,
        computeMicros: Float64Array.from(answer.computeMicros, (micros) => micros ?? NaN),
        outputBytes: Float64Array.from(answer.outputBytes, (bytes) => bytes ?? NaN),
      };
      // Of two the thread holds the one that was wanted last.
      signal.throwIfAborted();
      await askGraph(loadedKey, "measure", { key: step.key, costs });
      return { isCut: answer.isCut || answer.operationCount > answer.names.length };
    },
    // The thread holds one: another one asked for meanwhile has taken its place.
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}

/** What one item took; null where that is not known. */
export function measuredItemQuery(loadedKey: string, path: string, step: MeasuredStep) {
  return queryOptions({
    queryKey: ["graphs", "measured", loadedKey, path, step.key, step.entry.wallTimeSeconds],
    queryFn: () => askGraph(loadedKey, "measured", { path, key: step.key }),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}
