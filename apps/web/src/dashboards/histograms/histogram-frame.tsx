// What cells of histograms have in common: the drawing with its tip, what is said below it, and what can be saved of it.
import { mountDrawing, type PixelPoint } from "@runboard/charts";
import type { HistogramProblem } from "@runboard/contract";
import { useCallback, useMemo, useState, type ReactNode, type RefCallback } from "react";
import { Cell } from "../../cards/cell.tsx";
import { ReadAgain } from "../../cards/read-again.tsx";
import type { MediaCell } from "../../cards/media-board.tsx";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { useChart } from "../../ui/use-chart.ts";
import type { DrawnHistogram, HistogramTip } from "./drawn-histogram.ts";
import { tellHovered } from "../../cards/hovered-place.ts";
import { SaveMenu } from "./save-menu.tsx";

/** Some of the histograms that are not drawn, and how many these are. */
export interface HistogramProblems {
  readonly problems: readonly HistogramProblem[];
  readonly problemCount: number;
}

export const noProblems: HistogramProblems = { problems: [], problemCount: 0 };

interface HistogramFrameProps<Hit> {
  readonly cell: MediaCell;
  readonly note: string | null;
  readonly isOlder?: boolean;
  readonly drawn: DrawnHistogram<Hit>;
  /** Below the drawing. */
  readonly foot: ReactNode;
  readonly problems: HistogramProblems;
  /** Gets an element that fills the cell. */
  readonly bodyRef?: RefCallback<Element>;
  readonly children?: ReactNode;
}

export function HistogramFrame<Hit>(props: HistogramFrameProps<Hit>) {
  const { cell, note, isOlder = false, drawn, foot, problems, bodyRef, children } = props;
  return (
    <Cell
      card={cell.card}
      place={cell}
      surface={cell.surface}
      axes={cell.axes}
      joinedRunCount={cell.isJoined ? cell.runs.length : null}
      note={note}
      isOlder={isOlder}
      actions={
        <PopoverButton label="Save" button={<Icon name="download" />} panelClass="menu">
          <SaveMenu cell={cell} drawn={drawn} />
        </PopoverButton>
      }
    >
      <div ref={bodyRef} className="histogram">
        <HistogramDrawing cell={cell} drawn={drawn} />
        {children}
        <div className="histogram-foot">
          {foot}
          <Problems problems={problems} />
        </div>
      </div>
    </Cell>
  );
}

interface HistogramDrawingProps<Hit> {
  readonly cell: MediaCell;
  readonly drawn: DrawnHistogram<Hit>;
}

interface PointedAt<Hit> {
  readonly hit: Hit;
  readonly point: PixelPoint;
  readonly drawn: DrawnHistogram<Hit>;
}

function HistogramDrawing<Hit>({ cell: { card }, drawn }: HistogramDrawingProps<Hit>) {
  const [pointed, setPointed] = useState<PointedAt<Hit> | null>(null);
  const { draw, hit, label, tipOf, onSelect } = drawn;
  const onHover = useCallback(
    (at: Hit | null, point: PixelPoint | null) => {
      setPointed(at !== null && point ? { hit: at, point, drawn } : null);
      if (at === null) tellHovered(null);
      else {
        const { step, value } = tipOf(at);
        tellHovered({ card, step, value });
      }
    },
    [card, drawn, tipOf],
  );
  const props = useMemo(
    () => ({ draw, hit, label, onHover, onSelect: (at: Hit) => onSelect(tipOf(at).step) }),
    [draw, hit, label, onHover, onSelect, tipOf],
  );
  const ref = useChart(mountDrawing<Hit>, props);
  // What was pointed at in an older drawing is somewhere else in this one.
  const tip = pointed?.drawn === drawn ? drawn.tipOf(pointed.hit) : null;
  return (
    <div className="histogram-chart">
      <div ref={ref} className="histogram-drawing" />
      {tip && pointed && <Tip tip={tip} point={pointed.point} />}
    </div>
  );
}

function Tip({ tip, point }: { readonly tip: HistogramTip; readonly point: PixelPoint }) {
  return (
    <div
      className="histogram-tip"
      role="status"
      style={{ "--left": `${point.left}px`, "--top": `${point.top}px` } as React.CSSProperties}
    >
      {tip.lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

/** Says of how many histograms it is that they are not drawn, and why the first of them is not. */
function Problems({ problems: { problems, problemCount } }: { readonly problems: HistogramProblems }) {
  const [first] = problems;
  if (!first) return null;
  const more = problemCount > 1 ? ` (and ${formatCount(problemCount - 1)} more)` : "";
  return (
    <span className="histogram-problems" role="status">
      <Icon name="warning" />
      {formatCounted(problemCount, "step")} not drawn: step {formatCount(first.step)} of {first.file}:{" "}
      {first.reason}
      {more}
    </span>
  );
}

interface MessageProps {
  readonly cell: MediaCell;
  /** Null while it is not known what to say. */
  readonly text: string | null;
  readonly isFailure?: boolean;
  readonly problems?: HistogramProblems;
  /** Gets an element that fills the cell. */
  readonly bodyRef?: RefCallback<Element>;
}

/** A cell that has nothing to draw. */
export function HistogramMessage({
  cell,
  text,
  isFailure = false,
  problems = noProblems,
  bodyRef,
}: MessageProps) {
  return (
    <Cell
      card={cell.card}
      place={cell}
      surface={cell.surface}
      axes={cell.axes}
      joinedRunCount={cell.isJoined ? cell.runs.length : null}
      note={null}
    >
      {text === null ? (
        <div ref={bodyRef} className="card-skeleton" />
      ) : (
        <div className="histogram-none" role="status">
          <p>
            {text} {isFailure && <ReadAgain />}
          </p>
          <Problems problems={problems} />
        </div>
      )}
    </Cell>
  );
}
