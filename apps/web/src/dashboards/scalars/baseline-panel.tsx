// Chooses the run that the others are compared with, and how.
import type { BaselineMode } from "@runboard/contract";
import { useMemo } from "react";
import { useListedRuns } from "../../runs/run-rows.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { AnchoredDialog } from "../../ui/anchored-dialog.tsx";
import { Icon } from "../../ui/icons.tsx";
import type { Box } from "../../ui/place.ts";
import { closeCardPanel } from "./card-panel.ts";
import { ChoiceList } from "./choice-list.tsx";
import { RadioRows } from "./radio-rows.tsx";
import { scalarsSearch } from "./search.ts";

const modes = {
  difference: { title: "Difference", meaning: "Each run minus the baseline at the same x" },
  ratio: { title: "Ratio", meaning: "Each run divided by the baseline at the same x" },
} as const satisfies Record<BaselineMode, { title: string; meaning: string }>;

export function BaselinePanel({ anchor }: { readonly anchor: Box }) {
  const { baselineMode } = scalarsSearch.useSearch();
  const { shown, baseline, colorOf } = useRunScope();
  const listed = useListedRuns();
  const changeView = scalarsSearch.useChange();
  const choices = useMemo(
    () =>
      listed.map((name) => ({
        name,
        style: colorOf(name),
        ...(!shown.has(name) && { note: "not shown" }),
      })),
    [listed, shown, colorOf],
  );
  return (
    <AnchoredDialog label="Compare runs with a baseline" anchor={anchor} onClose={closeCardPanel}>
      <ChoiceList
        label="Run that the others are compared with"
        choices={choices}
        chosen={baseline}
        whenEmpty="There is no run."
        onChoose={(run) => {
          closeCardPanel();
          changeView({ baseline: run });
        }}
      />
      <RadioRows
        legend="How"
        rows={modes}
        value={baselineMode}
        onChange={(mode) => changeView({ baselineMode: mode })}
      />
      {baseline !== null && (
        <button
          type="button"
          className="menu-item panel-end"
          onClick={() => {
            closeCardPanel();
            changeView({ baseline: "" });
          }}
        >
          <Icon name="close" />
          Compare with no run
        </button>
      )}
    </AnchoredDialog>
  );
}
