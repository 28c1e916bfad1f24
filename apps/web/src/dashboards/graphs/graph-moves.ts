// Selecting, opening, and going to where something stands.
import type { GraphEdgeEnds, GraphView } from "@runboard/charts";
import { useCallback, useEffect, useState, type RefObject } from "react";
import { encodeList } from "../../url/url-list.ts";
import { encodeEdge } from "./graph-edges.ts";
import { GraphFlight } from "./graph-flight.ts";
import { askGraph } from "./graph-thread.ts";
import { usePathsChoice } from "./paths-choice.ts";
import { graphsSearch } from "./search.ts";
import type { GraphPicture } from "./shown-graph.ts";

interface MovesContext {
  readonly loadedKey: string;
  readonly open: readonly string[];
  readonly picture: GraphPicture | null;
  readonly isLaying: boolean;
  readonly view: RefObject<GraphView | null>;
}

export interface GraphMoves {
  /** The scope that was opened or closed last: it stays where it is on the screen. */
  readonly anchorId: string | null;
  readonly select: (path: string | null) => void;
  readonly selectEdge: (edge: GraphEdgeEnds) => void;
  readonly toggle: (path: string) => void;
  /** Opens what it takes, selects the item and flies there; but while the end of paths is chosen, it is that. */
  readonly go: (path: string) => void;
}

export function useGraphMoves({ loadedKey, open, view, ...shown }: MovesContext): GraphMoves {
  const { trace } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const { ends, choose } = usePathsChoice();
  const isChoosing = ends !== null && ends[1] === undefined;
  const [anchorId, setAnchorId] = useState<string | null>(null);
  const [flight] = useState(() => new GraphFlight());
  const { picture, isLaying } = shown;
  useEffect(
    () => flight.follow({ view: view.current, picture, isLaying }),
    [flight, view, picture, isLaying],
  );
  const select = useCallback(
    (path: string | null) => {
      if (isChoosing) {
        if (path !== null) choose(path);
        return;
      }
      const endsTrace = path === null && trace !== "paths";
      change({ at: path ?? "", edge: "", ...(endsTrace && { trace: "off" as const }) });
    },
    [change, trace, isChoosing, choose],
  );
  const selectEdge = useCallback(
    (edge: GraphEdgeEnds) =>
      change({ at: "", edge: encodeEdge(edge), ...(trace !== "paths" && { trace: "off" as const }) }),
    [change, trace],
  );
  const toggle = useCallback(
    (path: string) => {
      setAnchorId(path);
      const isOpen = open.includes(path);
      change({ open: encodeList(isOpen ? open.filter((one) => one !== path) : [...open, path]) });
    },
    [change, open],
  );
  const go = useCallback(
    (path: string) => {
      if (isChoosing) {
        choose(path);
        return;
      }
      const reveal = async (): Promise<void> => {
        const { paths } = await askGraph(loadedKey, "ancestors", { path });
        const missing = paths?.filter((ancestor) => !open.includes(ancestor)) ?? [];
        if (missing.length === 0) {
          change({ at: path, edge: "" });
          flight.flyTo(path);
          return;
        }
        flight.flyLater(path);
        setAnchorId(null);
        change({ at: path, edge: "", open: encodeList([...open, ...missing]) });
      };
      // The graph is gone by now: so is where to go.
      reveal().catch(() => undefined);
    },
    [loadedKey, open, change, flight, isChoosing, choose],
  );
  return { anchorId, select, selectEdge, toggle, go };
}
