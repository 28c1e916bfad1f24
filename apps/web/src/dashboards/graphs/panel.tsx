// The graph dashboard: a graph of operations folded by its name scopes, one scope at a time.
import type { GraphCamera, GraphView } from "@runboard/charts";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from "react";
import { NoCards } from "../../cards/no-cards.tsx";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatBytes, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { decodeCamera, encodeCamera } from "./graph-camera.ts";
import {
  dropFile,
  graphOptions,
  useDroppedFile,
  type DroppedFile,
  type GraphOption,
} from "./graph-choice.ts";
import { colorRules, type ColorRule } from "./graph-orders.ts";
import { GraphSave } from "./graph-save.tsx";
import { GraphSearch } from "./graph-search.tsx";
import { GraphStage } from "./graph-stage.tsx";
import { askGraph, endGraphThread } from "./graph-thread.ts";
import { NodeCard } from "./node-card.tsx";
import { ParametersTable } from "./parameters-table.tsx";
import { graphsQuery, loadedGraphQuery } from "./queries.ts";
import { graphsSearch } from "./search.ts";
import { useGraphPicture, useItemValues, type PictureOrder } from "./shown-graph.ts";
import "./graphs.css";

const ruleTitles: Readonly<Record<ColorRule, string>> = {
  structure: "Structure",
  device: "Device",
  operation: "Operation",
  parameters: "Parameters",
  flops: "FLOPs",
  none: "None",
};

const nothing: ReadonlySet<string> = new Set();

export function GraphsPanel() {
  const search = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const { shown, names } = useRunScope();
  const list = useQuery(graphsQuery(names));
  const dropped = useDroppedFile(({ dropped: file }) => file);
  const options = useMemo(() => graphOptions(list.data?.graphs ?? [], shown), [list.data, shown]);
  const choice: GraphOption | DroppedFile | null =
    (dropped?.key === search.graph ? dropped : undefined) ??
    options.find(({ key }) => key === search.graph) ??
    options[0] ??
    null;
  const loaded = useQuery(loadedGraphQuery(choice, search.part));
  const onDrop = (event: DragEvent): void => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    dropFile(file);
    const key = useDroppedFile.getState().dropped?.key ?? "";
    change({ graph: key, part: "", open: "", at: "", trace: "off", camera: "" });
  };
  const isEmpty = list.data !== undefined && choice === null;
  return (
    <div className="graphs" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <Toolbar choice={choice} options={options} dropped={dropped} loaded={loaded.data ?? null} />
      {list.error && <p role="alert">{list.error.message}</p>}
      {isEmpty && (
        <div className="graphs-empty">
          <NoCards
            kind="graphs"
            reason={
              shown.size === 0
                ? { kind: "no-runs-shown" }
                : (list.data?.graphs.length ?? 0) > 0
                  ? { kind: "none-in-shown-runs" }
                  : { kind: "no-tags" }
            }
          />
          <p>
            Or drop a file here: GraphDef (.pb, .pbtxt), saved_model.pb, ONNX, or TensorFlow.js’ model.json.
          </p>
        </div>
      )}
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
      {choice && loaded.data && (
        <LoadedPanel
          key={loaded.data.key}
          loadedKey={loaded.data.key}
          title={titleOf(choice)}
          problems={loaded.data.problems}
        />
      )}
    </div>
  );
}

function titleOf(choice: GraphOption | DroppedFile): string {
  if (!("entry" in choice)) return choice.name;
  return choice.run === null ? choice.title : `${choice.run} ${choice.title}`;
}

interface ToolbarProps {
  readonly choice: GraphOption | DroppedFile | null;
  readonly options: readonly GraphOption[];
  readonly dropped: DroppedFile | null;
  readonly loaded: {
    readonly key: string;
    readonly parts: readonly string[];
    readonly operationCount: number;
  } | null;
}

