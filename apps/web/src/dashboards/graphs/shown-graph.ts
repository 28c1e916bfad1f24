// The picture of a graph with some scopes open: what the thread tells, put together with what it told before.
import type { GraphColors, GraphLevel, GraphScene } from "@runboard/charts";
import { useEffect, useRef, useState } from "react";
import { tellPending } from "../../ui/pending.ts";
import type {
  ColorBasis,
  ColorRule,
  ItemValues,
  LevelContent,
  LevelPlaces,
  ShownGraph,
  TracedItems,
  TraceOrder,
} from "./graph-orders.ts";
import { rampShare } from "./ramp-share.ts";
import { askGraph } from "./graph-thread.ts";

export interface GraphPicture {
  readonly scene: GraphScene;
  readonly traced: TracedItems | null;
}

export type PictureState =
  | { readonly kind: "none" }
  | { readonly kind: "shown"; readonly picture: GraphPicture }
  | { readonly kind: "failed"; readonly reason: string };

export interface PictureOrder {
  readonly loadedKey: string;
  readonly open: readonly string[];
  readonly extractsAuxiliary: boolean;
  readonly ungrouped: readonly string[] | "all";
  readonly trace: TraceOrder | null;
}

let pendingCount = 0;
tellPending(() => pendingCount > 0);

interface KnownLevel {
  readonly content: LevelContent;
  readonly places: LevelPlaces;
}

/** The picture last made stays until the next one is there. */
export function useGraphPicture(order: PictureOrder | null): {
  readonly state: PictureState;
  readonly isLaying: boolean;
} {
  const [state, setState] = useState<PictureState>({ kind: "none" });
  const [doneOrder, setDoneOrder] = useState<PictureOrder | null>(null);
  const known = useRef<{ readonly key: string; readonly levels: Map<string, KnownLevel> } | null>(null);
  useEffect(() => {
    if (!order) return undefined;
    let isWanted = true;
    const { loadedKey, ...wanted } = order;
    const isFresh = known.current?.key !== loadedKey;
    const levels = isFresh
      ? new Map<string, KnownLevel>()
      : (known.current?.levels ?? new Map<string, KnownLevel>());
    known.current = { key: loadedKey, levels };
    pendingCount++;
    askGraph(loadedKey, "show", { ...wanted, isFresh })
      .then((shown) => {
        // Also when another picture is wanted by now: what was told is not told again.
        const scene = sceneOf(shown, levels);
        if (isWanted) setState({ kind: "shown", picture: { scene, traced: shown.traced } });
      })
      .catch((error: unknown) => {
        if (!isWanted) return;
        known.current = null;
        setState({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => {
        pendingCount--;
        if (isWanted) setDoneOrder(order);
      });
    return () => {
      isWanted = false;
    };
  }, [order]);
  return { state, isLaying: order !== null && doneOrder !== order };
}

/** Takes what is new into `levels`, which then holds what is shown and no more. */
function sceneOf(shown: ShownGraph, levels: Map<string, KnownLevel>): GraphScene {
  const inScene = new Set(shown.levels.map(({ key }) => key));
  for (const key of levels.keys()) if (!inScene.has(key)) levels.delete(key);
  return {
    levels: shown.levels.map(({ key, frame, ...news }): GraphLevel => {
      const before = levels.get(key);
      const content = news.content ?? before?.content;
      const places = news.places ?? before?.places;
      if (!content || !places) throw new Error(`nothing was told of ${JSON.stringify(key)}`);
      levels.set(key, { content, places });
      return { ...content, ...places, frame };
    }),
  };
}

/** What items are coloured by, as it was found for one scene. */
export interface SceneValues extends Omit<ItemValues, "values"> {
  readonly rule: ColorRule;
  /** Of what they were made from. */
  readonly note: string;
  /** By the items' paths: the same list is the same items, also in the next scene. */
  readonly byIds: ReadonlyMap<readonly string[], Float64Array>;
}

/** What colours are made from, and a word on it for the legend. */
export interface ColorSource {
  readonly rule: ColorRule;
  readonly basis: ColorBasis;
  readonly note: string;
}

/**
 * Null until there are some of this rule. Levels that are new in the scene have theirs a moment later; those of another basis stay until the new are there.
 * @param source null while what it is made from is on its way; the same object as long as it says the same
 */
export function useSceneValues(
  loadedKey: string,
  scene: GraphScene | null,
  source: ColorSource | null,
): SceneValues | null {
  const [found, setFound] = useState<SceneValues | null>(null);
  useEffect(() => {
    if (!scene || !source) return undefined;
    let isWanted = true;
    const { rule, basis, note } = source;
    pendingCount++;
    askGraph(loadedKey, "values", { rule, basis })
      .then(
        ({ values, ...rest }) => {
          if (isWanted) setFound({ ...rest, rule, note, byIds: byIdsOf(scene, values) });
        },
        // The graph is gone by now: so are its colours.
        () => undefined,
      )
      .finally(() => pendingCount--);
    return () => {
      isWanted = false;
    };
  }, [loadedKey, scene, source]);
  return found && found.rule === source?.rule ? found : null;
}

function byIdsOf({ levels }: GraphScene, values: ItemValues["values"]): SceneValues["byIds"] {
  const byIds = new Map<readonly string[], Float64Array>();
  for (const { key, ids } of levels) {
    const ofLevel = values.get(key);
    // Of another picture than this one when the thread was a step ahead.
    if (ofLevel?.length === ids.length) byIds.set(ids, ofLevel);
  }
  return byIds;
}

/** @param palette for categories; @param ramp for sizes, from small to large */
export function colorsOf(
  { levels }: GraphScene,
  found: SceneValues | null,
  { palette, ramp }: { readonly palette: readonly string[]; readonly ramp: readonly string[] },
): GraphColors {
  return levels.map(({ ids }) => {
    const values = found?.byIds.get(ids);
    return ids.map((_, place) => {
      const value = values?.[place] ?? NaN;
      if (!found || Number.isNaN(value)) return null;
      if (!found.isSize) return palette[value % palette.length] ?? null;
      const share = rampShare(value, found);
      return ramp[Math.min(ramp.length - 1, Math.floor(share * ramp.length))] ?? null;
    });
  });
}
