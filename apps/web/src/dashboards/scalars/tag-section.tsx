// A group of tags that share a prefix: a line to fold it by, and its cards. A card below the fold is only its title.
import type { TagEntry } from "@runboard/contract";
import { useId } from "react";
import { setPreferences, toggled, usePreferences } from "../../preferences.ts";
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { useIsNearViewport } from "../../ui/near-viewport.ts";
import { CardTitle } from "./card-head.tsx";
import { ScalarCard } from "./scalar-card.tsx";
import type { TagGroup } from "./tag-groups.ts";

interface TagSectionProps {
  readonly group: TagGroup<TagEntry>;
  /** There is no other group, and this one has no name: it needs no line. */
  readonly isAlone: boolean;
  /** Shows its cards whether it is folded or not. */
  readonly isForcedOpen: boolean;
}

export function TagSection({ group, isAlone, isForcedOpen }: TagSectionProps) {
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
              {group.name ?? "no prefix"}
            </span>
            <span className="tag-section-count">{formatCounted(group.entries.length, "card")}</span>
          </button>
        </h2>
      )}
      <div id={gridId} className="card-grid" hidden={!isOpen}>
        {isOpen &&
          group.entries.map((entry) => (
            <CardSlot
              key={entry.tag}
              entry={entry}
              group={group.name}
              isWide={wideTags.includes(entry.tag)}
            />
          ))}
      </div>
    </section>
  );
}

interface CardSlotProps {
  readonly entry: TagEntry;
  readonly group: string | null;
  readonly isWide: boolean;
}

function CardSlot({ entry, group, isWide }: CardSlotProps) {
  const [ref, isNear] = useIsNearViewport();
  const titleId = useId();
  return (
    <div ref={ref} className="card-slot" data-wide={isWide ? "" : undefined} data-tag={entry.tag}>
      {isNear ? (
        <ScalarCard entry={entry} group={group} surface="grid" />
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
