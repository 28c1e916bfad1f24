// Which graph is shown, and which one it is compared with.
import type { DroppedFile, GraphOption } from "./graph-choice.ts";
import { anewAgainst, anewGraph, graphsSearch } from "./search.ts";

interface GraphSelectProps {
  /** Null while there is none. */
  readonly choice: GraphOption | DroppedFile | null;
  readonly options: readonly GraphOption[];
  readonly dropped: DroppedFile | null;
}

export function GraphSelect({ choice, options, dropped }: GraphSelectProps) {
  const change = graphsSearch.useChange();
  return (
    <select
      className="graph-choice"
      aria-label="Graph"
      value={choice?.key ?? ""}
      disabled={!choice}
      onChange={(event) => change({ graph: event.target.value, part: "", ...anewGraph })}
    >
      {dropped && <option value={dropped.key}>{dropped.name}</option>}
      <GraphOptionGroups options={options} />
    </select>
  );
}

interface CompareSelectProps extends GraphSelectProps {
  readonly choice: GraphOption | DroppedFile;
  /** Whether one part of the graph's source may be compared with another. */
  readonly hasParts: boolean;
}

export function CompareSelect({ choice, options, dropped, hasParts }: CompareSelectProps) {
  const { against } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  // What a link asks for stands there, though it may be the same graph.
  const isOffered = ({ key }: { readonly key: string }): boolean =>
    key !== choice.key || hasParts || key === against;
  const others = options.filter(isOffered);
  const file = dropped && isOffered(dropped) ? dropped : null;
  const isThere = file?.key === against || others.some(({ key }) => key === against);
  if (against === "" && others.length === 0 && !file) return null;
  return (
    <select
      className="graph-choice"
      aria-label="Compare with"
      value={against}
      onChange={(event) => change({ against: event.target.value, ...anewAgainst })}
    >
      <option value="">{against === "" ? "Compare with…" : "Compare with nothing"}</option>
      {against !== "" && !isThere && <option value={against}>a graph that is not here</option>}
      {file && <option value={file.key}>{file.name}</option>}
      <GraphOptionGroups options={others} />
    </select>
  );
}

/** Options of a select, by run. */
function GraphOptionGroups({ options }: Pick<GraphSelectProps, "options">) {
  const runs = [...new Set(options.map(({ run }) => run))];
  return runs.map((run) => (
    <optgroup key={run ?? ""} label={run ?? "files"}>
      {options
        .filter((option) => option.run === run)
        .map(({ key, title }) => (
          <option key={key} value={key}>
            {run === null ? title : `${run} · ${title}`}
          </option>
        ))}
    </optgroup>
  ));
}
