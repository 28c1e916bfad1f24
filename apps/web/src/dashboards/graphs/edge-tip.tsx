// What the edge under the pointer stands for, beside the pointer.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { edgeText, endText } from "./edge-text.ts";
import { edgeEnds, hoverEdge, useHoveredEdge } from "./graph-edges.ts";
import { edgeQuery } from "./queries.ts";

const nowhere = { scope: "", from: null, to: null, isControl: false } as const;

export function EdgeTip({ loadedKey }: { readonly loadedKey: string }) {
  const hovered = useHoveredEdge(({ hovered: edge }) => edge);
  const { data } = useQuery({
    ...edgeQuery(loadedKey, hovered ? edgeEnds(hovered.edge) : nowhere),
    enabled: hovered !== null,
  });
  // Of another graph that stands here next nothing is pointed at.
  useEffect(() => () => hoverEdge(null, null), []);
  if (!hovered || !data) return null;
  const { from, to, isControl } = hovered.edge;
  const isReference = data.tensors.some((tensor) => tensor.isReference);
  const { left, top } = hovered.point;
  return (
    <div
      className="graph-edge-tip"
      role="tooltip"
      style={{ left: `min(${left}px, 100% - 300px)`, top: `min(${top}px, 100% - 90px)` }}
    >
      <div>
        <b>{endText(from)}</b> → <b>{endText(to)}</b>
      </div>
      <div>{edgeText(data, isControl)}</div>
      {isReference && <div>a reference: what is behind it may change it</div>}
    </div>
  );
}
