// What is asked of two graphs that are compared. The thread of the one that comes after answers.
import type { ComparedPaths, ComparisonSide, ItemDifference } from "@runboard/graph";
import type { GraphScene } from "@runboard/charts";
import { queryOptions } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { tellPending } from "../../ui/pending.ts";
import type { DroppedFile, GraphOption } from "./graph-choice.ts";
import { askGraph } from "./graph-thread.ts";
import { readSource } from "./queries.ts";

/** Differences that are asked for, and listed, at a time. */
export const LIST_PAGE = 200;

/** What differs in all. When this is there, the other questions have answers. */
export function comparisonQuery(
  before: { readonly key: string; readonly choice: GraphOption | DroppedFile; readonly part: string },
  afterKey: string | null,
) {
  return queryOptions({
    queryKey: ["graphs", "comparison", before.key, afterKey],
    enabled: afterKey !== null,
    queryFn: async ({ signal }) => {
      const key = afterKey ?? "";
      // Asked again, as when the server came back: the thread goes on with what it has.
      const held = await askGraph(key, "compared", { key: before.key });
      if (held) return { summary: held, key };
      const source = await readSource(before.choice, before.part, signal);
      return { summary: await askGraph(key, "compare", { key: before.key, source }), key };
    },
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}

export function differenceListQuery(comparedKey: string, page: number) {
  return queryOptions({
    queryKey: ["graphs", "differences", comparedKey, page],
    queryFn: () => askGraph(comparedKey, "differenceList", { first: page * LIST_PAGE, count: LIST_PAGE }),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}

export function pairQuery(comparedKey: string, paths: ComparedPaths) {
  return queryOptions({
    queryKey: ["graphs", "pair", comparedKey, paths.before, paths.after],
    queryFn: () => askGraph(comparedKey, "pair", paths),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
}

/** By the items' paths: the same list is the same items, also in the next scene. */
export type SceneDifferences = ReadonlyMap<readonly string[], readonly (ItemDifference | null)[]>;

let pendingCount = 0;
tellPending(() => pendingCount > 0);

const nothingYet: SceneDifferences = new Map();

/** Of a scene's items; of levels that are new a moment later. @param comparedKey null until the graphs are compared */
export function useSceneDifferences(
  comparedKey: string | null,
  side: ComparisonSide,
  scene: GraphScene | null,
): SceneDifferences {
  const [found, setFound] = useState<{ readonly key: string; readonly byIds: SceneDifferences } | null>(null);
  useEffect(() => {
    if (!scene || comparedKey === null) return undefined;
    let isWanted = true;
    const { levels } = scene;
    pendingCount++;
    askGraph(comparedKey, "differences", { side, paths: levels.flatMap(({ ids }) => ids) })
      .then(
        (differences) => {
          let first = 0;
          const byIds = new Map<readonly string[], readonly (ItemDifference | null)[]>();
          for (const { ids } of levels) byIds.set(ids, differences.slice(first, (first += ids.length)));
          if (isWanted) setFound({ key: comparedKey, byIds });
        },
        // The graphs are no longer compared: nothing is to be told.
        () => undefined,
      )
      .finally(() => pendingCount--);
    return () => {
      isWanted = false;
    };
  }, [comparedKey, side, scene]);
  return found && found.key === comparedKey ? found.byIds : nothingYet;
}
