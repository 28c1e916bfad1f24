// The picture of a graph with some scopes open: what the thread tells, put together with what it told before.
import type { GraphColors, GraphLevel, GraphScene } from "@runboard/charts";
import { useEffect, useRef, useState } from "react";
import { tellPending } from "../../ui/pending.ts";
import type {
  ItemValues,
  LevelContent,
  LevelPlaces,
  ShownGraph,
  TracedItems,
  TraceOrder,
} from "./graph-orders.ts";
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
      .then(
        (shown) => {
          const scene = sceneOf(shown, levels);
          if (isWanted) setState({ kind: "shown", picture: { scene, traced: shown.traced } });
        },
        (error: unknown) => {
          // What the thread told before may be of another picture now.
          known.current = null;
          const reason = error instanceof Error ? error.message : String(error);
          if (isWanted) setState({ kind: "failed", reason });
        },
      )
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
export function sceneOf(shown: ShownGraph, levels: Map<string, KnownLevel>): GraphScene {
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

/** Colours of the scene's items. Until those of its own are there they have none. */
export function useItemValues(
  loadedKey: string | null,
  scene: GraphScene | null,
  rule: Parameters<typeof askGraph<"values">>[2]["rule"],
): ItemValues | null {
  const [values, setValues] = useState<{ readonly of: object; readonly values: ItemValues } | null>(null);
  useEffect(() => {
    if (loadedKey === null || !scene) return undefined;
    let isWanted = true;
    pendingCount++;
    askGraph(loadedKey, "values", { rule })
      .then(
        (found) => {
          if (isWanted) setValues({ of: scene, values: found });
        },
        () => undefined,
      )
      .finally(() => pendingCount--);
    return () => {
      isWanted = false;
    };
  }, [loadedKey, scene, rule]);
  return values?.values ?? null;
}

/** @param palette for categories; @param ramp for sizes, from small to large */
export function colorsOf(
  { levels }: GraphScene,
  found: ItemValues | null,
  { palette, ramp }: { readonly palette: readonly string[]; readonly ramp: readonly string[] },
): GraphColors {
  return levels.map(({ key, ids }) => {
    const values = found?.values.get(key);
    return ids.map((_, place) => {
      const value = values?.[place] ?? NaN;
      if (!found || Number.isNaN(value)) return null;
      if (found.isSize) {
        // By decades: a layer of a thousand is not lost beside one of a million.
        const share = found.most > 0 ? Math.log1p(value) / Math.log1p(found.most) : 0;
        return ramp[Math.min(ramp.length - 1, Math.floor(share * ramp.length))] ?? null;
      }
      return palette[value % palette.length] ?? null;
    });
  });
}
