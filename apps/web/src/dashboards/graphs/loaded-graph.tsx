// A graph that the thread holds: the picture with the card of what is selected, search, and the table of parameters.
import type { GraphCamera, GraphView } from "@runboard/charts";
import { pathSteps } from "@runboard/graph";
import { useCallback, useMemo, type ReactNode, useRef, useState } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { useKeys } from "../../ui/keys.ts";
import { decodeList } from "../../url/url-list.ts";
import { useColorSource } from "./color-source.ts";
import { decodeCamera, encodeCamera } from "./graph-camera.ts";
import { EdgeCard } from "./edge-card.tsx";
import { EdgeTip } from "./edge-tip.tsx";
import { decodeEdge, hoverEdge } from "./graph-edges.ts";
import { type GraphMoves, useGraphMoves } from "./graph-moves.ts";
import { type GraphMarks, GraphSave } from "./graph-save.tsx";
import { GraphSearch } from "./graph-search.tsx";
import { GraphStage } from "./graph-stage.tsx";
import type { TracedItems, TraceOrder } from "./graph-orders.ts";
import { CheckpointFacts } from "./checkpoint-facts.tsx";
import { askGraph } from "./graph-thread.ts";
import { ItemActions } from "./item-actions.tsx";
import { LoggedHere } from "./logged-here.tsx";
import { MeasuredFacts } from "./measured-facts.tsx";
import { type MeasuredStep, useMeasuredStep } from "./measured-steps.ts";
import { NoPicture } from "./no-picture.tsx";
import { NodeCard } from "./node-card.tsx";
import { ParametersTable } from "./parameters-table.tsx";
import { usePathsChoice } from "./paths-choice.ts";
import { PathsNote } from "./paths-note.tsx";
import { PinList, usePinnedIds, usePins } from "./pins.tsx";
import { type RunCheckpoints, useMovedAtStep } from "./run-checkpoints.ts";
import type { RunLog } from "./run-log.tsx";
import { graphsSearch } from "./search.ts";
import { useSeriesChoice } from "./series-choice.ts";
import { type GraphPicture, useGraphPicture, useSceneValues, type PictureOrder } from "./shown-graph.ts";
import { shownName } from "./shown-name.ts";

interface LoadedGraphProps {
  readonly loadedKey: string;
  readonly title: string;
  /** Sentences. */
  readonly problems: readonly string[];
  readonly measuredSteps: readonly MeasuredStep[];
  readonly log: RunLog;
  readonly checkpoints: RunCheckpoints;
}

const nothing: ReadonlySet<string> = new Set();

