// Finding items by name, operation, device or attribute, also in scopes that are closed.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { SearchBox } from "../../ui/search-box.tsx";
import type { GraphWork } from "./graph-orders.ts";
import { searchQuery } from "./queries.ts";

interface GraphSearchProps {
  readonly loadedKey: string | null;
  readonly onGo: (path: string) => void;
  readonly onFound: (paths: readonly string[]) => void;
}

export function GraphSearch({ loadedKey, onGo, onFound }: GraphSearchProps) {
  const [query, setQuery] = useState("");
  const { data: found, error } = useQuery({
    ...searchQuery(loadedKey ?? "", query),
    enabled: loadedKey !== null && query !== "",
  });
  const items = query === "" ? [] : (found?.items ?? []);
  return (
    <div className="graph-search">
      <SearchBox
        id="graph-search"
        label="Find in the graph"
        placeholder="Find a node, op:Conv2D, attr:padding=SAME"
        maxLength={1000}
        value={query}
        restMillis={150}
        onChange={(text) => {
          setQuery(text);
          if (text === "") onFound([]);
        }}
      />
      {query !== "" && (found !== undefined || error) && (
        <div className="graph-found" role="region" aria-label="Found in the graph">
          <p role="status">{error ? error.message : found && foundText(found)}</p>
          <ul>
            {items.map(({ path, kind, op, operationCount }) => (
              <li key={path}>
                <button
                  type="button"
                  onClick={() => {
                    onFound(items.map((item) => item.path));
                    onGo(path);
                  }}
                >
                  <span className="graph-found-path">{path}</span>
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
  if (message !== null) return message;
  return items.length < totalCount
    ? `${formatCount(items.length)} of ${formatCounted(totalCount, "item")}`
    : formatCounted(items.length, "item");
}
