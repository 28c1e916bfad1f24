// One of two graphs that are compared: its picture, coloured and signed by what differs.
import { type GraphCamera, type GraphDiffColors, type GraphView } from "@runboard/charts";
import type { ComparisonSide, ItemDifference } from "@runboard/graph";
import { type ReactNode, useCallback, useMemo, useRef } from "react";
import { decodeList } from "../../url/url-list.ts";
import type { ComparedMoves } from "./compared-moves.ts";
import { useSceneDifferences } from "./compared-queries.ts";
import { signOf } from "./diff-marks.ts";
import { decodeCamera, encodeCamera } from "./graph-camera.ts";
import { GraphStage } from "./graph-stage.tsx";
import { askGraph } from "./graph-thread.ts";
import { NoPicture } from "./no-picture.tsx";
import { graphsSearch } from "./search.ts";
import { useSeriesChoice } from "./series-choice.ts";
import type { GraphPicture, PictureOrder, useGraphPicture } from "./shown-graph.ts";

interface ComparedSideProps {
  readonly side: ComparisonSide;
  readonly title: string;
  /** Null until it is loaded. */
  readonly loadedKey: string | null;
  /** Null until the graphs are compared. */
  readonly comparedKey: string | null;
  readonly shown: ReturnType<typeof useGraphPicture>;
  readonly colors: GraphDiffColors;
  readonly moves: ComparedMoves;
  /** See `useComparedMoves`. */
  readonly anchorId: string | null;
  /** Until it is loaded. */
  readonly waitingText?: string;
  /** Beside the title. */
  readonly children?: ReactNode;
}

const nothing: ReadonlySet<string> = new Set();

export function ComparedSide(props: ComparedSideProps) {
  const { side, title, loadedKey, comparedKey, shown, colors, moves, anchorId, waitingText, children } =
    props;
  const { state, isLaying } = shown;
  const picture = state.kind === "shown" ? state.picture : null;
  const { at, camera, onCamera } = useSideSearch(side);
  const shade = useShade(comparedKey, side, picture, colors);
  const change = graphsSearch.useChange();
  const view = useRef<GraphView | null>(null);
  const onSelect = useCallback((path: string | null) => moves.select(side, path), [moves, side]);
  const onOpen = useCallback((path: string) => moves.toggle(side, path), [moves, side]);
  const onMount = useCallback(
    (mounted: GraphView) => {
      view.current = mounted;
      moves.mount(side, mounted);
    },
    [moves, side],
  );
  return (
    <section className="compared-side" aria-label={`Graph ${side}`}>
      <header>
        <span className="compared-word">{side}</span>
        <h2 data-tip={title}>{title}</h2>
        {children}
      </header>
      <NoPicture
        state={state}
        waitingText={loadedKey === null ? waitingText : undefined}
        onCloseAll={() =>
          change(side === "before" ? { open: "", camera: "" } : { againstOpen: "", againstCamera: "" })
        }
      />
      {picture && loadedKey !== null && (
        <GraphStage
          view={view}
          onMount={onMount}
          picture={picture}
          isLaying={isLaying}
          rule="none"
          values={null}
          shade={shade}
          title={title}
          camera={camera}
          onCamera={onCamera}
          selectedId={at === "" ? null : at}
          highlightedIds={null}
          foundIds={nothing}
          pinnedIds={nothing}
          anchorId={anchorId}
          onSelect={onSelect}
          onOpen={onOpen}
          onStop={() => void askGraph(loadedKey, "stop", null).catch(() => undefined)}
        />
      )}
    </section>
  );
}

/** What of the address is of one side. */
function useSideSearch(side: ComparisonSide) {
  const search = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const text = side === "before" ? search.camera : search.againstCamera;
  const camera = useMemo(() => decodeCamera(text), [text]);
  const onCamera = useCallback(
    (next: GraphCamera, isResting: boolean) => {
      if (!isResting) return;
      const encoded = encodeCamera(next);
      change(side === "before" ? { camera: encoded } : { againstCamera: encoded }, { isReplacing: true });
    },
    [change, side],
  );
  return { at: side === "before" ? search.at : search.againstAt, camera, onCamera };
}

/** Null until the side is loaded. */
export function useSideOrder(side: ComparisonSide, loadedKey: string | null): PictureOrder | null {
  const search = graphsSearch.useSearch();
  const openText = side === "before" ? search.open : search.againstOpen;
  const open = useMemo(() => decodeList(openText), [openText]);
  const { isFolding, ungrouped } = useSeriesChoice();
  const { extract } = search;
  return useMemo(
    () =>
      loadedKey === null
        ? null
        : {
            loadedKey,
            open,
            extractsAuxiliary: extract,
            ungrouped: isFolding ? ungrouped : "all",
            trace: null,
          },
    [loadedKey, open, extract, isFolding, ungrouped],
  );
}

function useShade(
  comparedKey: string | null,
  side: ComparisonSide,
  picture: GraphPicture | null,
  colors: GraphDiffColors,
) {
  const scene = picture?.scene ?? null;
  const differences = useSceneDifferences(comparedKey, side, scene);
  return useMemo(() => {
    const each = <Told,>(tell: (difference: ItemDifference) => Told | null): (Told | null)[][] =>
      (scene?.levels ?? []).map(({ ids }) => {
        const ofLevel = differences.get(ids);
        return ids.map((_, place) => {
          const difference = ofLevel?.[place];
          return difference ? tell(difference) : null;
        });
      });
    return { colors: each(({ kind }) => (kind === "same" ? null : colors[kind])), signs: each(signOf) };
  }, [scene, differences, colors]);
}