export function LoadedGraph(props: LoadedGraphProps) {
  const { loadedKey, title, problems, measuredSteps, log, checkpoints } = props;
  const { at, color, table, edge: edgeText } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const order = usePictureOrder(loadedKey);
  const { open } = order;
  const { state, isLaying } = useGraphPicture(order);
  const picture = state.kind === "shown" ? state.picture : null;
  const measured = useMeasuredStep(measuredSteps);
  const moved = useMovedAtStep(checkpoints, log.step, color === "change");
  const source = useColorSource(loadedKey, color, { measured, log, moved });
  const values = useSceneValues(loadedKey, picture?.scene ?? null, source);
  const [found, setFound] = useState<readonly string[]>([]);
  const marks = useMarks(loadedKey, picture, found);
  const view = useRef<GraphView | null>(null);
  const moves = useGraphMoves({ loadedKey, open, picture, isLaying, view });
  const { anchorId, select, selectEdge, toggle, go } = moves;
  const onMount = useCallback((mounted: GraphView) => {
    view.current = mounted;
  }, []);
  const edge = useMemo(() => decodeEdge(edgeText), [edgeText]);
  const looked = useLookedAt();
  return (
    <>
      <div className="graph-bar">
        <Crumbs title={title} path={at} onGo={go} onFit={() => view.current?.fit()} />
        <GraphSearch loadedKey={loadedKey} onGo={go} onFound={setFound} />
        {open.length > 0 && <CloseAll />}
        {picture && (
          <GraphSave scene={picture.scene} values={values} title={title} view={view} marks={marks} />
        )}
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
            {...looked}
            {...marks}
            selectedEdge={edge}
            anchorId={anchorId}
            onSelect={select}
            onOpen={toggle}
            onEdge={hoverEdge}
            onSelectEdge={selectEdge}
            onStop={() => void askGraph(loadedKey, "stop", null).catch(() => undefined)}
          >
            <EdgeTip loadedKey={loadedKey} />
            <StageNotes traced={picture.traced} onGo={go} />
          </GraphStage>
        )}
        {edge && at === "" && (
          <EdgeCard loadedKey={loadedKey} edge={edge} onGo={go} onClose={() => change({ edge: "" })} />
        )}
        {at !== "" && (
          <SelectedCard loadedKey={loadedKey} open={open} traced={picture?.traced ?? null} moves={moves}>
            {measured && <MeasuredFacts loadedKey={loadedKey} path={at} step={measured} />}
            {color === "change" && <CheckpointFacts path={at} checkpoints={checkpoints} moved={moved} />}
            <LoggedHere path={at} log={log} />
          </SelectedCard>
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

interface StageNotesProps {
  readonly traced: TracedItems | null;
  readonly onGo: (path: string) => void;
}

function StageNotes({ traced, onGo }: StageNotesProps) {
  const { at } = graphsSearch.useSearch();
  const { ends, end } = usePathsChoice();
  const pins = usePins();
  return (
    <div className="graph-notes">
      {ends && (
        <PathsNote
          ends={ends}
          traced={traced?.order.kind === "paths" ? traced : null}
          onGo={onGo}
          onEnd={end}
        />
      )}
      <PinList {...pins} selected={at} onGo={onGo} />
    </div>
  );
}

interface SelectedCardProps {
  readonly loadedKey: string;
  readonly open: readonly string[];
  readonly traced: TracedItems | null;
  readonly moves: GraphMoves;
  readonly children: ReactNode;
}

function SelectedCard({ loadedKey, open, traced, moves, children }: SelectedCardProps) {
  const { at, trace } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const { ends, begin } = usePathsChoice();
  const { pinned, togglePin } = usePins();
  const series = useSeriesChoice();
  useKeys("view", { m: { meaning: "pin or unpin the selected node", act: () => togglePin(at) } });
  return (
    <NodeCard
      loadedKey={loadedKey}
      path={at}
      isOpen={open.includes(at)}
      trace={trace === "paths" ? "off" : trace}
      tracedCount={traced?.operationCount ?? null}
      onTrace={(next) => change({ trace: next, ends: "" })}
      onToggle={() => moves.toggle(at)}
      onGo={moves.go}
      onClose={() => moves.select(null)}
      actions={
        <ItemActions
          loadedKey={loadedKey}
          path={at}
          isPinned={pinned.includes(at)}
          onPin={() => togglePin(at)}
          isChoosingEnd={ends?.[0] === at && ends[1] === undefined}
          onPaths={() => begin(at)}
          series={series}
        />
      }
    >
      {children}
    </NodeCard>
  );
}

/** What part of the picture is seen. */
function useLookedAt() {
  const { camera: text } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const camera = useMemo(() => decodeCamera(text), [text]);
  const onCamera = useCallback(
    (next: GraphCamera, isResting: boolean) => {
      if (isResting) change({ camera: encodeCamera(next) }, { isReplacing: true });
    },
    [change],
  );
  return { camera, onCamera };
}

/** What stands out in the picture. */
function useMarks(loadedKey: string, picture: GraphPicture | null, found: readonly string[]): GraphMarks {
  const { at } = graphsSearch.useSearch();
  const { pinned } = usePins();
  const foundIds = useMemo(() => (found.length === 0 ? nothing : new Set(found)), [found]);
  const pinnedIds = usePinnedIds(loadedKey, pinned, picture?.scene ?? null);
  const traced = picture?.traced ?? null;
  // Where nothing is reached nothing stands out.
  const highlightedIds = useMemo(
    () => (traced && traced.operationCount > 0 ? new Set(traced.ids) : null),
    [traced],
  );
  return { selectedId: at === "" ? null : at, highlightedIds, foundIds, pinnedIds };
}

function usePictureOrder(loadedKey: string): PictureOrder {
  const { open: openText, at, trace, extract } = graphsSearch.useSearch();
  const open = useMemo(() => decodeList(openText), [openText]);
  const { ends } = usePathsChoice();
  const { isFolding, ungrouped } = useSeriesChoice();
  const traceOrder = useMemo((): TraceOrder | null => {
    if (trace === "paths")
      return ends?.[1] === undefined ? null : { kind: "paths", ends: [ends[0], ends[1]] };
    return trace === "off" || at === "" ? null : { kind: trace, path: at };
  }, [trace, at, ends]);
  return useMemo(
    () => ({
      loadedKey,
      open,
      extractsAuxiliary: extract,
      ungrouped: isFolding ? ungrouped : "all",
      trace: traceOrder,
    }),
    [loadedKey, open, extract, isFolding, ungrouped, traceOrder],
  );
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

/** Of scopes that are thousands deep these at both ends. */
const [outerCrumbs, innerCrumbs] = [5, 20];

function Crumbs({ title, path, onGo, onFit }: CrumbsProps) {
  const all = pathSteps(path);
  const hiddenCount = Math.max(0, all.length - outerCrumbs - innerCrumbs);
  const steps = hiddenCount === 0 ? all : [...all.slice(0, outerCrumbs), ...all.slice(-innerCrumbs)];
  return (
    <nav className="graph-crumbs" aria-label="Scopes of the selected item">
      <button type="button" className="node-link" onClick={onFit}>
        {title}
      </button>
      {steps.map((step, place) => (
        <span key={step.path}>
          <Icon name="chevron" />
          {hiddenCount > 0 && place === outerCrumbs && `… ${formatCount(hiddenCount)} more`}
          <button type="button" className="node-link" onClick={() => onGo(step.path)}>
            {shownName(step.label)}
          </button>
        </span>
      ))}
    </nav>
  );
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
