// One cell of a dashboard of media: what it is of, what can be done with it, what it shows.
import { useId, type ReactNode } from "react";
import { RunMark } from "../runs/run-mark.tsx";
import { formatCounted } from "../ui/format.ts";
import { useActiveCard, type CardSurface } from "./active-card.ts";
import { IconToggle, PinButton } from "./card-buttons.tsx";
import { useCardPlaces } from "./card-places.ts";
import type { CardKey } from "./card.ts";
import type { CellPlace } from "./cell-key.ts";
import type { GridAxes } from "./grid-axes.ts";

interface CellProps {
  readonly card: CardKey;
  readonly place: CellPlace;
  readonly surface: CardSurface;
  /** What the heads of its row and column tell of it already; null outside of a grid. */
  readonly axes: GridAxes | null;
  /** Of how many runs it is; null where it is of its place's alone. */
  readonly joinedRunCount?: number | null;
  /** What of it is shown, where it is not what was asked for. */
  readonly note: string | null;
  /** It is of a step before the one that was asked for. */
  readonly isOlder?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Cell(props: CellProps) {
  const {
    card,
    place,
    surface,
    axes,
    joinedRunCount = null,
    note,
    isOlder = false,
    actions,
    children,
  } = props;
  const titleId = useId();
  const { toggleFull } = useCardPlaces();
  const isTold = (axis: "run" | "tag"): boolean => axes?.rows === axis || axes?.columns === axis;
  const isFull = surface === "full";
  return (
    <article
      className="card cell"
      data-surface={surface}
      data-older={isOlder ? "" : undefined}
      data-cell={card}
      aria-labelledby={titleId}
      onPointerEnter={() => useActiveCard.setState({ activeCard: card })}
      onFocus={() => useActiveCard.setState({ activeCard: card })}
      onPointerLeave={() => {
        if (useActiveCard.getState().activeCard === card) useActiveCard.setState({ activeCard: null });
      }}
    >
      <header className="cell-head">
        <h3 id={titleId} className="cell-title">
          <span className={isTold("tag") ? "only-heard" : undefined}>{place.tag}</span>{" "}
          <span className={isTold("run") ? "only-heard" : "cell-run"}>
            {!isTold("run") && joinedRunCount === null && <RunMark run={place.run} />}
            {joinedRunCount === null ? place.run : formatCounted(joinedRunCount, "run")}
          </span>
        </h3>
        {note !== null && (
          <span
            className="cell-note"
            data-tip={
              isOlder
                ? "Nothing was logged at the step that is looked at; this is the newest before it"
                : undefined
            }
          >
            {note}
          </span>
        )}
        <div className="card-actions">
          {actions}
          {!isFull && <PinButton card={card} />}
          <IconToggle
            icon={isFull ? "shrink" : "expand"}
            label={isFull ? "Leave full screen (f)" : "Full screen (f)"}
            onClick={() => toggleFull(card)}
          />
        </div>
      </header>
      <div className="cell-body">{children}</div>
    </article>
  );
}
