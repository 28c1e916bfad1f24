// The pictures of a run and a tag at the page's step, all samples side by side.
import type { BlobId, RecordSeries } from "@runboard/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type CSSProperties } from "react";
import { Cell } from "../../cards/cell.tsx";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { firstOfStep, lastAt } from "../../cards/step-places.ts";
import { api } from "../../data/api.ts";
import { valuesKey } from "../../data/queries.ts";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { fileName } from "../../ui/save-file.ts";
import { useChart } from "../../ui/use-chart.ts";
import type { ComparedCell } from "./compare/compared-cells.ts";
import { PickButton, usePointedPicture } from "./compare/pick-button.tsx";
import { mountPicture, type PictureState } from "./picture-view.ts";
import { pictures } from "./pictures.ts";
import { imagesSearch } from "./search.ts";
import { noSampleText, picturesAt, samplesAt, type StepPictures } from "./step-pictures.ts";

export function ImageCell({ cell }: { readonly cell: MediaCell }) {
  const client = useQueryClient();
  const pageStep = usePageStep(cell.step === null);
  const wanted = cell.step ?? pageStep;
  const found = picturesAt(cell.series, wanted);
  switch (found.kind) {
    case "waiting":
      return <Message cell={cell} text={null} />;
    case "none":
      return (
        <Message
          cell={cell}
          text={found.text}
          {...(found.isFailure && {
            retry: () => void client.refetchQueries({ queryKey: valuesKey, type: "active" }),
          })}
        />
      );
    case "pictures":
      return <PicturesAtStep cell={cell} wanted={wanted} found={found} />;
  }
}

interface PicturesAtStepProps {
  readonly cell: MediaCell;
  /** The step that is asked for. */
  readonly wanted: number | null;
  readonly found: Extract<StepPictures, { kind: "pictures" }>;
}

function PicturesAtStep({
  cell,
  wanted,
  found: { series, index, step, isOlder, samples },
}: PicturesAtStepProps) {
  usePicturesAhead({ cell, series }, index, wanted);
  const shown = cell.sample === null ? samples : samples.slice(cell.sample, cell.sample + 1);
  if (shown.length === 0) return <Message cell={cell} text={noSampleText(step, samples.length)} />;
  return (
    <Cell
      card={cell.card}
      place={cell}
      surface={cell.surface}
      axes={cell.axes}
      note={step === cell.step ? null : `step ${formatCount(step)}`}
      isOlder={isOlder}
    >
      <div className="pictures" style={{ "--columns": pictureColumns(shown.length) } as CSSProperties}>
        {shown.map((id, i) => {
          const sample = cell.sample ?? i;
          return (
            <PictureBox
              // Its place: the next step's picture comes where this one was.
              key={i}
              id={id}
              picked={
                cell.surface === "full" ? null : { run: cell.run, tag: cell.tag, sample, step: cell.step }
              }
              name={`${cell.run} ${cell.tag} ${step}${samples.length > 1 ? ` ${sample + 1}` : ""}`}
              label={`${cell.tag} of ${cell.run} at step ${step}${samples.length > 1 ? `, sample ${sample + 1} of ${samples.length}` : ""}`}
            />
          );
        })}
      </div>
    </Cell>
  );
}

/** Steps whose pictures are fetched before they are looked at. */
const STEPS_AHEAD = 8;

/** Fetches what comes next in the direction in which the step moves; what was passed is not fetched any more. */
function usePicturesAhead(
  { cell: { sample }, series }: { readonly cell: MediaCell; readonly series: RecordSeries },
  index: number,
  wanted: number | null,
): void {
  const before = useRef(wanted);
  useEffect(() => {
    const isForwards = (wanted ?? Infinity) > (before.current ?? Infinity);
    before.current = wanted;
    const stop = new AbortController();
    let at = index;
    for (let count = 0; count < STEPS_AHEAD; count++) {
      const next = isForwards ? at + 1 : firstOfStep(series.steps, at) - 1;
      if (next < 0 || next >= series.steps.length) break;
      at = lastAt(series.steps, series.steps[next] ?? NaN);
      const ids = samplesAt(series, at);
      for (const id of sample === null ? ids : ids.slice(sample, sample + 1))
        // Whoever looks at it is told of what is wrong with it.
        pictures.get(id, stop.signal, true).catch(() => undefined);
    }
    return () => stop.abort();
  }, [series, index, sample, wanted]);
}

/** So that samples of one size are large in a cell that is wider than high. */
function pictureColumns(count: number): number {
  return count <= 4 ? count : Math.ceil(Math.sqrt(2.5 * count));
}

interface PictureBoxProps {
  readonly id: BlobId;
  /** What is picked of it to be compared; null where that cannot be. */
  readonly picked: ComparedCell | null;
  /** Of the file that it is saved as, without its ending. */
  readonly name: string;
  readonly label: string;
}

function PictureBox({ id, picked, name, label }: PictureBoxProps) {
  const { size, brightness, contrast } = imagesSearch.useSearch();
  const [state, setState] = useState<PictureState | null>(null);
  const filter = brightness === 1 && contrast === 1 ? "" : `brightness(${brightness}) contrast(${contrast})`;
  const view = useChart(mountPicture, { id, label, size, filter, onState: setState });
  return (
    <div
      className="picture"
      data-size={size}
      data-state={state?.kind ?? "waiting"}
      onPointerEnter={() => usePointedPicture.setState({ cell: picked })}
      onPointerLeave={() => usePointedPicture.setState({ cell: null })}
    >
      <div ref={view} className="picture-view" />
      {state?.kind === "failed" && (
        <p className="picture-problem" role="status">
          {state.reason}
        </p>
      )}
      <div className="picture-foot">
        {state?.kind === "shown" && (
          <span>
            {formatCount(state.width)} × {formatCount(state.height)}
          </span>
        )}
        {picked && <PickButton cell={picked} label={label} />}
        <a
          className="icon-button"
          href={api.blobUrl(id)}
          // The server tells its ending.
          download={fileName(name, "").replace(/\.$/, "")}
          aria-label={`Save: ${label}`}
          data-tip="Save the file as it was logged"
        >
          <Icon name="download" />
        </a>
      </div>
    </div>
  );
}

interface MessageProps {
  readonly cell: MediaCell;
  /** Null while it is not known what to say. */
  readonly text: string | null;
  readonly retry?: () => void;
}

function Message({ cell, text, retry }: MessageProps) {
  return (
    <Cell card={cell.card} place={cell} surface={cell.surface} axes={cell.axes} note={null}>
      {text === null ? (
        <div className="card-skeleton" />
      ) : (
        <p className="picture-none" role="status">
          {text}{" "}
          {retry && (
            <button type="button" className="link" onClick={retry}>
              Try again
            </button>
          )}
        </p>
      )}
    </Cell>
  );
}
