// Finding items by name, operation, device or attribute, also in scopes that are closed.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { SearchBox } from "../../ui/search-box.tsx";
import type { GraphWork } from "./graph-orders.ts";
import { searchQuery } from "./queries.ts";
import { shownName } from "./shown-name.ts";

interface GraphSearchProps {
  readonly loadedKey: string | null;
  readonly onGo: (path: string) => void;
  readonly onFound: (paths: readonly string[]) => void;
}

export function GraphSearch({ loadedKey, onGo, onFound }: GraphSearchProps) {
  const [query, setQuery] = useState("");
  // What was gone to stands free; the list comes back with the focus.
  const [isListed, setListed] = useState(true);
  const { data: found, error } = useQuery({
    ...searchQuery(loadedKey ?? "", query),
    enabled: loadedKey !== null && query !== "",
  });
  const items = query === "" ? [] : (found?.items ?? []);
  return (
    <div className="graph-search">
      <div onFocus={() => setListed(true)}>
        <SearchBox
          id="graph-search"
          label="Find in the graph"
          placeholder="Find a node, op:Conv2D, attr:padding=SAME"
          maxLength={1000}
          value={query}
          restMillis={150}
          onChange={(text) => {
            setQuery(text);
            onFound([]);
          }}
        />
      </div>
      {isListed && query !== "" && (found !== undefined || error) && (
        <div className="graph-found" role="region" aria-label="Found in the graph">
          <p role="status">{found ? foundText(found) : error.message}</p>
          <ul>
            {items.map(({ path, kind, op, operationCount }) => (
              <li key={path}>
                <button
                  type="button"
                  onClick={() => {
                    onFound(items.map((item) => item.path));
                    setListed(false);
                    onGo(path);
                  }}
                >
                  <span className="graph-found-path">{shownName(path)}</span>
                  <span className="node-type">
                    {kind === "operation" || kind === "call" ? op : formatCounted(operationCount, "op")}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function foundText({ items, totalCount, message }: GraphWork["search"]["answer"]): string {
  if (message !== null)
    return items.length === 0 ? message : `${formatCounted(items.length, "item")}. ${message}`;
  return items.length < totalCount
    ? `${formatCount(items.length)} of ${formatCounted(totalCount, "item")}`
    : formatCounted(items.length, "item");
}
