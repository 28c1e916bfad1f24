// Looks for damage that no reader meets: rows that are lost leave nothing behind whose checksum could be wrong.
import { ChunkError, readOwned } from "../chunk-column.ts";
import { decodeFindings } from "../chunk-findings.ts";
import { decodeSummary } from "../summary.ts";
import { bytesFromSql, numberFromSql, type Database, type Row } from "./driver.ts";
import { isRowAsWritten } from "./row-checksum.ts";
import { extrasFromRow, greater, seriesFromRow } from "./run-state.ts";

export class Audit {
  readonly #db: Database;
  readonly #sql;

  constructor(db: Database) {
    this.#db = db;
    this.#sql = {
      runIds: db.prepare("SELECT id FROM run ORDER BY id"),
      run: db.prepare("SELECT * FROM run WHERE id = ?"),
      files: db.prepare("SELECT * FROM file WHERE run_id = ?"),
      series: db.prepare("SELECT * FROM series WHERE run_id = ?"),
      strays: db.prepare("SELECT count(*) AS count FROM series WHERE run_id NOT IN (SELECT id FROM run)"),
    };
  }

  runIds(): readonly number[] {
    return this.#sql.runIds.all().map((row) => numberFromSql(row["id"]));
  }

  /** Whether SQLite can follow all that leads from row to row, and its indexes say what its tables do. @throws ChunkError */
  structure(): void {
    const found = this.#db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
    if (found !== "ok") throw new ChunkError(`SQLite finds it broken: ${String(found)}`);
    if (numberFromSql(this.#sql.strays.get()?.["count"]) > 0) throw new ChunkError("Series of no run.");
  }

  /** Whether a run has the files and series that its row counts, and these are as they were written. A run that is gone is none of ours. @throws ChunkError */
  run(runId: number): void {
    const run = this.#sql.run.get(runId);
    if (!run) return;
    assertAsWritten(run, "run");
    const files = this.#sql.files.all(runId);
    for (const file of files) assertAsWritten(file, "file");
    if (files.length !== run["file_count"]) throw new ChunkError("A run that lost files.");
    readOwned({ runId }, () => assertCounts(run, this.#sql.series.all(runId)));
  }
}

/** @throws ChunkError */
function assertAsWritten(row: Row, what: string): void {
  if (!isRowAsWritten(Object.values(row))) throw new ChunkError(`A ${what} that is not as it was written.`);
}

/** @throws ChunkError when a run's row counts other than its series have. */
function assertCounts(run: Row, series: readonly Row[]): void {
  const sums = { points: 0, superseded: 0, restarts: 0, findings: 0, lastStep: null as number | null };
  for (const row of series) {
    const { owner } = seriesFromRow(row);
    const { findings } = extrasFromRow(row, owner);
    const summary = decodeSummary(bytesFromSql(row["summary"]), owner);
    sums.points += summary.pointCount;
    sums.superseded += summary.supersededPointCount;
    sums.restarts = Math.max(sums.restarts, summary.restartCount);
    sums.findings += decodeFindings(findings).length;
    if (summary.pointCount > 0) sums.lastStep = greater(sums.lastStep, summary.lastStep);
  }
  const isAsCounted =
    series.length === run["series_count"] &&
    sums.points === run["point_count"] &&
    sums.superseded === run["superseded_point_count"] &&
    sums.restarts === run["restart_count"] &&
    sums.findings === run["finding_count"] &&
    sums.lastStep === run["last_step"];
  if (!isAsCounted) throw new ChunkError("A run whose series are not those that it counts.");
}
