// The dashboard's line: which graph, what its items are coloured by, how it is laid out.
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import type { DroppedFile, GraphOption } from "./graph-choice.ts";
import { ColorSelect } from "./color-select.tsx";
import type { CheckpointRule, TrainingRule } from "./graph-orders.ts";
import type { MeasuredStep } from "./measured-steps.ts";
import { CompareSelect, GraphSelect } from "./graph-select.tsx";
import { PartSelect } from "./part-select.tsx";
import { graphsSearch } from "./search.ts";

interface GraphToolbarProps {
  readonly choice: GraphOption | DroppedFile | null;
  readonly options: readonly GraphOption[];
  readonly dropped: DroppedFile | null;
  readonly loaded: {
    readonly key: string;
    readonly parts: readonly string[];
    readonly operationCount: number;
  } | null;
  readonly measuredSteps: readonly MeasuredStep[];
  readonly offeredTraining: readonly TrainingRule[];
  readonly offeredCheckpoints: readonly CheckpointRule[];
}

export function GraphToolbar(props: GraphToolbarProps) {
  const { choice, options, dropped, loaded, measuredSteps, offeredTraining, offeredCheckpoints } = props;
  const { table, against } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const isComparing = against !== "";
  return (
    <div className="toolbar graph-toolbar">
      <GraphSelect choice={choice} options={options} dropped={dropped} />
      {loaded && loaded.parts.length > 1 && <PartSelect parts={loaded.parts} side="before" />}
      {choice && (
        <CompareSelect {...{ choice, options, dropped }} hasParts={(loaded?.parts.length ?? 0) > 1} />
      )}
      {!isComparing && <ColorSelect {...{ measuredSteps, offeredTraining, offeredCheckpoints }} />}
      <LayoutSettings />
      <span className="toolbar-space" />
      {loaded && <span className="node-type">{formatCounted(loaded.operationCount, "op")}</span>}
      {!isComparing && (
        <button
          type="button"
          className="toolbar-button"
          aria-pressed={table}
          data-marked={table ? "" : undefined}
          onClick={() => change({ table: !table })}
        >
          Parameters
        </button>
      )}
    </div>
  );
}

function LayoutSettings() {
  const { extract, fold } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  return (
    <PopoverButton
      label="How the graph is laid out"
      button={<Icon name="gear" />}
      panelClass="chart-settings"
      isMarked={!extract || !fold}
    >
      <label>
        <input
          type="checkbox"
          className="check-box"
          checked={extract}
          onChange={() => change({ extract: !extract })}
        />
        <span>
          Busy nodes beside the graph
          <small>Items that touch very many others stand in a column at the right.</small>
        </span>
      </label>
      <label>
        <input
          type="checkbox"
          className="check-box"
          checked={fold}
          onChange={() => change({ fold: !fold })}
        />
        <span>
          Fold series
          <small>Five and more alike whose names count up are one item, until it is ungrouped.</small>
        </span>
      </label>
    </PopoverButton>
  );
}
