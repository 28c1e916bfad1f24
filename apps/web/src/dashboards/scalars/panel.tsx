// The scalars dashboard: one line chart per tag, over all shown runs.
import type { TagEntry } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { setBoard, useBoard } from "../../board-store.ts";
import { compileFilter } from "../../filter.ts";
import { tagsQuery } from "../../queries.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { useKeys } from "../../ui/keys.ts";
import { useCardActions } from "./card-actions.ts";
import { FullScreenCard } from "./full-screen-card.tsx";
import { NoCards } from "./no-cards.tsx";
import { scalarsRoute } from "./route.ts";
import { TagSection } from "./tag-section.tsx";
import { Toolbar } from "./toolbar.tsx";
import { visibleTags } from "./visible-tags.ts";

const noTags: readonly TagEntry[] = [];

export function ScalarsPanel() {
  const { tagFilter, full } = scalarsRoute.useSearch();
  const { shown } = useRunScope();
  const { data, error, refetch } = useQuery(tagsQuery("scalar"));
  const tags = data?.tags ?? noTags;
  const visible = useMemo(() => visibleTags(tags, shown, compileFilter(tagFilter)), [tags, shown, tagFilter]);
  const fullEntry = full === "" ? undefined : tags.find(({ tag }) => tag === full);
  useDashboardKeys();
  return (
    <div className="scalars">
      <Toolbar />
      <div className="scalars-cards" data-scroll-area="">
        {!data ? (
          <FirstLoad error={error} retry={() => void refetch()} />
        ) : visible.kind === "groups" ? (
          visible.groups.map((group, _, { length }) => (
            <TagSection
              key={group.name ?? ""}
              group={group}
              isAlone={length === 1 && group.name === null}
              isForcedOpen={tagFilter !== ""}
            />
          ))
        ) : (
          <NoCards reason={visible} />
        )}
      </div>
      {fullEntry && <FullScreenCard entry={fullEntry} />}
    </div>
  );
}

function useDashboardKeys(): void {
  const { toggleFull, toggleScale, copyLink, undoZoom } = useCardActions();
  const { full } = scalarsRoute.useSearch();
  const tags = useQuery(tagsQuery("scalar")).data?.tags ?? noTags;
  const onCard = (act: (tag: TagEntry["tag"]) => void) => () => {
    // On full screen there is one card; else it is the one under the pointer or with the focus.
    const tag = tags.find((entry) => entry.tag === full)?.tag ?? useBoard.getState().activeTag;
    if (tag !== null) act(tag);
  };
  useKeys({
    t: () => document.getElementById("tag-filter")?.focus(),
    s: () => document.getElementById("smoothing")?.focus(),
    Escape: () => {
      if (useBoard.getState().chosenRun === null) undoZoom();
      else setBoard({ chosenRun: null });
    },
  });
  useKeys(
    {
      f: onCard(toggleFull),
      l: onCard(toggleScale),
      c: onCard((tag) => void copyLink(tag)),
    },
    { overDialogs: true },
  );
  // What was pointed at goes with the dashboard.
  useEffect(
    () => () => setBoard({ hover: null, activeTag: null, viewDraft: null, smoothingDraft: null }),
    [],
  );
}

interface FirstLoadProps {
  readonly error: Error | null;
  readonly retry: () => void;
}

function FirstLoad({ error, retry }: FirstLoadProps) {
  const isLost = useBoard((state) => state.connection.status === "lost");
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
