// Which tags have cards, on whichever dashboard.
import { FilterInput } from "../ui/filter-input.tsx";
import { setPreferences, usePreferences, withRecent } from "../ui/preferences.ts";
import { useBoardSearch } from "../url/board-search.ts";
import { useChangeBoard } from "../url/change-view.ts";

export function TagFilter() {
  const { tagFilter } = useBoardSearch();
  const changeBoard = useChangeBoard();
  const { recentTagFilters } = usePreferences();
  return (
    <FilterInput
      id="tag-filter"
      label="Filter tags by a regular expression"
      placeholder="Filter tags"
      value={tagFilter}
      onChange={(text) => changeBoard({ tagFilter: text }, { isReplacing: true })}
      recent={recentTagFilters}
      onUse={(text) => setPreferences({ recentTagFilters: withRecent(recentTagFilters, text) })}
    />
  );
}
