// The line above the cards: which tags, how smooth, over what, and the rest behind a gear.
import { useRef } from "react";
import { type OpenCardPanel, openCardPanel, useCardPanel } from "./card-panel.ts";
import { useChartGestures } from "./chart-gestures.ts";
import { TagFilter } from "../../cards/tag-filter.tsx";
import { Icon } from "../../ui/icons.tsx";
import { late } from "../../ui/late.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { AxisChoice } from "./axis-choice.tsx";
import { BaselineButton, GroupsButton } from "./derivation-buttons.tsx";
import { MAX_SMOOTHING, scalarsSearch } from "./search.ts";

const CardPanels = late<{ readonly open: OpenCardPanel }>(
  async () => (await import("./card-panels.tsx")).CardPanels,
);

export function Toolbar() {
  const { zoom } = scalarsSearch.useSearch();
  const changeView = scalarsSearch.useChange();
  const cardPanel = useCardPanel((state) => state.cardPanel);
  return (
    // Its width, not the window's, says what it has room for.
    <div className="toolbar-frame">
      <div className="toolbar" role="toolbar" aria-label="Scalars">
        <TagFilter />
        <Smoothing />
        <AxisChoice />
        <div className="toolbar-derivations">
          <GroupsButton />
          <BaselineButton />
        </div>
        <span className="toolbar-space" />
        <div className="toolbar-actions">
          <button
            type="button"
            className="toolbar-button"
            aria-haspopup="dialog"
            aria-label="New card: expression"
            data-tip="New card: an expression over tags"
            onClick={(event) =>
              openCardPanel({ kind: "expression", card: null, index: null }, event.currentTarget)
            }
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            className="toolbar-button"
            aria-label="Reset zoom"
            disabled={zoom === ""}
            data-tip="Fit every chart to its data"
            onClick={() => changeView({ zoom: "" })}
          >
            <Icon name="fit" />
            <span className="toolbar-word">Reset zoom</span>
          </button>
          <Settings />
        </div>
      </div>
      {cardPanel && <CardPanels open={cardPanel} />}
    </div>
  );
}

const SETTLE_MILLIS = 200;

function Smoothing() {
  const { smoothing } = scalarsSearch.useSearch();
  const draft = useChartGestures((state) => state.smoothingDraft);
  const changeView = scalarsSearch.useChange();
  const timer = useRef<number | undefined>(undefined);
  const set = (weight: number): void => {
    if (!Number.isFinite(weight)) return;
    const next = Math.max(0, Math.min(weight, MAX_SMOOTHING));
    useChartGestures.setState({ smoothingDraft: next });
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      changeView({ smoothing: next }, { isReplacing: true });
      useChartGestures.setState({ smoothingDraft: null });
    }, SETTLE_MILLIS);
  };
  const value = draft ?? smoothing;
  return (
    <div className="smoothing">
      <label htmlFor="smoothing">Smoothing</label>
      <input
        id="smoothing"
        type="range"
        min={0}
        max={0.99}
        step={0.01}
        value={value}
        onChange={(event) => set(event.target.valueAsNumber)}
      />
      <input
        type="number"
        aria-label="Smoothing, 0 to 0.999"
        min={0}
        max={MAX_SMOOTHING}
        step={0.01}
        value={value}
        onChange={(event) => set(event.target.valueAsNumber)}
      />
    </div>
  );
}

function Settings() {
  const { ignoreOutliers, xScale, yScale, superseded } = scalarsSearch.useSearch();
  const changeView = scalarsSearch.useChange();
  return (
    <PopoverButton
      label="Settings of the charts"
      button={<Icon name="settings" />}
      panelClass="chart-settings"
      isMarked={!ignoreOutliers || xScale === "log" || yScale === "log" || superseded}
    >
      <label>
        <input
          type="checkbox"
          className="check-box"
          checked={ignoreOutliers}
          onChange={() => changeView({ ignoreOutliers: !ignoreOutliers })}
        />
        <span>
          Ignore outliers
          <small>Scale y by the 5th to 95th percentile</small>
        </span>
      </label>
      <label>
        <input
          type="checkbox"
          className="check-box"
          checked={yScale === "log"}
          onChange={() => changeView({ yScale: yScale === "log" ? "linear" : "log", otherScale: "" })}
        />
        <span>
          Logarithmic y axis
          <small>
            On every card; <kbd>l</kbd> switches one
          </small>
        </span>
      </label>
      <label>
        <input
          type="checkbox"
          className="check-box"
          checked={xScale === "log"}
          onChange={() => changeView({ xScale: xScale === "log" ? "linear" : "log", otherXScale: "" })}
        />
        <span>
          Logarithmic x axis
          <small>
            On every card, but not of wall times; <kbd>x</kbd> switches one
          </small>
        </span>
      </label>
      <label>
        <input
          type="checkbox"
          className="check-box"
          checked={superseded}
          onChange={() => changeView({ superseded: !superseded })}
        />
        <span>
          Points replaced by restarts
          <small>
            Faint behind the line; <kbd>r</kbd>
          </small>
        </span>
      </label>
    </PopoverButton>
  );
}
