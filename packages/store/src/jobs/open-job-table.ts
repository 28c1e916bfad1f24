// Opens the job table of a location.
import type { StoreLocation } from "../open-store.ts";
import type { JobTable } from "./job-table.ts";
import { openSqliteJobTable } from "./sqlite-job-table.ts";

/**
 * Opens a job table, made when there is none. One process has it at a time, until it closes it or ends in whatever way: so no two servers run the same jobs.
 * Unlike the index, which can be built again, it is never replaced.
 * @throws StoreError `busy` while another process has it, `outdated` when a newer Runboard wrote it, `foreign`, `damaged`, `inaccessible`.
 */
export function openJobTable(location: StoreLocation): Promise<JobTable> {
  return openSqliteJobTable(location.path);
}
