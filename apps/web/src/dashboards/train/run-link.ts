// Links between jobs and what their runs logged.
import { encodeList } from "../../url-list.ts";

interface ChosenRuns {
  readonly runs?: string;
  readonly runFilter?: string;
}

/** The search parameters with only this run shown. */
export function onlyRun(run: string) {
  return <Search extends ChosenRuns>(search: Search): Search => ({
    ...search,
    runs: `+${encodeList([run])}`,
    runFilter: "",
  });
}
