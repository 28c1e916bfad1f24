// One curve for each group of runs: which groups, what stands for their runs, and what is drawn about it.
import type { GroupBand, GroupCenter } from "@runboard/contract";
import { getRouteApi } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { decodeGrouping, type Grouping } from "../../runs/run-groups.ts";
import { openRunPanel } from "../../runs/run-panel.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { AnchoredDialog } from "../../ui/anchored-dialog.tsx";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import type { Box } from "../../ui/place.ts";
import { closeCardPanel } from "./card-panel.ts";
import { useShownGroups } from "./derivation.ts";
import { RadioRows } from "./radio-rows.tsx";
import { scalarsSearch } from "./search.ts";

const root = getRouteApi("__root__");
const MOST_LISTED = 100;

const centers = {
  none: { title: "Every run", meaning: "A line for each run" },
  mean: { title: "Mean", meaning: "One line for each group: the mean of its runs" },
  median: { title: "Median", meaning: "The middle run at each x: outliers do not move it" },
} as const satisfies Record<"none" | GroupCenter, { title: string; meaning: string }>;

const bands = {
  none: { title: "No band", meaning: "Only the line" },
  std: { title: "Std", meaning: "One standard deviation to each side: how much runs differ" },
  stderr: { title: "Stderr", meaning: "Deviation ÷ √n: how sure the mean is" },
  ci95: { title: "95 % CI", meaning: "The mean of many more runs lies in it, 19 times of 20" },
  minmax: { title: "Min to max", meaning: "From the least run to the greatest" },
} as const satisfies Record<GroupBand, { title: string; meaning: string }>;

export function GroupsPanel({ anchor }: { readonly anchor: Box }) {
  const { aggregate, band } = scalarsSearch.useSearch();
  const changeView = scalarsSearch.useChange();
  return (
    <AnchoredDialog label="Groups of runs" className="groups-panel" anchor={anchor} onClose={closeCardPanel}>
      <RadioRows
        legend="Draw"
        rows={centers}
        value={aggregate}
        onChange={(next) => changeView({ aggregate: next })}
      />
      <RadioRows
        legend="Band about it"
        rows={bands}
        value={band}
        isDisabled={aggregate === "none"}
        onChange={(next) => changeView({ band: next })}
      />
      <Groups />
    </AnchoredDialog>
  );
}

function Groups() {
  const grouping = decodeGrouping(root.useSearch({ select: (search) => search.runColorGroup }));
  const groups = useShownGroups();
  const { shown } = useRunScope();
  const groupedCount = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const restCount = shown.size - groupedCount;
  return (
    <section className="groups-list" aria-label="Groups">
      <div className="groups-list-head">
        <h3>{groupingTitle(grouping)}</h3>
        <button
          type="button"
          className="button"
          onClick={(event) =>
            openRunPanel({ kind: "groups", isForCurves: true }, event.currentTarget.getBoundingClientRect())
          }
        >
          Change groups…
        </button>
      </div>
      <ul tabIndex={0} aria-label="Groups with their colours and numbers of runs">
        {groups.slice(0, MOST_LISTED).map(({ name, runs, color }) => (
          <li key={name}>
            <span className="run-swatch" style={{ "--run-color": color } as CSSProperties} />
            <MiddleEllipsis text={name} />
            <span className="choice-note">{formatCounted(runs.length, "run")}</span>
          </li>
        ))}
      </ul>
      {groups.length > MOST_LISTED && (
        <p className="choices-note">and {formatCount(groups.length - MOST_LISTED)} more</p>
      )}
      {restCount > 0 && (
        <p className="choices-note">{formatCounted(restCount, "shown run")} without a group: not drawn</p>
      )}
    </section>
  );
}

function groupingTitle(grouping: Grouping): string {
  switch (grouping.kind) {
    case "run":
      return "All shown runs are one group";
    case "folder":
      return grouping.depth === 1 ? "By folder" : `By the first ${grouping.depth} folders`;
    case "regex":
      return `By ${grouping.source}`;
    case "hparam":
      return `By ${grouping.name}`;
  }
}
