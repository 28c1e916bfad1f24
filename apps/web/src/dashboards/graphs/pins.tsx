// Pinned items: a list to come back to them, whatever is open.
import type { GraphScene } from "@runboard/charts";
import { pathSteps } from "@runboard/graph";
import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { Icon } from "../../ui/icons.tsx";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { holdersQuery } from "./queries.ts";
import { shownPins } from "./shown-pins.ts";
import { graphsSearch } from "./search.ts";
import { shownName } from "./shown-name.ts";

interface Pins {
  /** Paths, in the order in which they were pinned. */
  readonly pinned: readonly string[];
  readonly togglePin: (path: string) => void;
}

export function usePins(): Pins {
  const { pins } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const pinned = useMemo(() => decodeList(pins), [pins]);
  const togglePin = useCallback(
    (path: string) => {
      const rest = pinned.filter((one) => one !== path);
      change({ pins: encodeList(rest.length < pinned.length ? rest : [...pinned, path]) });
    },
    [pinned, change],
  );
  return { pinned, togglePin };
}

/** Of each pinned item what the scene shows of it: itself, or the innermost of what holds it. */
export function usePinnedIds(
  loadedKey: string,
  pinned: readonly string[],
  scene: GraphScene | null,
): ReadonlySet<string> {
  const holders = useQueries({
    queries: pinned.map((path) => holdersQuery(loadedKey, path)),
    combine: holdersOf,
  });
  return useMemo(
    () => shownPins(pinned, holders, new Set(scene?.levels.flatMap(({ ids }) => ids))),
    [pinned, holders, scene],
  );
}

function holdersOf(
  results: readonly { readonly data: { readonly holders: readonly string[] } | undefined }[],
): readonly (readonly string[])[] {
  return results.map(({ data }) => data?.holders ?? []);
}

interface PinListProps extends Pins {
  readonly selected: string;
  readonly onGo: (path: string) => void;
}

export function PinList({ pinned, togglePin, selected, onGo }: PinListProps) {
  if (pinned.length === 0) return null;
  return (
    <ul className="graph-pins" aria-label="Pinned nodes">
      {pinned.map((path) => (
        <li key={path} data-selected={path === selected ? "" : undefined}>
          <button type="button" className="graph-pin" data-tip={shownName(path)} onClick={() => onGo(path)}>
            <Icon name="pin" />
            <span>{pinText(path)}</span>
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={`Unpin ${shownName(path)}`}
            onClick={() => togglePin(path)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** With what holds it: many scopes have a `W`. */
function pinText(path: string): string {
  return pathSteps(path)
    .slice(-2)
    .map(({ label }) => label)
    .join("/");
}
