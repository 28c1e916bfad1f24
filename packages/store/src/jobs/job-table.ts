// What lasts of jobs and sweeps. The table knows nothing of what they are: it keeps their records, in the order in which they were made, and a change of many of them is done whole or not at all.

/** One job or one sweep. */
export interface TableRow {
  readonly id: string;
  /** Text of its owner, e.g. JSON. */
  readonly record: string;
}

export interface JobTableChange {
  /** Rows to be made or, where their ids are known, replaced. */
  readonly jobs?: readonly TableRow[];
  readonly sweeps?: readonly TableRow[];
  /** Ids of rows to be removed after that; there need not be any. */
  readonly forgottenJobs?: readonly string[];
  readonly forgottenSweeps?: readonly string[];
}

export interface JobTable {
  /** All of them, in the order in which they were made. */
  listJobs(): Promise<readonly TableRow[]>;
  listSweeps(): Promise<readonly TableRow[]>;
  /** When this resolves the change outlasts the process and the machine's power; before, either all of it or nothing does. */
  commit(change: JobTableChange): Promise<void>;
  /** Lets others open it. */
  close(): Promise<void>;
}
