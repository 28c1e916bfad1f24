// Which graph the page's graph is compared with.
import type { DroppedFile, GraphOption } from "./graph-choice.ts";
import { GraphOptionGroups } from "./graph-toolbar.tsx";
import { anewAgainst, graphsSearch } from "./search.ts";

interface CompareSelectProps {
  readonly choice: GraphOption | DroppedFile;
  readonly options: readonly GraphOption[];
  readonly dropped: DroppedFile | null;
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
