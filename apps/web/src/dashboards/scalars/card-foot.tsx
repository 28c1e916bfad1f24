// The line at the bottom of a card: how much of the data it draws, what was done to that, and of how many runs.
import { pointsOutside, type PointsOutside } from "@runboard/charts";
import { useMemo } from "react";
import type { CardKey } from "../../cards/card.ts";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { useCardActions } from "./card-actions.ts";
import type { CardData } from "./card-data.ts";
import type { CardView } from "./card-view.ts";
import { derivationText } from "./derived-text.ts";
import { oneStepNote } from "./one-step.ts";
import { pointsNote } from "./points-note.ts";
import { scalarsSearch } from "./search.ts";

export function CardFoot({ card, data }: { readonly card: CardKey; readonly data: CardData }) {
  const outside = usePointsOutside(data);
  const note = pointsNote(
    data.counts,
    Object.values(outside).some((count) => count > 0),
  );
  const oneStep = data.oneStep === null ? null : oneStepNote(data.oneStep);
  const derived = derivationText(data.derivation);
  return (
    <footer className="card-foot">
      {note && (
        <span data-tip={note.meaning} tabIndex={0}>
          {note.text}
        </span>
      )}
      <OutsideButton
        card={card}
        view={data.view}
        outside={outside}
        isReduced={data.counts.drawn < data.counts.total}
      />
      {oneStep && (
        <span data-tip={oneStep.meaning} tabIndex={0}>
          {oneStep.text}
        </span>
      )}
      {derived !== "" && (
        <span className="card-foot-derived" data-tip={derived} data-tip-when-cut="">
          {derived}
        </span>
      )}
      {data.hasReplaced && <span>faint: replaced by restarts</span>}
      <span>{formatCounted(drawnRunCount(data), "run")}</span>
    </footer>
  );
}

/** Of what the card draws when the hand rests. */
function usePointsOutside({ lines, view, derivation }: CardData): PointsOutside {
  const { axis, xScale, yScale, ignoreOutliers, settledView } = view;
  const isOfTime = axis === "wall" && derivation.xTag === null;
  return useMemo(
    () =>
      pointsOutside({
        lines,
        xScale: isOfTime ? "linear" : xScale,
        yScale,
        ignoreOutliers,
        view: settledView,
      }),
    [lines, isOfTime, xScale, yScale, ignoreOutliers, settledView],
  );
}

interface OutsideButtonProps {
  readonly card: CardKey;
  readonly view: CardView;
  readonly outside: PointsOutside;
  /** Not every point was counted. */
  readonly isReduced: boolean;
}

const countMeaning = "Counted among the points that are drawn: zoom in to count them all";

/** Says what lies beyond the y axis, and shows it. */
function OutsideButton({ card, view, outside: { above, below }, isReduced }: OutsideButtonProps) {
  const changeView = scalarsSearch.useChange();
  const { setView } = useCardActions();
  if (above + below === 0) return null;
  const counted = (count: number) => `${isReduced ? "≥ " : ""}${formatCount(count)}`;
  const words = [
    ...(above > 0 ? [`▲ ${counted(above)} above`] : []),
    ...(below > 0 ? [`▼ ${counted(below)} below`] : []),
  ].join(" ");
  const { x, y } = view.view;
  const offer = y === null ? "Outliers are left out. Show them on all cards" : "Fit the y axis to the data";
  return (
    <button
      type="button"
      className="card-foot-outside"
      data-tip={isReduced ? `${offer}\n${countMeaning}` : offer}
      onClick={() =>
        y === null ? changeView({ ignoreOutliers: false }) : setView(card, { x, y: null }, view)
      }
    >
      {words}
    </button>
  );
}

/** The server leaves out runs that lack what curves are worked out of. */
function drawnRunCount(data: CardData): number {
  const { runs, byId, curvesQuery, derivation, emptiedRuns, drawsReplaced, isFirstLoad } = data;
  if (derivation.grouping || isFirstLoad) return runs.length;
  if (curvesQuery === null) return drawsReplaced ? runs.length : runs.length - emptiedRuns.size;
  return new Set([...byId.values()].map(({ run }) => run)).size;
}
