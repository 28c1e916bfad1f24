// The line above: which jobs are listed, and what computes.
import type { TrainingOverview } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { setPreferences, usePreferences, withRecent } from "../../ui/preferences.ts";
import { formatCount } from "../../ui/format.ts";
import { FilterInput } from "../../ui/filter-input.tsx";
import { BackendBadge } from "./backend-badge.tsx";
import { countJobs } from "./job-list.ts";
import { jobsQuery } from "../../jobs/jobs-query.ts";
import { trainSearch, type TrainSearch } from "./search.ts";

const states: Readonly<Record<TrainSearch["jobState"], { readonly label: string; readonly tip?: string }>> = {
  all: { label: "All" },
  running: { label: "Waiting and running" },
  ended: { label: "Ended", tip: "Done, failed, stopped or interrupted" },
};
const stateIds = Object.keys(states) as readonly TrainSearch["jobState"][];

export function TrainToolbar({ overview }: { readonly overview: TrainingOverview | undefined }) {
  const { jobFilter, jobState } = trainSearch.useSearch();
  const { recentJobFilters } = usePreferences();
  const changeView = trainSearch.useChange();
  const { data } = useQuery(jobsQuery);
  const counts = countJobs(data?.jobs ?? []);
  return (
    <div className="toolbar-frame">
      <div className="toolbar" role="toolbar" aria-label="Train">
        <FilterInput
          id="job-filter"
          label="Filter jobs by a regular expression"
          placeholder="Filter jobs"
          value={jobFilter}
          onChange={(text) => changeView({ jobFilter: text }, { isReplacing: true })}
          recent={recentJobFilters}
          onUse={(text) => setPreferences({ recentJobFilters: withRecent(recentJobFilters, text) })}
        />
        <div className="segments" role="radiogroup" aria-label="Which jobs">
          {stateIds.map((state) => (
            <label key={state} data-tip={states[state].tip}>
              <input
                type="radio"
                name="job-state"
                checked={state === jobState}
                onChange={() => changeView({ jobState: state })}
              />
              <span>
                {states[state].label} <span className="job-count">{formatCount(counts[state])}</span>
              </span>
            </label>
          ))}
        </div>
        <span className="toolbar-space" />
        {overview?.backend && <BackendBadge backend={overview.backend} />}
      </div>
    </div>
  );
}
