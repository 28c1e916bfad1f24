// The jobs as the server lists them. Keys that begin with "jobs" are made stale by news of jobs.
import { queryOptions } from "@tanstack/react-query";
import { api } from "../data/api.ts";

export const jobsQuery = queryOptions({
  queryKey: ["jobs", "list"],
  queryFn: ({ signal }) => api.jobs({}, { signal }),
});