function Toolbar({ choice, options, dropped, loaded }: ToolbarProps) {
  const search = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const choose = (graph: string): void =>
    change({ graph, part: "", open: "", at: "", trace: "off", camera: "" });
  const runs = [...new Set(options.map(({ run }) => run))];
  return (
    <div className="toolbar graph-toolbar">
      <span className="graph-choice">
        <select
          aria-label="Graph"
          value={choice?.key ?? ""}
          disabled={!choice}
          onChange={(event) => choose(event.target.value)}
        >
          {dropped && <option value={dropped.key}>{dropped.name}</option>}
          {runs.map((run) => (
            <optgroup key={run ?? ""} label={run ?? "files"}>
              {options
                .filter((option) => option.run === run)
                .map(({ key, title }) => (
                  <option key={key} value={key}>
                    {run === null ? title : `${run} · ${title}`}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </span>
      {loaded && loaded.parts.length > 1 && (
        <span className="graph-choice">
          <select
            aria-label="Part"
            value={search.part}
            onChange={(event) =>
              change({ part: event.target.value, open: "", at: "", trace: "off", camera: "" })
            }
          >
            {loaded.parts.map((part, place) => (
              <option key={part} value={place === 0 ? "" : part}>
                {part === "" ? "main graph" : part}
              </option>
            ))}
          </select>
        </span>
      )}
      <label className="graph-color">
        Colour{" "}
        <select
          value={search.color}
          onChange={(event) => {
            const color = colorRules.find((rule) => rule === event.target.value);
            if (color) change({ color });
          }}
        >
          {colorRules.map((rule) => (
            <option key={rule} value={rule}>
              {ruleTitles[rule]}
            </option>
          ))}
        </select>
      </label>
      <PopoverButton
        label="How the graph is laid out"
        button={<Icon name="gear" />}
        panelClass="chart-settings"
      >
        <label>
          <input
            type="checkbox"
            className="check-box"
            checked={search.extract}
            onChange={() => change({ extract: !search.extract })}
          />
          <span>
            Busy nodes beside the graph
            <small>Items that touch very many others stand in a column at the right.</small>
          </span>
        </label>
      </PopoverButton>
      <span className="toolbar-space" />
      <button
        type="button"
        className="toolbar-button"
        aria-pressed={search.table}
        data-marked={search.table ? "" : undefined}
        onClick={() => change({ table: !search.table })}
      >
        Parameters
      </button>
      {loaded && <span className="node-type">{formatCounted(loaded.operationCount, "op")}</span>}
    </div>
  );
}

interface LoadedPanelProps {
  readonly loadedKey: string;
  readonly title: string;
  readonly problems: readonly string[];
}

function LoadedPanel({ loadedKey, title, problems }: LoadedPanelProps) {
  const search = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const { open: openText, at, trace, extract, color, camera: cameraText, table } = search;
  const open = useMemo(() => decodeList(openText), [openText]);
  const view = useRef<GraphView | null>(null);
  const order = useMemo(
    (): PictureOrder => ({
      loadedKey,
      open,
      extractsAuxiliary: extract,
      trace: trace === "off" || at === "" ? null : { path: at, direction: trace },
    }),
    [loadedKey, open, extract, trace, at],
  );
  const { state, isLaying } = useGraphPicture(order);
  const picture = state.kind === "shown" ? state.picture : null;
  const values = useItemValues(loadedKey, picture?.scene ?? null, color);
  const [found, setFound] = useState<readonly string[]>([]);
  const foundIds = useMemo(() => (found.length === 0 ? nothing : new Set(found)), [found]);
  const [anchorId, setAnchorId] = useState<string | null>(null);
  const camera = useMemo(() => decodeCamera(cameraText), [cameraText]);
  const flight = useRef<string | null>(null);
  useEffect(() => {
    const path = flight.current;
    if (path === null || !picture?.scene.levels.some(({ ids }) => ids.includes(path))) return;
    flight.current = null;
    view.current?.flyTo(path);
  }, [picture]);
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
        if (!paths) return;
        const missing = paths.filter((ancestor) => !open.includes(ancestor));
        flight.current = path;
        setAnchorId(null);
        if (missing.length > 0) change({ at: path, open: encodeList([...open, ...missing]) });
        else {
          change({ at: path });
          flight.current = null;
          view.current?.flyTo(path);
        }
      };
      reveal().catch(() => undefined);
    },
    [loadedKey, open, change],
  );
  const onCamera = useCallback(
    (next: GraphCamera, isResting: boolean) => {
      if (isResting) change({ camera: encodeCamera(next) }, { isReplacing: true });
    },
    [change],
  );
  const scopes = at === "" ? [] : scopesOf(at);
  return (
    <>
      <div className="graph-bar">
        <nav className="graph-crumbs" aria-label="Scopes of the selected item">
          <button type="button" className="node-link" onClick={() => view.current?.fit()}>
            {title}
          </button>
          {scopes.map((path) => (
            <span key={path}>
              <Icon name="chevron" />
              <button type="button" className="node-link" onClick={() => go(path)}>
                {path.split("/").at(-1)}
              </button>
            </span>
          ))}
        </nav>
        <GraphSearch loadedKey={loadedKey} onGo={go} onFound={setFound} />
        {open.length > 0 && (
          <button type="button" className="toolbar-button" onClick={() => change({ open: "", camera: "" })}>
            Close all
          </button>
        )}
        {picture && <GraphSave scene={picture.scene} values={values} title={title} />}
      </div>
      {problems.length > 0 && <Problems problems={problems} />}
      <div className="graph-body">
        {state.kind === "failed" && (
          <section className="notice" role="alert">
            <h2>The graph was not laid out</h2>
            <p>{state.reason}</p>
          </section>
        )}
        {picture && (
          <GraphStage
            view={view}
            picture={picture}
            isLaying={isLaying}
            rule={color}
            values={values}
            title={title}
            camera={camera}
            selectedId={at === "" ? null : at}
            foundIds={foundIds}
            pinnedIds={nothing}
            anchorId={anchorId}
            onSelect={select}
            onOpen={toggle}
            onCamera={onCamera}
            onStop={endGraphThread}
          />
        )}
        {!picture && state.kind === "none" && (
          <p className="graphs-waiting" role="status">
            Laying out …
          </p>
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

/** Paths of the scopes that hold an item, and its own. */
function scopesOf(path: string): readonly string[] {
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
