// The toolbar's buttons for what is worked out of the runs: groups as one curve, and the distance from a baseline. A set one says what it does.
import { useRunScope } from "../../runs/run-scope.tsx";
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { openCardPanel } from "./card-panel.ts";
import { useShownGroups } from "./derivation.ts";
import { groupingText } from "./derived-text.ts";
import { scalarsSearch } from "./search.ts";

export function GroupsButton() {
  const { aggregate, band } = scalarsSearch.useSearch();
  const groups = useShownGroups();
  const state = aggregate === "none" ? null : groupingText(aggregate, band, groups.length);
  const label = state === null ? "Groups of runs as one curve" : `Groups of runs: ${state}`;
  return (
    <button
      type="button"
      className="toolbar-button"
      aria-haspopup="dialog"
      aria-label={label}
      data-tip={label}
      data-marked={state === null ? undefined : ""}
      onClick={(event) => openCardPanel({ kind: "groups" }, event.currentTarget)}
    >
      <Icon name="group" />
      <span className="toolbar-word">{state ?? "Groups"}</span>
    </button>
  );
}

export function BaselineButton() {
  const { baselineMode } = scalarsSearch.useSearch();
  const { baseline } = useRunScope();
  const changeView = scalarsSearch.useChange();
  const other = baselineMode === "difference" ? "ratio" : "difference";
  const label =
    baseline === null
      ? "Compare runs with a baseline"
      : `Compared with ${baseline} (${baselineMode}): choose`;
  return (
    <div
      className="toolbar-chip"
      role="group"
      aria-label="Baseline"
      data-set={baseline === null ? undefined : ""}
    >
      <button
        type="button"
        className="toolbar-button"
        aria-haspopup="dialog"
        aria-label={label}
        data-tip={label}
        data-marked={baseline === null ? undefined : ""}
        onClick={(event) => openCardPanel({ kind: "baseline" }, event.currentTarget)}
      >
        <Icon name="baseline" />
        <span className="toolbar-word">
          {baseline === null ? "Baseline" : <MiddleEllipsis text={`vs ${baseline}`} tip={baseline} />}
        </span>
      </button>
      {baseline !== null && (
        <>
          <button
            type="button"
            className="toolbar-chip-mode"
            aria-label={`${baselineMode}: change to ${other}`}
            data-tip={`Change to ${other}`}
            onClick={() => changeView({ baselineMode: other })}
          >
            <span className="toolbar-chip-word">{baselineMode}</span>
            <span className="toolbar-chip-sign">{baselineMode === "difference" ? "−" : "÷"}</span>
          </button>
          <button
            type="button"
            className="toolbar-chip-remove"
            aria-label="Compare with no run"
            data-tip="Compare with no run"
            onClick={() => changeView({ baseline: "" })}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </div>
  );
}
