// Two graphs side by side: what is in one only, what changed, and a list to walk through.
import { graphDiffColors } from "@runboard/charts";
import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useEffect, useMemo } from "react";
import { formatBytes } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { useKeys } from "../../ui/keys.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { selectedPaths, useComparedMoves } from "./compared-moves.ts";
import { comparisonQuery } from "./compared-queries.ts";
import { ComparedSide, useSideOrder } from "./compared-side.tsx";
import { DifferenceList } from "./difference-list.tsx";
import { type DroppedFile, type GraphOption, titleOf } from "./graph-choice.ts";
import { endComparedThread } from "./graph-thread.ts";
import { PairCard } from "./pair-card.tsx";
import { PartSelect } from "./part-select.tsx";
import { loadedGraphQuery } from "./queries.ts";
import { anewAgainst, anewGraph, graphsSearch } from "./search.ts";
import { useGraphPicture } from "./shown-graph.ts";

interface ComparedGraphsProps {
  readonly beforeKey: string;
  readonly before: GraphOption | DroppedFile;
  /** Null when it is not there. */
  readonly after: GraphOption | DroppedFile | null;
  /** Whether it is known which graphs there are. */
  readonly isListed: boolean;
}

export function ComparedGraphs({ beforeKey, before, after, isListed }: ComparedGraphsProps) {
  const search = graphsSearch.useSearch();
  const loaded = useQuery(loadedGraphQuery(after, search.againstPart, "compared"));
  const parts = loaded.data?.parts ?? [];
  const afterKey = loaded.data?.key ?? null;
  const comparison = useQuery(
    comparisonQuery({ key: beforeKey, choice: before, part: search.part }, afterKey),
  );
  const comparedKey = comparison.data?.key ?? null;
  useEffect(() => endComparedThread, []);
  const shownBefore = useGraphPicture(useSideOrder("before", beforeKey));
  const shownAfter = useGraphPicture(useSideOrder("after", afterKey));
  const { moves, anchors } = useComparedMoves(
    {
      before: { loadedKey: beforeKey, ...pictureOf(shownBefore) },
      after: { loadedKey: afterKey, ...pictureOf(shownAfter) },
    },
    comparedKey,
  );
  const { colors, style } = useDiffColors();
  const titles = {
    before: titleOfPart(before, search.part),
    after: after ? titleOfPart(after, search.againstPart) : "",
  };
  const ofBoth = { comparedKey, colors, moves };
  const told = comparison.data && {
    comparedKey: comparison.data.key,
    selected: selectedPaths(search),
    summary: comparison.data.summary,
    titles,
    moves,
  };
  return (
    <div className="compared" style={style}>
      <div className="compared-stages">
        <ComparedSide
          {...ofBoth}
          side="before"
          title={titles.before}
          loadedKey={beforeKey}
          shown={shownBefore}
          anchorId={anchors.before}
        />
        {after && !loaded.error && (
          <ComparedSide
            {...ofBoth}
            side="after"
            title={titles.after}
            loadedKey={afterKey}
            shown={shownAfter}
            anchorId={anchors.after}
            waitingText={`Reading ${"entry" in after ? formatBytes(after.entry.sizeBytes) : after.name} …`}
          >
            {parts.length > 1 && <PartSelect parts={parts} side="after" />}
          </ComparedSide>
        )}
      </div>
      <aside className="compared-panel" aria-label="Comparison">
        <PanelHeader before={before} canSwap={after !== null} />
        <NotCompared
          isMissing={!after && isListed}
          reason={after ? ((loaded.error ?? comparison.error)?.message ?? null) : null}
          isReading={after !== null && !loaded.data}
          isComparing={loaded.data !== undefined && !comparison.data}
        />
        {told && (
          <>
            <WalkKeys moves={moves} />
            <DifferenceList {...told} />
            <PairCard {...told} />
          </>
        )}
      </aside>
    </div>
  );
}

function pictureOf({ state, isLaying }: ReturnType<typeof useGraphPicture>) {
  return { picture: state.kind === "shown" ? state.picture : null, isLaying };
}

function WalkKeys({ moves }: Pick<ReturnType<typeof useComparedMoves>, "moves">) {
  useKeys("view", {
    n: { meaning: "next difference", act: () => moves.step("next") },
    p: { meaning: "previous difference", act: () => moves.step("previous") },
  });
  return null;
}

function useDiffColors() {
  const theme = chartThemeOf(useTheme());
  return useMemo(() => {
    const colors = graphDiffColors(theme);
    const style = {
      "--diff-added": colors.added,
      "--diff-removed": colors.removed,
      "--diff-changed": colors.changed,
    } as CSSProperties;
    return { colors, style };
  }, [theme]);
}

function titleOfPart(choice: GraphOption | DroppedFile, part: string): string {
  return part === "" ? titleOf(choice) : `${titleOf(choice)} · ${part}`;
}

function useLeave(): () => void {
  const change = graphsSearch.useChange();
  return () => change({ against: "", ...anewAgainst });
}

interface PanelHeaderProps {
  readonly before: GraphOption | DroppedFile;
  readonly canSwap: boolean;
}

function PanelHeader({ before, canSwap }: PanelHeaderProps) {
  const { part, open, at, camera, ...search } = graphsSearch.useSearch();
  const { against, againstPart, againstOpen, againstAt, againstCamera } = search;
  const change = graphsSearch.useChange();
  const leave = useLeave();
  useKeys("view", { Escape: { meaning: "compare graphs no longer", act: leave } });
  const swap = (): void =>
    change({
      ...anewGraph,
      ...{ graph: against, part: againstPart, open: againstOpen, at: againstAt, camera: againstCamera },
      ...{ against: before.key, againstPart: part },
      ...{ againstOpen: open, againstAt: at, againstCamera: camera },
    });
  return (
    <header>
      <h2>Comparison</h2>
      {canSwap && (
        <button
          type="button"
          className="icon-button"
          aria-label="Swap the graphs"
          data-tip="Swap the graphs"
          onClick={swap}
        >
          <Icon name="wide" />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Compare no longer"
        data-tip="Compare no longer (Esc)"
        onClick={leave}
      >
        <Icon name="close" />
      </button>
    </header>
  );
}

interface NotComparedProps {
  readonly isMissing: boolean;
  /** Null while nothing is wrong. */
  readonly reason: string | null;
  readonly isReading: boolean;
  readonly isComparing: boolean;
}

function NotCompared({ isMissing, reason, isReading, isComparing }: NotComparedProps) {
  const leave = useLeave();
  if (isMissing)
    return (
      <p role="alert">
        The graph to compare with is not here: its run is hidden or gone, or it is a file that was dropped on
        the page before that was loaded anew.
      </p>
    );
  if (reason !== null) return <p role="alert">The graphs cannot be compared: {reason}</p>;
  if (!isReading && !isComparing) return null;
  return (
    <div className="compared-waiting">
      <p role="status">{isReading ? "Reading the other graph …" : "Comparing …"}</p>
      <button type="button" className="button" onClick={leave}>
        Stop
      </button>
    </div>
  );
}
