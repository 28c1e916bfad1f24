// A process that changes a job table without end, until it is killed: `node --import tsx changing-child.ts <path>`. Each change gives all rows the same, greater number, and adds one row; what was committed is printed.
import { openJobTable } from "../jobs/open-job-table.ts";

const [, , path = ""] = process.argv;
const table = await openJobTable({ kind: "sqlite", path });
const ids = (await table.listJobs()).map(({ id }) => id);
let number = Number((await table.listJobs())[0]?.record ?? 0);
for (;;) {
  number += 1;
  ids.push(`job${ids.length}`);
  const rows = ids.map((id) => ({ id, record: String(number) }));
  await table.commit({ jobs: rows, sweeps: rows.slice(0, 1) });
  process.stdout.write(`${number}\n`);
  await new Promise(setImmediate);
}
