// Histograms and their distributions over the steps: one room with two doors, which differ in the view that they open with.
import { decodeAxis } from "../../cards/grid-axes.ts";
import { MediaBoard } from "../../cards/media-board.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { Segments } from "../../ui/segments.tsx";
import { AgainstControl } from "./against-control.tsx";
import { HistogramCell } from "./histogram-cell.tsx";
import { LayersTable } from "./layers-table.tsx";
import {
  distributionsSearch,
  histogramsSearch,
  OpenSearch,
  useChangeHistograms,
  useHistogramsSearch,
} from "./search.ts";
import { RampBar } from "./share-ramp.tsx";
import "./histograms.css";

export function HistogramsPanel() {
  return (
    <OpenSearch value={histogramsSearch}>
      <HistogramBoard />
    </OpenSearch>
  );
}

export function DistributionsPanel() {
  return (
    <OpenSearch value={distributionsSearch}>
      <HistogramBoard />
    </OpenSearch>
  );
}

const views = { ridges: "Ridges", heat: "Heat-map", bands: "Bands", section: "Section" } as const;
const axes = { step: "Step", relative: "Relative", wall: "Wall" } as const;
const scales = { linear: "Linear", log: "Log", symlog: "Symlog" } as const;
const modes = { offset: "Offset", overlay: "Overlay" } as const;

function HistogramBoard() {
  const { rows, columns, view, joined, layers } = useHistogramsSearch();
  const change = useChangeHistograms();
  return (
    <MediaBoard
      kind="histograms"
      dataClass="tensor"
      axes={{ rows: decodeAxis(rows) ?? "tag", columns: decodeAxis(columns) ?? "run" }}
      onAxesChange={change}
      followsStep
      joinsRuns={view === "bands" && joined}
      sampleCountOf={() => 1}
      cellHeightPixels={view === "section" ? 320 : 280}
      toolbar={
        <>
          <Segments label="View" titles={views} value={view} onChange={(next) => change({ view: next })} />
          <ViewOptions />
          <span className="toolbar-space" />
          <button
            type="button"
            className="toolbar-button"
            aria-pressed={layers !== ""}
            data-marked={layers === "" ? undefined : ""}
            onClick={() => change({ layers: layers === "" ? "changed" : "" })}
          >
            Layers ranked
          </button>
        </>
      }
      above={
        <>
          {layers !== "" && <LayersTable order={layers} />}
          {view === "heat" && <RampBar />}
        </>
      }
      cell={(cell) => <HistogramCell key={`${cell.card} ${cell.step}`} cell={cell} />}
    />
  );
}

/** What the open view can be changed by. */
function ViewOptions() {
  const { view, mode, axis, scale, linked, joined } = useHistogramsSearch();
  const change = useChangeHistograms();
  return (
    <>
      {view === "ridges" && (
        <Segments
          label="How ridges stand"
          titles={modes}
          value={mode}
          onChange={(next) => change({ mode: next })}
        />
      )}
      {view === "section" && <AgainstControl />}
      {view === "bands" && (
        <Check text="Runs together" isChecked={joined} onChange={() => change({ joined: !joined })} />
      )}
      <PopoverButton
        label="Axes"
        button={
          <>
            <Icon name="axis" />
            <span className="toolbar-word">Axes</span>
          </>
        }
        buttonClass="toolbar-button"
        panelClass="histogram-axes"
        isMarked={axis !== "step" || scale !== "linear" || !linked}
      >
        <div className="histogram-axes-row">
          <span>Values</span>
          <Segments
            label="Axis of values"
            titles={scales}
            value={scale}
            onChange={(next) => change({ scale: next })}
          />
        </div>
        {view !== "section" && (
          <div className="histogram-axes-row">
            <span>Along</span>
            <Segments
              label="Axis of steps"
              titles={axes}
              value={axis}
              onChange={(next) => change({ axis: next })}
            />
          </div>
        )}
        <Check
          text="One range of values for all runs of a tag"
          isChecked={linked}
          onChange={() => change({ linked: !linked })}
        />
      </PopoverButton>
    </>
  );
}

interface CheckProps {
  readonly text: string;
  readonly isChecked: boolean;
  readonly onChange: () => void;
}

function Check({ text, isChecked, onChange }: CheckProps) {
  return (
    <label className="histogram-check">
      <input type="checkbox" className="check-box" checked={isChecked} onChange={onChange} />
      {text}
    </label>
  );
}
