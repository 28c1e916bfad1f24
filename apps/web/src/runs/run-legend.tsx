// The shown runs with their colours, where the list of runs is not beside the charts.
import type { RunName } from "@runboard/contract";
import type { CSSProperties } from "react";
import { formatCount } from "../ui/format.ts";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import { useRunFocus } from "./run-focus.ts";
import { useListedRuns } from "./run-rows.ts";
import { useRunScope } from "./run-scope.tsx";

/** More tell nobody anything: their colours are too much alike. */
const MOST_LISTED = 60;

export function RunLegend() {
  const { shown, colorOf, groups } = useRunScope();
  const listed = useListedRuns();
  const entries = groups
    ? groups.map(({ name, color }) => ({ name, color, isDashed: false }))
    : listed
        .filter((run) => shown.has(run))
        .map((run) => {
          const { color, dash } = colorOf(run);
          return { name: run, color, isDashed: dash !== undefined };
        });
  return (
    <ul className="run-legend" aria-label={groups ? "Colours of the groups" : "Colours of the runs"}>
      {entries.slice(0, MOST_LISTED).map(({ name, color, isDashed }) => (
        <li
          key={name}
          onPointerEnter={() =>
            useRunFocus.setState(groups ? { pointedGroup: name } : { pointedRun: name as RunName })
          }
          onPointerLeave={() => useRunFocus.setState({ pointedGroup: null, pointedRun: null })}
        >
          <span
            className="run-swatch"
            data-dashed={isDashed ? "" : undefined}
            style={{ "--run-color": color } as CSSProperties}
          />
          <MiddleEllipsis text={name} />
        </li>
      ))}
      {entries.length > MOST_LISTED && <li>and {formatCount(entries.length - MOST_LISTED)} more</li>}
    </ul>
  );
}
