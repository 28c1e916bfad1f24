// The texts of a run and a tag: at the page's step, or all of them, the one written last first.
import type { RecordSeries } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Cell } from "../../cards/cell.tsx";
import { IconToggle } from "../../cards/card-buttons.tsx";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { lastAt } from "../../cards/step-places.ts";
import { copyText } from "../../ui/copy-text.ts";
import { formatCount, formatCounted, formatWallTime } from "../../ui/format.ts";
import {
  newestFirst,
  PAGE_POINTS,
  pointsOfStep,
  textsQuery,
  type LoggedText,
  type PointIndexes,
} from "./logged-texts.ts";
import { textSearch } from "./search.ts";
import { TextBody } from "./text-body.tsx";
import { useMarkedMatches } from "./marked-matches.ts";

export function TextCell({ cell }: { readonly cell: MediaCell }) {
  const { view } = textSearch.useSearch();
  const { series } = cell;
  if (series === undefined) return <Frame cell={cell} note={null} body={<div className="card-skeleton" />} />;
  if (series === null || series.steps.length === 0)
    return (
      <Frame
        cell={cell}
        note={null}
        body={<p className="text-none">There are no texts of it to be shown.</p>}
      />
    );
  return view === "list" && cell.step === null ? (
    <AllSteps cell={cell} series={series} />
  ) : (
    <OneStep cell={cell} series={series} />
  );
}

interface CellOfSeries {
  readonly cell: MediaCell;
  readonly series: RecordSeries;
}

function OneStep({ cell, series }: CellOfSeries) {
  const pageStep = usePageStep();
  const wanted = cell.step ?? pageStep;
  const index = lastAt(series.steps, wanted);
  const ofStep = index === -1 ? [] : pointsOfStep(series, index);
  const step = series.steps[index] ?? NaN;
  const shown =
    cell.sample === null ? ofStep.slice(-PAGE_POINTS) : ofStep.slice(cell.sample, cell.sample + 1);
  const { data, error } = useQuery({
    ...textsQuery({ ...cell, series, indexes: shown }),
    enabled: shown.length > 0,
  });
  if (shown.length === 0) {
    const reason =
      index === -1
        ? `Nothing was logged up to step ${formatCount(wanted ?? 0)}; the first text is at step ${formatCount(series.steps[0] ?? 0)}.`
        : `Step ${formatCount(step)} has ${formatCounted(ofStep.length, "sample")}.`;
    return <Frame cell={cell} note={null} body={<p className="text-none">{reason}</p>} />;
  }
  // A head tells the step of a cell that has it.
  const note = step === cell.step ? null : `step ${formatCount(step)}`;
  return (
    <Frame
      cell={cell}
      note={
        shown.length < ofStep.length && cell.sample === null
          ? `step ${formatCount(step)}, last ${shown.length} of ${formatCount(ofStep.length)}`
          : note
      }
      isOlder={wanted !== null && step !== wanted}
      texts={data}
      body={<Texts texts={data} error={error} hasHeads={shown.length > 1} />}
    />
  );
}

function AllSteps({ cell, series }: CellOfSeries) {
  const [pageCount, setPageCount] = useState(1);
  const all = newestFirst(series);
  const pages = Array.from({ length: pageCount }, (_, page) =>
    all.slice(page * PAGE_POINTS, (page + 1) * PAGE_POINTS),
  );
  const left = all.length - pageCount * PAGE_POINTS;
  const isAll = series.steps.length === series.pointCountInRange;
  return (
    <Frame
      cell={cell}
      note={
        isAll
          ? formatCounted(all.length, "text")
          : `${formatCount(all.length)} of ${formatCounted(series.pointCountInRange, "text")}`
      }
      body={
        <>
          {pages.map((indexes) => (
            <Page key={indexes[0]} cell={cell} series={series} indexes={indexes} />
          ))}
          {left > 0 && (
            <button type="button" className="button text-more" onClick={() => setPageCount(pageCount + 1)}>
              Show {formatCount(Math.min(left, PAGE_POINTS))} more of {formatCount(left)}
            </button>
          )}
        </>
      }
    />
  );
}

function Page({ cell, series, indexes }: CellOfSeries & { readonly indexes: PointIndexes }) {
  const { data, error } = useQuery(textsQuery({ ...cell, series, indexes }));
  return <Texts texts={data} error={error} hasHeads />;
}

interface TextsProps {
  readonly texts: readonly LoggedText[] | undefined;
  readonly error: Error | null;
  /** Whether each tells its step and time. */
  readonly hasHeads: boolean;
}

function Texts({ texts, error, hasHeads }: TextsProps) {
  const { markdown } = textSearch.useSearch();
  if (!texts)
    return error ? (
      <p className="text-none" role="status">
        It could not be read: {error.message}
      </p>
    ) : (
      <div className="card-skeleton" />
    );
  if (texts.length === 0) return <p className="text-none">Nothing stands there any more.</p>;
  return texts.map(({ step, wallTimeSeconds, value }, i) => (
    <section key={i} className="text-entry">
      {hasHeads && (
        <h4 className="text-entry-head">
          step {formatCount(step)} <span>{formatWallTime(wallTimeSeconds)}</span>
        </h4>
      )}
      <TextBody value={value} isMarkdown={markdown} />
    </section>
  ));
}

interface FrameProps {
  readonly cell: MediaCell;
  readonly note: string | null;
  readonly isOlder?: boolean;
  /** What is shown, to be copied. */
  readonly texts?: readonly LoggedText[] | undefined;
  readonly body: ReactNode;
}

function Frame({ cell, note, isOlder = false, texts, body }: FrameProps) {
  const { query } = textSearch.useSearch();
  const room = useRef<HTMLDivElement>(null);
  useMarkedMatches(room, query, cell.surface === "full");
  return (
    <Cell
      card={cell.card}
      place={cell}
      surface={cell.surface}
      axes={cell.axes}
      note={note}
      isOlder={isOlder}
      actions={texts && <CopyTexts texts={texts} />}
    >
      <div ref={room} className="text-cell">
        {body}
      </div>
    </Cell>
  );
}

const SHOWN_MILLIS = 1500;

function CopyTexts({ texts }: { readonly texts: readonly LoggedText[] }) {
  const [outcome, setOutcome] = useState<"Copied" | "Copying is not allowed here" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = window.setTimeout(() => setOutcome(null), SHOWN_MILLIS);
    return () => window.clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    const all = texts
      .map(({ value }) => (value.kind === "texts" ? rowsText(value.shape, value.cells) : ""))
      .join("\n\n");
    setOutcome((await copyText(all)) ? "Copied" : "Copying is not allowed here");
  };
  return (
    <>
      <span className="only-heard" role="status">
        {outcome}
      </span>
      <IconToggle
        icon={outcome === "Copied" ? "check" : "copy"}
        label={outcome ?? "Copy the text"}
        onClick={() => void copy()}
      />
    </>
  );
}

/** One text as it is; a table with tabs between its columns. */
function rowsText(shape: readonly number[], cells: readonly { readonly text: string }[]): string {
  const columnCount = shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
  const rows: string[] = [];
  for (let at = 0; at < cells.length; at += Math.max(1, columnCount))
    rows.push(
      cells
        .slice(at, at + columnCount)
        .map(({ text }) => text)
        .join("\t"),
    );
  return rows.join("\n");
}
