// A group of cards: a line to fold it by, and its cards. A card below the fold is only its title.
import { useId } from "react";
import { setPreferences, toggled, usePreferences } from "../../preferences.ts";
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { useIsNearViewport } from "../../ui/near-viewport.ts";
import type { CardEntry } from "./card-entry.ts";
import { CardTitle } from "./card-head.tsx";
import { ScalarCard } from "./scalar-card.tsx";
import type { TagGroup } from "./tag-groups.ts";

interface TagSectionProps {
  readonly group: TagGroup<CardEntry>;
  /** There is no other group, and this one has no name: it needs no line. */
  readonly isAlone: boolean;
  /** What stands in its line in the place of the group's name. */
  readonly title?: string;
  readonly surface?: "grid" | "pinned";
  /** Shows its cards whether it is folded or not. */
  readonly isForcedOpen: boolean;
}

export function TagSection({ group, isAlone, title, surface = "grid", isForcedOpen }: TagSectionProps) {
  const { collapsedGroups, wideTags } = usePreferences();
  const gridId = useId();
  const isOpen = isAlone || isForcedOpen || !collapsedGroups.includes(group.name);
  return (
    <section className="tag-section" data-alone={isAlone ? "" : undefined}>
      {!isAlone && (
        <h2 className="tag-section-head">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={gridId}
            disabled={isForcedOpen}
            onClick={() => setPreferences({ collapsedGroups: toggled(collapsedGroups, group.name) })}
          >
            <Icon name="chevron" />
            <span className={group.name === null ? "tag-section-nameless" : undefined}>
              {title ?? group.name ?? "no prefix"}
            </span>
            <span className="tag-section-count">{formatCounted(group.entries.length, "card")}</span>
          </button>
        </h2>
      )}
      <div id={gridId} className="card-grid" hidden={!isOpen}>
        {isOpen &&
          group.entries.map((entry) => (
            <CardSlot
              key={entry.key}
              entry={entry}
              group={title === undefined ? group.name : null}
              surface={surface}
              isWide={wideTags.includes(entry.key)}
            />
          ))}
      </div>
    </section>
  );
}

interface CardSlotProps {
  readonly entry: CardEntry;
  readonly group: string | null;
  readonly surface: "grid" | "pinned";
  readonly isWide: boolean;
}

function CardSlot({ entry, group, surface, isWide }: CardSlotProps) {
  const [ref, isNear] = useIsNearViewport();
  const titleId = useId();
  return (
    <div
      ref={ref}
      className="card-slot"
      data-wide={isWide ? "" : undefined}
      data-tag={surface === "grid" ? entry.key : undefined}
      data-pinned={surface === "pinned" ? entry.key : undefined}
    >
      {isNear ? (
        <ScalarCard entry={entry} group={group} surface={surface} />
      ) : (
        <article className="card" aria-labelledby={titleId}>
          <header className="card-head">
            <CardTitle id={titleId} entry={entry} group={group} />
          </header>
        </article>
      )}
    </div>
  );
}
