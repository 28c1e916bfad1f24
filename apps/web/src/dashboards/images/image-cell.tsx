// The pictures of a run and a tag at the page's step, all samples side by side.
import type { BlobId, RecordSeries, Tag, ValueDetails } from "@runboard/contract";
import { useEffect, useRef, useState, type CSSProperties } from "react";
import { Cell } from "../../cards/cell.tsx";
import { ReadAgain } from "../../cards/read-again.tsx";
import type { MediaCell, SeriesOf } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { firstOfStep, lastAt } from "../../cards/step-places.ts";
import { api } from "../../data/api.ts";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { fileName } from "../../ui/save-file.ts";
import { useChart } from "../../ui/use-chart.ts";
import type { ComparedCell } from "./compare/compared-cells.ts";
import { PickButton, usePointedPicture } from "./compare/pick-button.tsx";
import { useBitmaps } from "./held-bitmaps.ts";
import { labelsOver, noLabels, shownLabels, type LabelsOver, type ShownLabels } from "./labels-over.ts";
import { StripLink } from "./archive-menu.tsx";
import { labelBitmap } from "./label-bitmap.ts";
import { mountPicture, type PictureState } from "./picture-view.ts";
import { pictures } from "./pictures.ts";
import { imagesSearch } from "./search.ts";
import { useLightFilter, useTone } from "./use-tone.ts";
import { LabelLegend } from "./values/label-legend.tsx";
import { ToneBar } from "./values/tone-bar.tsx";
import { toneKey } from "./values/tone-key.ts";
import { noSampleText, picturesAt, samplesAt, type StepPictures } from "./step-pictures.ts";

interface ImageCellProps {
  readonly cell: MediaCell;
  readonly seriesOf: SeriesOf;
}

export function ImageCell({ cell, seriesOf }: ImageCellProps) {
  const pageStep = usePageStep(cell.step === null);
  const wanted = cell.step ?? pageStep;
  const found = picturesAt(cell.series, wanted);
  switch (found.kind) {
    case "waiting":
      return <Message cell={cell} text={null} />;
    case "none":
      return <Message cell={cell} text={found.text} isFailure={found.isFailure} />;
    case "pictures":
      return <PicturesAtStep cell={cell} seriesOf={seriesOf} wanted={wanted} found={found} />;
  }
}

interface PicturesAtStepProps extends ImageCellProps {
  /** The step that is asked for. */
  readonly wanted: number | null;
  readonly found: Extract<StepPictures, { kind: "pictures" }>;
}

