// The tensors that the chosen edge stands for, in the card's place.
import type { GraphEdgeEnds } from "@runboard/charts";
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { edgeText, endText, typeText } from "./edge-text.ts";
import { edgeEnds } from "./graph-edges.ts";
import { edgeQuery } from "./queries.ts";

interface EdgeCardProps {
  readonly loadedKey: string;
  readonly edge: GraphEdgeEnds;
  readonly onGo: (path: string) => void;
  readonly onClose: () => void;
}

export function EdgeCard({ loadedKey, edge, onGo, onClose }: EdgeCardProps) {
  const { data, error } = useQuery(edgeQuery(loadedKey, edgeEnds(edge)));
  const more = data ? data.useCount - data.tensors.length : 0;
  return (
    <aside className="node-card" aria-label="Selected edge">
      <header>
        <h2>
          <EndLink path={edge.from} onGo={onGo} /> → <EndLink path={edge.to} onGo={onGo} />
        </h2>
        <button type="button" className="icon-button" aria-label="Close the card" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {error && <p role="alert">It could not be read: {error.message}</p>}
      {data === null && <p>Nothing joins these two in this graph.</p>}
      {data && (
        <>
          <p className="edge-text">{edgeText(data, edge.isControl)}</p>
          <ul className="edge-tensors">
            {data.tensors.map(({ from, to, slot, place, type, isReference }) => (
              <li key={`${from.path} ${slot ?? "control"} ${to.path} ${place}`}>
                <button type="button" className="node-link" onClick={() => onGo(from.path)}>
                  {slot === null ? `^${from.name}` : `${from.name}:${slot}`}
                </button>
                {" → "}
                <button type="button" className="node-link" onClick={() => onGo(to.path)}>
                  {slot === null ? to.name : `${to.name}:${place}`}
                </button>{" "}
                <span className="node-type">
                  {[
                    slot === null ? "control" : type ? typeText(type) : "unknown type",
                    ...(isReference ? ["reference"] : []),
                  ].join(" ")}
                </span>
              </li>
            ))}
          </ul>
          {more > 0 && <p className="node-more">{formatCount(more)} more are not listed</p>}
        </>
      )}
    </aside>
  );
}

function EndLink({ path, onGo }: { readonly path: string | null; readonly onGo: (path: string) => void }) {
  if (path === null) return <span className="node-type">{endText(path)}</span>;
  return (
    <button type="button" className="node-link" onClick={() => onGo(path)}>
      {endText(path)}
    </button>
  );
}
