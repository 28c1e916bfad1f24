// The images dashboard: pictures at the page's step, in rows and columns.
import { decodeAxis } from "../../cards/grid-axes.ts";
import { MediaBoard } from "../../cards/media-board.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { Segments } from "../../ui/segments.tsx";
import { CompareSheet } from "./compare/compare-sheet.tsx";
import { PickBar } from "./compare/pick-bar.tsx";
import { usePickKeys } from "./compare/pick-button.tsx";
import { useCompared } from "./compare/use-compared.ts";
import { ImageCell } from "./image-cell.tsx";
import { imagesSearch } from "./search.ts";
import { mostSamples } from "./step-pictures.ts";
import "./images.css";

export function ImagesPanel() {
  const { rows, columns, size } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const { cells } = useCompared();
  usePickKeys();
  return (
    <MediaBoard
      kind="images"
      dataClass="blob_sequence"
      axes={{ rows: decodeAxis(rows) ?? "tag", columns: decodeAxis(columns) ?? "run" }}
      onAxesChange={change}
      followsStep
      sampleCountOf={mostSamples}
      cellHeightPixels={220}
      toolbar={
        <>
          <Segments
            label="Size of pictures"
            titles={sizes}
            value={size}
            onChange={(next) => change({ size: next })}
          />
          <Light />
        </>
      }
      cell={(cell) => <ImageCell key={`${cell.card} ${cell.step} ${cell.sample}`} cell={cell} />}
      furtherPlaces={cells}
      sheet={(board) => (
        <>
          <PickBar />
          <CompareSheet board={board} />
        </>
      )}
    />
  );
}

const sizes = { fit: "Fit", actual: "Actual size" } as const;

/** How pictures are lit, for all of them. */
function Light() {
  const { brightness, contrast } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const isChanged = brightness !== 1 || contrast !== 1;
  return (
    <PopoverButton
      label={
        isChanged ? "Pictures are not shown as they are: brightness and contrast" : "Brightness and contrast"
      }
      button={
        <>
          <Icon name="sun" />
          <span className="toolbar-word">Light</span>
        </>
      }
      buttonClass="toolbar-button"
      panelClass="images-light"
      isMarked={isChanged}
    >
      <LightField name="brightness" label="Brightness" most={2} />
      <LightField name="contrast" label="Contrast" most={5} />
      <button
        type="button"
        className="button"
        disabled={!isChanged}
        onClick={() => change({ brightness: 1, contrast: 1 })}
      >
        As they are
      </button>
    </PopoverButton>
  );
}

interface LightFieldProps {
  readonly name: "brightness" | "contrast";
  readonly label: string;
  readonly most: number;
}

/** A factor, 1 for a picture as it is. */
function LightField({ name, label, most }: LightFieldProps) {
  const value = imagesSearch.useSearch()[name];
  const change = imagesSearch.useChange();
  const text = `${Math.round(value * 100)} %`;
  return (
    <label className="images-light-field">
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={most}
        step={0.05}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => change({ [name]: target.valueAsNumber }, { isReplacing: true })}
      />
      <output>{text}</output>
    </label>
  );
}
