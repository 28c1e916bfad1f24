// The texts of a run and a tag: at the page's step, or all of them, the one written last first.
import type { RecordSeries } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Cell } from "../../cards/cell.tsx";
import { ReadAgain } from "../../cards/read-again.tsx";
import { IconToggle } from "../../cards/card-buttons.tsx";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { lastAt } from "../../cards/step-places.ts";
import { copyText } from "../../ui/copy-text.ts";
import { formatCount, formatCounted, formatWallTime } from "../../ui/format.ts";
import { textAtQuery, textsQuery, type LoggedText } from "./logged-texts.ts";
import {
  isListedWhole,
  PAGE_POINTS,
  partsNewestFirst,
  pointsOfStep,
  type PointIndexes,
} from "./text-parts.ts";
import { textSearch } from "./search.ts";
import { TextBody } from "./text-body.tsx";
import { useMarkedMatches } from "./marked-matches.ts";

export function TextCell({ cell }: { readonly cell: MediaCell }) {
  const { view } = textSearch.useSearch();
  const { series } = cell;
  if (series === undefined) return <Frame cell={cell} note={null} body={<div className="card-skeleton" />} />;
  if (series instanceof Error)
    return (
      <Frame
        cell={cell}
        note={null}
        body={
          <p className="text-none" role="status">
            What there is of it could not be read: {series.message} <ReadAgain />
          </p>
        }
      />
    );
  if (series === null || series.steps.length === 0)
    return (
      <Frame cell={cell} note={null} body={<p className="text-none">It has no text that is shown.</p>} />
    );
  if (view === "list" && cell.step === null) return <AllSteps cell={cell} series={series} />;
  return isListedWhole(series) || cell.sample !== null ? (
    <OneStep cell={cell} series={series} />
  ) : (
    <NewestUpTo cell={cell} series={series} />
  );
}

interface CellOfSeries {
  readonly cell: MediaCell;
  readonly series: RecordSeries;
}

function OneStep({ cell, series }: CellOfSeries) {
  const { markdown: isMarkdown } = textSearch.useSearch();
  const pageStep = usePageStep(cell.step === null);
  const [pageCount, setPageCount] = useState(1);
  const wanted = cell.step ?? pageStep;
  const index = lastAt(series.steps, wanted);
  const ofStep = index === -1 ? [] : pointsOfStep(series, index);
  const indexes =
    cell.sample === null
      ? ofStep.slice(-PAGE_POINTS * pageCount)
      : ofStep.slice(cell.sample, cell.sample + 1);
  const query = useQuery({
    ...textsQuery({ ...cell, series, indexes, isMarkdown }),
    enabled: indexes.length > 0,
  });
  const step = series.steps[index] ?? NaN;
  if (indexes.length === 0) {
    const reason =
      index === -1
        ? nothingUpTo(wanted, series)
        : `Step ${formatCount(step)} has ${formatCounted(ofStep.length, "sample")}.`;
    return <Frame cell={cell} note={null} body={<p className="text-none">{reason}</p>} />;
  }
  const left = cell.sample === null ? ofStep.length - indexes.length : 0;
  return (
    <StepFrame cell={cell} wanted={wanted} texts={query.data} left={left} count={ofStep.length}>
      {left > 0 && (
        <button type="button" className="button text-earlier" onClick={() => setPageCount(pageCount + 1)}>
          Show {formatCount(Math.min(left, PAGE_POINTS))} earlier ones of {formatCount(left)}
        </button>
      )}
      <Texts texts={query.data} error={query.error} hasHeads={indexes.length > 1} />
    </StepFrame>
  );
}

/** Of a series that has more points than are listed. */
function NewestUpTo({ cell, series }: CellOfSeries) {
  const { markdown: isMarkdown } = textSearch.useSearch();
  const pageStep = usePageStep(cell.step === null);
  const wanted = cell.step ?? pageStep;
  const { data, error } = useQuery(textAtQuery({ ...cell, series, isMarkdown }, wanted));
  if (data?.length === 0)
    return (
      <Frame cell={cell} note={null} body={<p className="text-none">{nothingUpTo(wanted, series)}</p>} />
    );
  return (
    <StepFrame cell={cell} wanted={wanted} texts={data} left={0} count={1}>
      <Texts texts={data} error={error} hasHeads={false} />
    </StepFrame>
  );
}

function nothingUpTo(wanted: number | null, series: RecordSeries): string {
  return `Nothing was logged up to step ${formatCount(wanted ?? 0)}; the first text is at step ${formatCount(series.steps[0] ?? 0)}.`;
}

interface StepFrameProps {
  readonly cell: MediaCell;
  readonly wanted: number | null;
  readonly texts: readonly LoggedText[] | undefined;
  /** Of the `count` texts of the step, how many are not shown. */
  readonly left: number;
  readonly count: number;
  readonly children: ReactNode;
}

/** Tells the step of what is shown, which is the one before while the next is on its way. */
function StepFrame({ cell, wanted, texts, left, count, children }: StepFrameProps) {
  const step = texts?.at(-1)?.step;
  const isTold = step === undefined || step === cell.step;
  const note = left > 0 ? `, last ${formatCount(count - left)} of ${formatCount(count)}` : "";
  return (
    <Frame
      cell={cell}
      note={isTold && note === "" ? null : `step ${formatCount(step ?? 0)}${note}`}
      isOlder={wanted !== null && step !== undefined && step !== wanted}
      texts={texts}
      body={children}
    />
  );
}

function AllSteps({ cell, series }: CellOfSeries) {
  // The newest part alone may be a single text.
  const [partCount, setPartCount] = useState(2);
  const parts = partsNewestFirst(series);
  const left = parts.slice(partCount).reduce((sum, { length }) => sum + length, 0);
  const count = series.steps.length;
  return (
    <Frame
      cell={cell}
      note={
        isListedWhole(series)
          ? formatCounted(count, "text")
          : `${formatCount(count)} of ${formatCounted(series.pointCountInRange, "text")}`
      }
      body={
        <>
          {parts.slice(0, partCount).map((indexes) => (
            <Part key={indexes.at(-1)} cell={cell} series={series} indexes={indexes} />
          ))}
          {left > 0 && (
            <button type="button" className="button text-more" onClick={() => setPartCount(partCount + 1)}>
              Show {formatCount(Math.min(left, PAGE_POINTS))} more of {formatCount(left)}
            </button>
          )}
        </>
      }
    />
  );
}

function Part({ cell, series, indexes }: CellOfSeries & { readonly indexes: PointIndexes }) {
  const { markdown: isMarkdown } = textSearch.useSearch();
  const { data, error } = useQuery(textsQuery({ ...cell, series, indexes, isMarkdown }));
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
