// The scalars dashboard: line charts over all shown runs, one for each tag and one for each card that the reader put together.
import type { TagEntry } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, type CSSProperties, type ReactNode } from "react";
import { useActiveCard } from "../../cards/active-card.ts";
import { useChartGestures } from "./chart-gestures.ts";
import { compileFilter } from "../../ui/filter.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { tagsQuery } from "../../data/queries.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { FirstCards } from "../../cards/first-cards.tsx";
import type { CardEntry } from "./card-entry.ts";
import { COMPOSED_SECTION } from "./compose-actions.ts";
import { useTellColorOfAll } from "./derivation.ts";
import { useDashboardKeys } from "./dashboard-keys.ts";
import { CardSection, type SlotPlace } from "../../cards/card-section.tsx";
import { useCardPlaces } from "../../cards/card-places.ts";
import { FullScreen } from "../../cards/full-screen.tsx";
import { NoCards } from "../../cards/no-cards.tsx";
import { MissingCardsNotice } from "./missing-cards-notice.tsx";
import { ScalarCard } from "./scalar-card.tsx";
import { ScalarSlot } from "./scalar-slot.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useCards } from "./use-cards.ts";
import { useTableHeightPixels } from "./use-table-range.ts";
import { useColumnCount } from "../../cards/column-count.ts";
import { PaperHead } from "../../cards/paper-head.tsx";
import { visibleTags } from "../../cards/visible-tags.ts";
import { scalarsSearch } from "./search.ts";

const noTags: readonly TagEntry[] = [];

export function ScalarsPanel() {
  const { tagFilter, full } = scalarsSearch.useSearch();
  const { cardWidth } = usePreferences();
  const [measure, columns] = useColumnCount(cardWidth);
  const tableHeight = useTableHeightPixels(null);
  const { shown, runs } = useRunScope();
  const { data, error, refetch } = useQuery(tagsQuery("scalar"));
  const tags = data?.tags ?? noTags;
  const cards = useCards(tags);
  const visible = useMemo(() => visibleTags(tags, shown, compileFilter(tagFilter)), [tags, shown, tagFilter]);
  const fullEntry = full === "" ? null : cards.ofKey(full);
  const { closeFull } = useCardPlaces();
  useDashboardKeys();
  useTellColorOfAll();
  // What was pointed at goes with the dashboard.
  useEffect(
    () => () => {
      useChartGestures.setState({ hover: null, viewDraft: null, smoothingDraft: null, tableDraft: null });
      useActiveCard.setState({ activeCard: null });
    },
    [],
  );
  return (
    <div
      className="scalars"
      style={{ "--card-width": `${cardWidth}px`, "--table-height": `${tableHeight}px` } as CSSProperties}
    >
      <Toolbar />
      {data && runs.length > 0 && <MissingCardsNotice ofKey={cards.ofKey} />}
      <div ref={measure} className="scalars-cards" data-scroll-area="">
        {/* The runs come a moment after their list is known. */}
        {!data || runs.length === 0 ? (
          <FirstCards error={error} retry={() => void refetch()} />
        ) : (
          <div className="card-sections" style={{ "--columns": columns } as CSSProperties}>
            <PaperHead />
            <OwnSection
              id="=pinned"
              title="Pinned"
              surface="pinned"
              entries={cards.pinned}
              columns={columns}
            />
            <OwnSection
              id={COMPOSED_SECTION}
              title="Put together"
              surface="grid"
              entries={cards.composed}
              columns={columns}
            />
            {visible.kind === "groups" ? (
              visible.groups.map((group, _, { length }) => (
                <CardSection
                  key={group.name ?? ""}
                  group={{ ...group, entries: group.entries.map(cards.ofTag) }}
                  isAlone={length === 1 && group.name === null && cards.isWithoutOwn}
                  columns={columns}
                  isForcedOpen={tagFilter !== ""}
                  slot={scalarSlot}
                />
              ))
            ) : (
              <NoCards reason={visible} kind="scalars" />
            )}
          </div>
        )}
      </div>
      {fullEntry && (
        <FullScreen title={fullEntry.title} close={closeFull}>
          <ScalarCard entry={fullEntry} group={null} surface="full" />
        </FullScreen>
      )}
    </div>
  );
}

function scalarSlot(entry: CardEntry, place: SlotPlace): ReactNode {
  return <ScalarSlot key={entry.key} entry={entry} place={place} />;
}

interface OwnSectionProps {
  /** No tag's group has such a name. */
  readonly id: string;
  readonly title: string;
  readonly surface: "grid" | "pinned";
  readonly entries: readonly CardEntry[];
  readonly columns: number;
}

function OwnSection({ id, title, surface, entries, columns }: OwnSectionProps) {
  if (entries.length === 0) return null;
  return (
    <CardSection
      group={{ name: id, entries }}
      title={title}
      surface={surface}
      isAlone={false}
      columns={columns}
      isForcedOpen={false}
      slot={scalarSlot}
    />
  );
}