function PicturesAtStep({
  cell,
  seriesOf,
  wanted,
  found: { series, index, step, isOlder, samples },
}: PicturesAtStepProps) {
  usePicturesAhead({ cell, series }, index, wanted);
  const labels = imagesSearch.useSearch().labels as Tag;
  const isLabels = labels === "" || labels === cell.tag;
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
      actions={<StripLink run={cell.run} tag={cell.tag} />}
    >
      <div className="pictures" style={{ "--columns": pictureColumns(shown.length) } as CSSProperties}>
        {shown.map((id, i) => {
          const sample = cell.sample ?? i;
          return (
            <PictureBox
              // Its place: the next step's picture comes where this one was.
              key={i}
              id={id}
              step={step}
              saidSize={saidSizeOf(series.details[index], sample)}
              over={
                isLabels
                  ? noLabels
                  : labelsOver(labels, seriesOf({ run: cell.run, tag: labels }), { step, sample })
              }
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

/** Steps whose pictures are fetched before they are looked at, and how much these may be, decoded: what is looked at must stay. */
const AHEAD = { steps: 8, bytes: 32 * 2 ** 20 } as const;

/**
 * Fetches what comes next in the direction in which the step moves, when all that is looked at has come; one step at least.
 * What is passed then is not fetched any more, what is still to come is not fetched anew.
 */
function usePicturesAhead(
  { cell: { sample }, series }: { readonly cell: MediaCell; readonly series: RecordSeries },
  index: number,
  wanted: number | null,
): void {
  const before = useRef(wanted);
  const ahead = useRef<AbortController | null>(null);
  const tone = useTone();
  useEffect(() => {
    // From the first step there is one way only.
    const isForwards =
      (wanted ?? Infinity) > (before.current ?? Infinity) || firstOfStep(series.steps, index) === 0;
    before.current = wanted;
    const keysAt = (at: number): readonly string[] => {
      const ids = samplesAt(series, at);
      return (sample === null ? ids : ids.slice(sample, sample + 1)).map((id) => toneKey(id, tone));
    };
    const moved = new AbortController();
    void allOf(keysAt(index), moved.signal, false).then((bytes) => {
      if (moved.signal.aborted) return;
      const next = new AbortController();
      const most = Math.min(AHEAD.steps, Math.max(1, Math.floor(AHEAD.bytes / bytes)));
      let at = index;
      for (let count = 0; count < most; count++) {
        const place = isForwards ? at + 1 : firstOfStep(series.steps, at) - 1;
        if (place < 0 || place >= series.steps.length) break;
        at = lastAt(series.steps, series.steps[place] ?? NaN);
        void allOf(keysAt(at), next.signal, true);
      }
      ahead.current?.abort();
      ahead.current = next;
    });
    return () => moved.abort();
  }, [series, index, sample, wanted, tone]);
  useEffect(() => () => ahead.current?.abort(), []);
}

/** Waits for pictures, and gives the bytes of those that came. Whoever looks at one is told of what is wrong with it. */
async function allOf(keys: readonly string[], signal: AbortSignal, isAhead: boolean): Promise<number> {
  const all = await Promise.allSettled(keys.map((key) => pictures.get(key, signal, isAhead)));
  return all.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value.sizeBytes : 0), 0);
}

/** So that samples of one size are large in a cell that is wider than high. */
function pictureColumns(count: number): number {
  return count <= 4 ? count : Math.ceil(Math.sqrt(2.5 * count));
}

interface PictureBoxProps {
  readonly id: BlobId;
  readonly step: number;
  /** As its writer said of the first sample; 0 where it did not. */
  readonly saidSize: SaidSize;
  readonly over: LabelsOver;
  /** What is picked of it to be compared; null where that cannot be. */
  readonly picked: ComparedCell | null;
  /** Of the file that it is saved as, without its ending. */
  readonly name: string;
  readonly label: string;
}

function PictureBox({ id, step, saidSize, over, picked, name, label }: PictureBoxProps) {
  const { size } = imagesSearch.useSearch();
  const filter = useLightFilter();
  const tone = useTone();
  const [state, setState] = useState<PictureState | null>(null);
  const key = toneKey(id, tone);
  const labels = useLabelsOver(over, state);
  const { labelOpacity } = imagesSearch.useSearch();
  const shownOver = labels.bitmap ? { id: key, bitmap: labels.bitmap, opacity: labelOpacity } : null;
  const view = useChart(mountPicture, { id: key, label, size, filter, over: shownOver, onState: setState });
  const hasLegend = labels.values.length > 0 || labels.problem !== null;
  const scale = state?.kind === "shown" ? state.scale : null;
  return (
    <div
      className="picture"
      data-size={size}
      data-state={state?.kind ?? "waiting"}
      style={{ "--under": `${20 * Number(scale !== null) + 20 * Number(hasLegend)}px` } as CSSProperties}
      onPointerEnter={() => usePointedPicture.setState({ cell: picked })}
      onPointerLeave={() => usePointedPicture.setState({ cell: null })}
    >
      <div ref={view} className="picture-view" />
      {state?.kind === "failed" && (
        <p className="picture-problem" role="status">
          Step {formatCount(step)}: {state.reason}
        </p>
      )}
      {(scale !== null || hasLegend) && (
        <div className="picture-under">
          <ToneBar scale={scale} />
          {hasLegend && <LabelLegend labels={labels} />}
        </div>
      )}
      <div className="picture-foot">
        {state?.kind === "shown" && (
          <span>
            {formatCount(state.width)} × {formatCount(state.height)}
            {state.isFirstOfMoving ? ", its first picture" : ""}
            {isOtherSize(saidSize, state) &&
              `, its writer said ${formatCount(saidSize.width)} × ${formatCount(saidSize.height)}`}
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

function useLabelsOver(over: LabelsOver, state: PictureState | null): ShownLabels {
  const tag = imagesSearch.useSearch().labels as Tag;
  const [place] = useBitmaps([labelBitmap(tag, over)]);
  return shownLabels(tag, { over, place }, state?.kind === "shown" ? state : null);
}

interface SaidSize {
  readonly width: number;
  readonly height: number;
}

/** A writer says it of the first sample. */
function saidSizeOf(details: ValueDetails | undefined, sample: number): SaidSize {
  return details?.kind === "images" && sample === 0 ? details : { width: 0, height: 0 };
}

function isOtherSize(said: SaidSize, shown: SaidSize): boolean {
  return said.width * said.height > 0 && (said.width !== shown.width || said.height !== shown.height);
}

interface MessageProps {
  readonly cell: MediaCell;
  /** Null while it is not known what to say. */
  readonly text: string | null;
  readonly isFailure?: boolean;
}

function Message({ cell, text, isFailure = false }: MessageProps) {
  return (
    <Cell card={cell.card} place={cell} surface={cell.surface} axes={cell.axes} note={null}>
      {text === null ? (
        <div className="card-skeleton" />
      ) : (
        <p className="picture-none" role="status">
          {text} {isFailure && <ReadAgain />}
        </p>
      )}
    </Cell>
  );
}
