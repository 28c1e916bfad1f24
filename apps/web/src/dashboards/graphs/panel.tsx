// The graph dashboard: a graph of operations folded by its name scopes, one scope at a time.
import { MAX_GRAPH_RUNS } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type DragEvent } from "react";
import { NoCards } from "../../cards/no-cards.tsx";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatBytes, formatCount } from "../../ui/format.ts";
import {
  dropFile,
  graphOptions,
  titleOf,
  useDroppedFile,
  type DroppedFile,
  type GraphOption,
} from "./graph-choice.ts";
import { ComparedGraphs } from "./compared-graphs.tsx";
import { checkpointRules } from "./graph-orders.ts";
import { GraphToolbar } from "./graph-toolbar.tsx";
import { LoadedGraph } from "./loaded-graph.tsx";
import { measuredSteps } from "./measured-steps.ts";
import { graphsQuery, loadedGraphQuery } from "./queries.ts";
import { useRunCheckpoints } from "./run-checkpoints.ts";
import { RunLogSlider, useRunLog } from "./run-log.tsx";
import { offeredTraining } from "./training-amounts.ts";
import { anewGraph, graphsSearch } from "./search.ts";
import "./graphs.css";

export { warmGraphThread } from "./graph-thread.ts";

export function GraphsPanel() {
  const search = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const { shown, names } = useRunScope();
  const list = useQuery(graphsQuery(names, shown));
  const dropped = useDroppedFile(({ dropped: file }) => file);
  const options = useMemo(() => graphOptions(list.data?.graphs ?? [], shown), [list.data, shown]);
  const choiceOf = (wanted: string): GraphOption | DroppedFile | null =>
    (dropped?.key === wanted ? dropped : undefined) ?? options.find(({ key }) => key === wanted) ?? null;
  const choice = choiceOf(search.graph) ?? options[0] ?? null;
  const run = choice && "entry" in choice ? choice.entry.run : null;
  const steps = useMemo(() => measuredSteps(list.data?.stats ?? [], run), [list.data, run]);
  const loaded = useQuery(loadedGraphQuery(choice, search.part));
  const checkpoints = useRunCheckpoints(loaded.data?.key ?? null, run);
  const log = useRunLog(
    loaded.data?.key ?? null,
    run,
    search.color === "change" ? checkpoints.steps : undefined,
  );
  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer.files.item(0);
    if (!file) return;
    event.preventDefault();
    dropFile(file);
    const key = useDroppedFile.getState().dropped?.key ?? "";
    change({ graph: key, part: "", ...anewGraph });
  };
  const isEmpty = list.data !== undefined && choice === null;
  return (
    <div className="graphs" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <GraphToolbar
        choice={choice}
        options={options}
        dropped={dropped}
        loaded={loaded.data ?? null}
        measuredSteps={steps}
        offeredTraining={offeredTraining(log.histograms.map(({ tag }) => tag))}
        offeredCheckpoints={checkpoints.steps.length > 1 ? checkpointRules : []}
      />
      {search.against === "" && <RunLogSlider log={log} />}
      {list.error && <p role="alert">{list.error.message}</p>}
      <ListNotes isComplete={list.data?.isComplete !== false} />
      {isEmpty && <NoGraphs areThereHidden={list.data.graphs.length > 0} />}
      {choice && loaded.error && (
        <section className="notice" role="alert">
          <h2>This graph cannot be shown</h2>
          <p>{loaded.error.message}</p>
        </section>
      )}
      {choice && !loaded.error && !loaded.data && (
        <p className="graphs-waiting" role="status">
          Reading {"entry" in choice ? formatBytes(choice.entry.sizeBytes) : choice.name} …
        </p>
      )}
      {choice && loaded.data && search.against !== "" && (
        <ComparedGraphs
          key={`${loaded.data.key} ${search.against} ${search.againstPart}`}
          beforeKey={loaded.data.key}
          before={choice}
          after={choiceOf(search.against)}
          isListed={list.data !== undefined}
        />
      )}
      {choice && loaded.data && search.against === "" && (
        <LoadedGraph
          key={loaded.data.key}
          loadedKey={loaded.data.key}
          title={titleOf(choice)}
          problems={loaded.data.problems}
          measuredSteps={steps}
          log={log}
          checkpoints={checkpoints}
        />
      )}
    </div>
  );
}

/** What the list of graphs leaves out. */
function ListNotes({ isComplete }: { readonly isComplete: boolean }) {
  const { shown } = useRunScope();
  return (
    <>
      {shown.size > MAX_GRAPH_RUNS && (
        <p className="graphs-note">
          Graphs of the first {formatCount(MAX_GRAPH_RUNS)} of {formatCount(shown.size)} shown runs are
          listed: show fewer to see those of others.
        </p>
      )}
      {!isComplete && (
        <p className="graphs-note">Not all graph files and measured steps are listed: there are too many.</p>
      )}
    </>
  );
}

/** @param areThereHidden whether runs that are not shown have some */
function NoGraphs({ areThereHidden }: { readonly areThereHidden: boolean }) {
  const { shown } = useRunScope();
  return (
    <div className="graphs-empty">
      <NoCards
        kind="graphs"
        reason={
          shown.size === 0
            ? { kind: "no-runs-shown" }
            : areThereHidden
              ? { kind: "none-in-shown-runs" }
              : { kind: "no-tags" }
        }
      />
      <p>Or drop a file here: GraphDef (.pb, .pbtxt), saved_model.pb, ONNX, or TensorFlow.js’ model.json.</p>
    </div>
  );
}
