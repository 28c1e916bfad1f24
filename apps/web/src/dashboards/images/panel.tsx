// The images dashboard: pictures at the page's step, in rows and columns.
import type { Tag } from "@runboard/contract";
import { decodeAxis } from "../../cards/grid-axes.ts";
import { MediaBoard } from "../../cards/media-board.tsx";
import { useRunScope } from "../../runs/run-scope.tsx";
import { Segments } from "../../ui/segments.tsx";
import { CompareSheet } from "./compare/compare-sheet.tsx";
import { PickBar } from "./compare/pick-bar.tsx";
import { usePickKeys } from "./compare/pick-button.tsx";
import { useCompared } from "./compare/use-compared.ts";
import { ImageCell } from "./image-cell.tsx";
import { ArchiveMenu } from "./archive-menu.tsx";
import { LabelsButton } from "./labels-button.tsx";
import { LightButton } from "./light-button.tsx";
import { imagesSearch } from "./search.ts";
import { mostSamples } from "./step-pictures.ts";
import "./images.css";

export function ImagesPanel() {
  const { rows, columns, size, labels } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const { cells } = useCompared();
  const { shown } = useRunScope();
  const labelRuns = labels === "" ? [] : [...shown, ...cells.map(({ run }) => run)];
  const furtherPlaces = [
    ...cells.map(({ run, tag }) => ({ run, tag })),
    ...labelRuns.map((run) => ({ run, tag: labels as Tag })),
  ];
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
          <LightButton />
          <LabelsButton />
          <ArchiveMenu />
        </>
      }
      cell={(cell, seriesOf) => (
        <ImageCell key={`${cell.card} ${cell.step} ${cell.sample}`} cell={cell} seriesOf={seriesOf} />
      )}
      furtherPlaces={furtherPlaces}
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
