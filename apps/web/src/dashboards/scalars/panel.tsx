// The scalars dashboard: line charts over all shown runs, one for each tag and one for each card that the reader put together.
import type { TagEntry } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, type CSSProperties } from "react";
import { useActiveCard } from "../../cards/active-card.ts";
import { useChartGestures } from "./chart-gestures.ts";
import { useLive } from "../../data/live-state.ts";
import { compileFilter } from "../../ui/filter.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { tagsQuery } from "../../data/queries.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardEntry } from "./card-entry.ts";
import { COMPOSED_SECTION } from "./compose-actions.ts";
import { useDashboardKeys } from "./dashboard-keys.ts";
import { FullScreenCard } from "./full-screen-card.tsx";
import { NoCards } from "./no-cards.tsx";
import { TagSection } from "./tag-section.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useCards } from "./use-cards.ts";
import { useTableRange } from "./use-table-range.ts";
import { visibleTags } from "./visible-tags.ts";
import { scalarsSearch } from "./search.ts";

const noTags: readonly TagEntry[] = [];

export function ScalarsPanel() {
  const { tagFilter, full } = scalarsSearch.useSearch();
  const { cardWidth } = usePreferences();
  const { at } = useTableRange();
  const { shown } = useRunScope();
  const { data, error, refetch } = useQuery(tagsQuery("scalar"));
  const tags = data?.tags ?? noTags;
  const cards = useCards(tags);
  const visible = useMemo(() => visibleTags(tags, shown, compileFilter(tagFilter)), [tags, shown, tagFilter]);
  const fullEntry = full === "" ? null : cards.ofKey(full);
  useDashboardKeys();
  // What was pointed at goes with the dashboard.
  useEffect(
    () => () => {
      useChartGestures.setState({ hover: null, viewDraft: null, smoothingDraft: null, tableDraft: null });
      useActiveCard.setState({ activeCard: null });
    },
    [],
  );
  const tableHeight = at === null ? 0 : tableHeightPixels(shown.size);
  return (
    <div
      className="scalars"
      style={{ "--card-width": `${cardWidth}px`, "--table-height": `${tableHeight}px` } as CSSProperties}
    >
      <Toolbar />
      <div className="scalars-cards" data-scroll-area="">
        {!data ? (
          <FirstLoad error={error} retry={() => void refetch()} />
        ) : (
          <>
            <OwnSection id="=pinned" title="Pinned" surface="pinned" entries={cards.pinned} />
            <OwnSection id={COMPOSED_SECTION} title="Put together" surface="grid" entries={cards.composed} />
            {visible.kind === "groups" ? (
              visible.groups.map((group, _, { length }) => (
                <TagSection
                  key={group.name ?? ""}
                  group={{ ...group, entries: group.entries.map(cards.ofTag) }}
                  isAlone={length === 1 && group.name === null && cards.isWithoutOwn}
                  isForcedOpen={tagFilter !== ""}
                />
              ))
            ) : (
              <NoCards reason={visible} />
            )}
          </>
        )}
      </div>
      {fullEntry && <FullScreenCard entry={fullEntry} />}
    </div>
  );
}

/** All cards give their tables the same room, so that none moves when it comes into sight. */
function tableHeightPixels(rowCount: number): number {
  return Math.min(224, 68 + 24 * Math.max(1, rowCount));
}

interface OwnSectionProps {
  /** No tag's group has such a name. */
  readonly id: string;
  readonly title: string;
  readonly surface: "grid" | "pinned";
  readonly entries: readonly CardEntry[];
}

function OwnSection({ id, title, surface, entries }: OwnSectionProps) {
  if (entries.length === 0) return null;
  return (
    <TagSection
      group={{ name: id, entries }}
      title={title}
      surface={surface}
      isAlone={false}
      isForcedOpen={false}
    />
  );
}

interface FirstLoadProps {
  readonly error: Error | null;
  readonly retry: () => void;
}

function FirstLoad({ error, retry }: FirstLoadProps) {
  const isLost = useLive((state) => state.connection.status === "lost");
  if (error && !isLost)
    return (
      <section className="notice">
        <h2>The tags could not be read</h2>
        <p>{error.message}</p>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </section>
    );
  return (
    <div className="card-grid first-load" aria-label="Loading">
      {[0, 1, 2, 3, 4, 5].map((slot) => (
        <div key={slot} className="card card-skeleton" />
      ))}
    </div>
  );
}
