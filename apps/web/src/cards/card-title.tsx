// The title of a card, with what its writer said of it.
import { Icon } from "../ui/icons.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import type { Card } from "./card.ts";
import { titleParts } from "./tag-groups.ts";

interface CardTitleProps {
  readonly id: string;
  readonly card: Pick<Card, "title" | "tip" | "description">;
  /** The prefix of its group. */
  readonly group: string | null;
  /** Whether the card can be dragged by it. */
  readonly isDraggable?: boolean;
}

export function CardTitle({ id, card, group, isDraggable = false }: CardTitleProps) {
  const { title, tip, description } = card;
  const [shared, own] = titleParts(title, group);
  return (
    <>
      <h3
        id={id}
        className="card-title"
        draggable={isDraggable}
        data-card-handle={isDraggable ? "" : undefined}
      >
        {shared !== "" && <span className="card-title-shared">{shared}</span>}
        <MiddleEllipsis text={own === "" ? "(no name)" : own} tip={tip} />
      </h3>
      {description !== "" && (
        <span className="card-info" data-tip={description} tabIndex={0} role="note" aria-label={description}>
          <Icon name="info" />
        </span>
      )}
    </>
  );
}
