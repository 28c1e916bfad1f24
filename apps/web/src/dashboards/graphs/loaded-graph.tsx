// A graph that the thread holds: the picture with the card of what is selected, search, and the table of parameters.
import type { GraphCamera, GraphView } from "@runboard/charts";
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { decodeCamera, encodeCamera } from "./graph-camera.ts";
import { GraphSave } from "./graph-save.tsx";
import { GraphSearch } from "./graph-search.tsx";
import { GraphStage } from "./graph-stage.tsx";
import { askGraph } from "./graph-thread.ts";
import { NodeCard } from "./node-card.tsx";
import { ParametersTable } from "./parameters-table.tsx";
import { graphsSearch } from "./search.ts";
import {
  type GraphPicture,
  useGraphPicture,
  useSceneValues,
  type PictureOrder,
  type PictureState,
} from "./shown-graph.ts";

interface LoadedGraphProps {
  readonly loadedKey: string;
  readonly title: string;
  /** Sentences. */
  readonly problems: readonly string[];
}

const nothing: ReadonlySet<string> = new Set();

export function LoadedGraph({ loadedKey, title, problems }: LoadedGraphProps) {
  const { at, trace, color, camera: cameraText, table } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const order = usePictureOrder(loadedKey);
  const { open } = order;
  const { state, isLaying } = useGraphPicture(order);
  const picture = state.kind === "shown" ? state.picture : null;
  const values = useSceneValues(loadedKey, picture?.scene ?? null, color);
  const [found, setFound] = useState<readonly string[]>([]);
  const foundIds = useMemo(() => (found.length === 0 ? nothing : new Set(found)), [found]);
  const view = useRef<GraphView | null>(null);
  const { anchorId, select, toggle, go } = useGraphMoves({ loadedKey, open, picture, view });
  const onMount = useCallback((mounted: GraphView) => {
    view.current = mounted;
  }, []);
  const camera = useMemo(() => decodeCamera(cameraText), [cameraText]);
  const onCamera = useCallback(
    (next: GraphCamera, isResting: boolean) => {
      if (isResting) change({ camera: encodeCamera(next) }, { isReplacing: true });
    },
    [change],
  );
  return (
    <>
      <div className="graph-bar">
        <Crumbs title={title} path={at} onGo={go} onFit={() => view.current?.fit()} />
        <GraphSearch loadedKey={loadedKey} onGo={go} onFound={setFound} />
        {open.length > 0 && <CloseAll />}
        {picture && <GraphSave scene={picture.scene} values={values} title={title} />}
      </div>
      {problems.length > 0 && <Problems problems={problems} />}
      <div className="graph-body">
        <NoPicture state={state} onCloseAll={() => change({ open: "", camera: "" })} />
        {picture && (
          <GraphStage
            view={view}
            onMount={onMount}
            picture={picture}
            isLaying={isLaying}
            rule={color}
            values={values}
            title={title}
            camera={camera}
            selectedId={at === "" ? null : at}
            foundIds={foundIds}
            anchorId={anchorId}
            onSelect={select}
            onOpen={toggle}
            onCamera={onCamera}
            onStop={() => void askGraph(loadedKey, "stop", null).catch(() => undefined)}
          />
        )}
        {at !== "" && (
          <NodeCard
            loadedKey={loadedKey}
            path={at}
            isOpen={open.includes(at)}
            trace={trace}
            tracedCount={picture?.traced?.operationCount ?? null}
            onTrace={(next) => change({ trace: next })}
            onToggle={() => toggle(at)}
            onGo={go}
            onClose={() => select(null)}
          />
        )}
      </div>
      {table && (
        <ParametersTable
          loadedKey={loadedKey}
          title={title}
          onGo={go}
          onClose={() => change({ table: false })}
        />
      )}
    </>
  );
}

function usePictureOrder(loadedKey: string): PictureOrder {
  const { open: openText, at, trace, extract } = graphsSearch.useSearch();
  const open = useMemo(() => decodeList(openText), [openText]);
  return useMemo(
    () => ({
      loadedKey,
      open,
      extractsAuxiliary: extract,
      trace: trace === "off" || at === "" ? null : { path: at, direction: trace },
    }),
    [loadedKey, open, extract, trace, at],
  );
}

