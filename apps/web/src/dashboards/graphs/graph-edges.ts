// Edges of the picture: which one is chosen, in the URL, and which is pointed at.
import type { GraphEdgeEnds } from "@runboard/charts";
import type { EdgeEnds } from "@runboard/graph";
import { create } from "zustand";
import { decodeList, encodeList } from "../../url/url-list.ts";

const kinds = ["data", "control"] as const;

/** Scope, both ends, empty beyond the border, and whether it is control. */
export function encodeEdge({ level, from, to, isControl }: GraphEdgeEnds): string {
  return encodeList([level, from ?? "", to ?? "", kinds[isControl ? 1 : 0]]);
}

/** Null for a text that names none. */
export function decodeEdge(text: string): GraphEdgeEnds | null {
  const [level, from, to, kind, ...more] = decodeList(text);
  if (level === undefined || from === undefined || to === undefined || more.length > 0) return null;
  if (kind !== "data" && kind !== "control") return null;
  if (from === "" && to === "") return null;
  return {
    level,
    from: from === "" ? null : from,
    to: to === "" ? null : to,
    isControl: kind === "control",
  };
}

/** As the thread is asked for it. */
export function edgeEnds({ level, from, to, isControl }: GraphEdgeEnds): EdgeEnds {
  return { scope: level, from, to, isControl };
}

interface HoveredEdge {
  readonly edge: GraphEdgeEnds;
  /** In CSS pixels of the picture. */
  readonly point: { readonly left: number; readonly top: number };
}

/** Apart from the page's state: the pointer moves often. */
export const useHoveredEdge = create<{ readonly hovered: HoveredEdge | null }>(() => ({ hovered: null }));

export function hoverEdge(edge: GraphEdgeEnds | null, point: HoveredEdge["point"] | null): void {
  useHoveredEdge.setState({ hovered: edge && point ? { edge, point } : null });
}
