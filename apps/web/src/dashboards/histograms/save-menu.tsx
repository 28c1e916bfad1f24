// What can be saved of a cell of histograms: the picture, what it shows as numbers, and all that was logged.
import { useState } from "react";
import type { MediaCell } from "../../cards/media-board.tsx";
import { formatCount } from "../../ui/format.ts";
import { fileName, saveFile } from "../../ui/save-file.ts";
import type { DrawnHistogram } from "./drawn-histogram.ts";
import { csvOf, jsonOf, loggedTable, type HistogramTable } from "./histogram-files.ts";
import { readEveryHistogram } from "./queries.ts";

interface SaveMenuProps<Hit> {
  readonly cell: MediaCell;
  readonly drawn: DrawnHistogram<Hit>;
}

/** Of pictures: as large as a column of a paper. */
const PICTURE_SIZE = { width: 720, height: 440 };
const PIXEL_RATIO = 2;

export function SaveMenu<Hit>({ cell, drawn }: SaveMenuProps<Hit>) {
  const [failure, setFailure] = useState<string | null>(null);
  const title = cell.isJoined ? cell.tag : `${cell.tag} ${cell.run}`;
  const attempt = (save: () => void | Promise<void>) => (): void => {
    setFailure(null);
    const done = async (): Promise<void> => save();
    done().catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  };
  const picture = async (extension: "svg" | "png"): Promise<void> => {
    const { drawingPng, drawingSvg } = await import("@runboard/charts/export");
    const caption = { title, legend: [] };
    const drawing = drawn.draw(PICTURE_SIZE);
    const blob =
      extension === "svg"
        ? new Blob([drawingSvg(drawing, PICTURE_SIZE, caption)], { type: "image/svg+xml" })
        : await drawingPng(drawing, PICTURE_SIZE, caption, PIXEL_RATIO);
    saveFile(fileName(title, extension), blob);
  };
  const table = (name: string, content: HistogramTable, extension: "csv" | "json"): void => {
    const text = extension === "csv" ? csvOf(content) : jsonOf(content);
    const type = extension === "csv" ? "text/csv" : "application/json";
    saveFile(fileName(name, extension), new Blob([text], { type }));
  };
  const everything = async (extension: "csv" | "json"): Promise<void> => {
    const series = await readEveryHistogram(cell);
    if (!series) throw new Error("The run has no such histograms any more");
    const left = series.pointCount - series.steps.length - series.problemCount;
    table(`${title} logged`, loggedTable(series), extension);
    if (left > 0) throw new Error(`${formatCount(left)} steps are not in the file: at most 10,000 are`);
  };
  return (
    <>
      <SaveItem text="Picture as SVG" act={attempt(() => picture("svg"))} />
      <SaveItem text="Picture as PNG" act={attempt(() => picture("png"))} />
      <hr />
      <SaveItem text="What is shown as CSV" act={attempt(() => table(title, drawn.table(), "csv"))} />
      <SaveItem text="What is shown as JSON" act={attempt(() => table(title, drawn.table(), "json"))} />
      {!cell.isJoined && (
        <>
          <hr />
          <SaveItem text="Every step as logged, as CSV" act={attempt(() => everything("csv"))} />
          <SaveItem text="Every step as logged, as JSON" act={attempt(() => everything("json"))} />
        </>
      )}
      {failure !== null && (
        <p className="menu-note" role="alert">
          {failure}
        </p>
      )}
    </>
  );
}

function SaveItem({ text, act }: { readonly text: string; readonly act: () => void }) {
  return (
    <button type="button" className="menu-item" onClick={act}>
      {text}
    </button>
  );
}