interface NoPictureProps {
  readonly state: PictureState;
  readonly onCloseAll: () => void;
}

function NoPicture({ state, onCloseAll }: NoPictureProps) {
  switch (state.kind) {
    case "shown":
      return null;
    case "none":
      return (
        <p className="graphs-waiting" role="status">
          Laying out …
        </p>
      );
    case "failed":
      return (
        <section className="notice" role="alert">
          <h2>The graph was not laid out</h2>
          <p>{state.reason}</p>
          <button type="button" className="button" onClick={onCloseAll}>
            Close all scopes
          </button>
        </section>
      );
  }
}

interface MovesContext {
  readonly loadedKey: string;
  readonly open: readonly string[];
  readonly picture: GraphPicture | null;
  readonly view: RefObject<GraphView | null>;
}

interface GraphMoves {
  /** The scope that was opened or closed last: it stays where it is on the screen. */
  readonly anchorId: string | null;
  readonly select: (path: string | null) => void;
  readonly toggle: (path: string) => void;
  /** Opens what it takes, selects the item and flies there. */
  readonly go: (path: string) => void;
}

function useGraphMoves({ loadedKey, open, picture, view }: MovesContext): GraphMoves {
  const change = graphsSearch.useChange();
  const [anchorId, setAnchorId] = useState<string | null>(null);
  /** Where to fly once it is there. */
  const flight = useRef<string | null>(null);
  useEffect(() => {
    const path = flight.current;
    if (path === null || !picture?.scene.levels.some(({ ids }) => ids.includes(path))) return;
    flight.current = null;
    view.current?.flyTo(path);
  }, [picture, view]);
  const select = useCallback(
    (path: string | null) => change({ at: path ?? "", ...(path === null && { trace: "off" as const }) }),
    [change],
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
      const reveal = async (): Promise<void> => {
        const { paths } = await askGraph(loadedKey, "ancestors", { path });
        const missing = paths?.filter((ancestor) => !open.includes(ancestor)) ?? [];
        if (missing.length === 0) {
          change({ at: path });
          view.current?.flyTo(path);
          return;
        }
        flight.current = path;
        setAnchorId(null);
        change({ at: path, open: encodeList([...open, ...missing]) });
      };
      // The graph is gone by now: so is where to go.
      reveal().catch(() => undefined);
    },
    [loadedKey, open, change, view],
  );
  return { anchorId, select, toggle, go };
}

function CloseAll() {
  const change = graphsSearch.useChange();
  return (
    <button type="button" className="toolbar-button" onClick={() => change({ open: "", camera: "" })}>
      Close all
    </button>
  );
}

interface CrumbsProps {
  readonly title: string;
  readonly path: string;
  readonly onGo: (path: string) => void;
  readonly onFit: () => void;
}

function Crumbs({ title, path, onGo, onFit }: CrumbsProps) {
  return (
    <nav className="graph-crumbs" aria-label="Scopes of the selected item">
      <button type="button" className="node-link" onClick={onFit}>
        {title}
      </button>
      {scopesOf(path).map((scope) => (
        <span key={scope}>
          <Icon name="chevron" />
          <button type="button" className="node-link" onClick={() => onGo(scope)}>
            {scope.split("/").at(-1)}
          </button>
        </span>
      ))}
    </nav>
  );
}

/** Paths of the scopes that hold an item, and its own. */
function scopesOf(path: string): readonly string[] {
  if (path === "") return [];
  const parts = path.split("/");
  return parts.flatMap((part, place) => {
    const upTo = parts.slice(0, place + 1).join("/");
    return part === "" || upTo.endsWith("//") ? [] : [upTo];
  });
}

function Problems({ problems }: { readonly problems: readonly string[] }) {
  return (
    <details className="graph-problems">
      <summary>
        <Icon name="warning" />{" "}
        {problems.length === 1 ? problems[0] : formatCounted(problems.length, "finding")}
      </summary>
      <ul>
        {problems.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </details>
  );
}
