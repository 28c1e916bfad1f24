// What can be done with the selected item beside opening and tracing it: pin it, find paths from it, ungroup a series and group it again.
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../ui/format.ts";
import { endText } from "./edge-text.ts";
import { holdersQuery, nodeQuery } from "./queries.ts";
import type { SeriesChoice } from "./series-choice.ts";

interface ItemActionsProps {
  readonly loadedKey: string;
  readonly path: string;
  readonly isPinned: boolean;
  readonly onPin: () => void;
  /** Whether the other end of paths from here is being chosen. */
  readonly isChoosingEnd: boolean;
  readonly onPaths: () => void;
  readonly series: SeriesChoice;
}

export function ItemActions(props: ItemActionsProps) {
  const { loadedKey, path, isPinned, onPin, isChoosingEnd, onPaths, series } = props;
  return (
    <>
      <button type="button" className="button" aria-pressed={isChoosingEnd} onClick={onPaths}>
        Paths to…
      </button>
      <button type="button" className="button" aria-pressed={isPinned} data-tip="m" onClick={onPin}>
        {isPinned ? "Unpin" : "Pin"}
      </button>
      {series.isFolding && <SeriesButton loadedKey={loadedKey} path={path} series={series} />}
    </>
  );
}

function SeriesButton({ loadedKey, path, series }: Pick<ItemActionsProps, "loadedKey" | "path" | "series">) {
  const { data: facts } = useQuery(nodeQuery(loadedKey, path));
  const { data: holders } = useQuery(holdersQuery(loadedKey, path));
  if (facts?.item.kind === "series")
    return (
      <button type="button" className="button" onClick={() => series.toggle(path)}>
        {series.ungrouped.includes(path)
          ? "Show them as one again"
          : `Show the ${formatCount(facts.childCount)} as single items`}
      </button>
    );
  const around = holders?.series;
  if (!around || !series.ungrouped.includes(around)) return null;
  return (
    <button type="button" className="button" onClick={() => series.toggle(around)}>
      Group into {endText(around)} again
    </button>
  );
}
