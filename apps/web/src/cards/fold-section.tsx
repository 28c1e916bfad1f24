// A part of a dashboard under a line that folds it away.
import { useId, type CSSProperties, type ReactNode } from "react";
import { Icon } from "../ui/icons.tsx";
import { setPreferences, toggled, usePreferences } from "../ui/preferences.ts";

interface FoldSectionProps {
  /** What it is known by in the list of those that are folded. */
  readonly id: string | null;
  readonly title: string | null;
  /** How much is in it. */
  readonly count: string;
  /** There is no other, and it needs no line. */
  readonly isAlone: boolean;
  /** Shows what is in it whether it is folded or not. */
  readonly isForcedOpen: boolean;
  readonly contentClass: string;
  /** Of a row of cards that it takes; all when absent. */
  readonly columns?: number;
  /** What is in it, made where it is open. */
  readonly children: () => ReactNode;
}

export function FoldSection(props: FoldSectionProps) {
  const { id, title, count, isAlone, isForcedOpen, contentClass, columns, children } = props;
  const { collapsedGroups } = usePreferences();
  const contentId = useId();
  const isOpen = isAlone || isForcedOpen || !collapsedGroups.includes(id);
  return (
    <section
      className="tag-section"
      data-alone={isAlone ? "" : undefined}
      style={columns === undefined ? undefined : ({ "--section-columns": columns } as CSSProperties)}
    >
      {!isAlone && (
        <h2 className="tag-section-head">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={contentId}
            disabled={isForcedOpen}
            onClick={() => setPreferences({ collapsedGroups: toggled(collapsedGroups, id) })}
          >
            <Icon name="chevron" />
            <span className={title === null ? "tag-section-nameless" : undefined}>
              {title ?? "no prefix"}
            </span>
            <span className="tag-section-count">{count}</span>
          </button>
        </h2>
      )}
      <div id={contentId} className={contentClass} hidden={!isOpen}>
        {isOpen && children()}
      </div>
    </section>
  );
}
