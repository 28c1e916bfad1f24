// The reading half of the SQLite driver.
import type {
  FindingRow,
  IdentifiedFile,
  RecordColumns,
  RecordQuery,
  RestartRow,
  RunRow,
  ScalarColumns,
  ScalarQuery,
  SeriesFilter,
  SeriesRow,
} from "../event-store.ts";
import type { FileCursor } from "../file-cursor.ts";
import { assertPointQuery } from "../columns-plan.ts";
import { assertRecordQuery } from "../record-columns.ts";
import { openBytes } from "../checksum.ts";
import { ChunkError, readOwned } from "../chunk-column.ts";
import { decodeFindings, findingOfSeries } from "../chunk-findings.ts";
import { decodeRestarts } from "../series-restarts.ts";
import { decodeSummary } from "../summary.ts";
import { Audit } from "./audit.ts";
import {
  bytesFromSql,
  numberFromSql,
  prepareList,
  rollBack,
  sqlText,
  textFromSql,
  type Database,
  type ListQuery,
  type Row,
  type SqlValue,
} from "./driver.ts";
import {
  cursorFromRow,
  extrasFromRow,
  findingsOwner,
  nullableNumber,
  restartsOwner,
  seriesFromRow,
  type NamedSeries,
} from "./run-state.ts";
import { SeriesReader } from "./series-reader.ts";

/** What tells a series. */
const SERIES_COLUMNS = [
  "series.id",
  "run_id",
  "run.name",
  "tag",
  "data_class",
  "plugin",
  "plugin_content",
  "display_name",
  "description",
];
const SERIES_NAMES = SERIES_COLUMNS.map((column) => column.slice(column.indexOf(".") + 1));
const [ID, RUN_ID, TAG, DATA_CLASS, PLUGIN] = [0, 1, 3, 4, 5];

export class Reader {
  readonly #db: Database;
  readonly #sql: ReturnType<typeof prepareStatements>;
  readonly #points: SeriesReader;
  /** Of the index that is read. */
  readonly audit: Audit;
  readonly #seriesQueries = new Map<string, ListQuery>();

  constructor(db: Database) {
    this.#db = db;
    this.#sql = prepareStatements(db);
    this.#points = new SeriesReader(db);
    this.audit = new Audit(db);
  }

  /** What `read` gives, all from one snapshot of the index. */
  snapshot<T>(read: () => T): T {
    this.#db.exec("BEGIN");
    try {
      const answer = read();
      this.#db.exec("COMMIT");
      return answer;
    } catch (error) {
      rollBack(this.#db);
      throw error;
    }
  }

  revision(): number {
    return numberFromSql(this.#sql.revision.get()?.["revision"]);
  }

  listRuns(sinceRevision: number): readonly RunRow[] {
    const problems = new Map<string, FileCursor[]>();
    for (const file of this.#sql.problemFiles.all().map(fileFromRow))
      problems.set(file.run, [...(problems.get(file.run) ?? []), file]);
    return this.#sql.runs.all(sinceRevision).map((row) => {
      const run = runFromRow(row);
      return { ...run, problemFiles: problems.get(run.run) ?? [] };
    });
  }

  listSeries(filter: SeriesFilter): readonly SeriesRow[] {
    const missing = new Map<string, number>();
    const columns = "summary, series.revision, series_count";
    const rows = this.#findSeries(columns, "true", filter, (series, [summary, revision, count]) => {
      const { run, tag, metadata, owner } = series;
      missing.set(run, (missing.get(run) ?? numberFromSql(count)) - 1);
      const numbers = decodeSummary(bytesFromSql(summary), owner);
      return { run, tag, metadata, ...numbers, revision: numberFromSql(revision) };
    });
    const { tags, plugin, dataClass } = filter;
    const isOfAll = tags === undefined && plugin === undefined && dataClass === undefined;
    for (const [run, count] of missing)
      if (isOfAll && count !== 0) throw new ChunkError(`Of the series of ${run}, ${count} are gone.`);
    return rows;
  }

  listFindings(filter: SeriesFilter): readonly FindingRow[] {
    const rows = this.#findSeries(
      "findings",
      "findings IS NOT NULL",
      filter,
      ({ run, tag, owner }, [bytes]) =>
        decodeFindings(openBytes(bytesFromSql(bytes), findingsOwner(owner))).map((finding) => ({
          run,
          tag,
          ...findingOfSeries(finding),
        })),
    );
    return rows.flat();
  }

  listRestarts(filter: SeriesFilter): readonly RestartRow[] {
    const rows = this.#findSeries(
      "restarts",
      "restarts IS NOT NULL",
      filter,
      ({ run, tag, owner }, [bytes]) =>
        decodeRestarts(openBytes(bytesFromSql(bytes), restartsOwner(owner))).map((restart) => ({
          run,
          tag,
          ...restart,
        })),
    );
    return rows.flat();
  }

  listFiles(): readonly FileCursor[] {
    return this.#sql.files.all().map(fileFromRow);
  }

  listSeriesOfFile(path: string): readonly Pick<SeriesRow, "tag" | "metadata">[] {
    return this.#sql.seriesOfFile.all(sqlText(path)).map((row) =>
      readOwned({ seriesId: numberFromSql(row["id"]) }, () => {
        const { tag, metadata, owner } = seriesFromRow(row);
        decodeSummary(bytesFromSql(row["summary"]), owner);
        return { tag, metadata };
      }),
    );
  }

  findFile(identity: string): IdentifiedFile {
    const found = this.#sql.fileByIdentity.get(sqlText(identity));
    if (found) return { kind: "known", path: textFromSql(found["path"]) };
    return { kind: this.#sql.goneByIdentity.get(sqlText(identity)) ? "gone" : "unknown" };
  }

  /** @throws ChunkError */
  verifyFile(path: string): void {
    for (const row of this.#sql.seriesOfFile.all(sqlText(path))) {
      const id = numberFromSql(row["id"]);
      readOwned({ seriesId: id }, () => {
        const { owner } = seriesFromRow(row);
        decodeSummary(bytesFromSql(row["summary"]), owner);
        extrasFromRow(row, owner);
      });
      this.#points.verify(id, numberFromSql(row["file_id"]));
    }
  }

  /** The files whose share of the index a ChunkError names. */
  pathsOf(owner: NonNullable<ChunkError["owner"]>): readonly string[] {
    const rows =
      "fileId" in owner
        ? this.#sql.pathOfFile.all(owner.fileId)
        : "runId" in owner
          ? this.#sql.pathsOfRun.all(owner.runId)
          : this.#sql.pathsOfSeries.all(owner.seriesId);
    return rows.map((row) => textFromSql(row["path"]));
  }

  readScalars(query: ScalarQuery): readonly ScalarColumns[] {
    assertPointQuery(query);
    return this.#findSeries("summary", "true", { ...query, dataClass: "scalar" }, (series, [bytes]) => {
      const { run, tag, owner } = series;
      const summary = decodeSummary(bytesFromSql(bytes), owner);
      return { run, tag, ...this.#points.readScalars({ ...series, summary }, query) };
    });
  }

  readRecords(query: RecordQuery): readonly RecordColumns[] {
    assertRecordQuery(query);
    return this.#findSeries("summary", "data_class <> 'scalar'", query, (series, [bytes]) => {
      const { run, tag, metadata, owner } = series;
      const summary = decodeSummary(bytesFromSql(bytes), owner);
      return { run, tag, metadata, ...this.#points.readRecords({ ...series, summary }, query) };
    });
  }

  /** Makes something of the series that a condition and a filter leave, in order: of each series and the values of further columns. */
  #findSeries<T>(
    columns: string,
    condition: string,
    { runs, tags, plugin, dataClass }: SeriesFilter,
    make: (series: PlacedSeries, values: readonly SqlValue[]) => T,
  ): readonly T[] {
    // CROSS JOIN fixes the order of the loops: names first, then the index of (run, tag).
    const sql = `
      SELECT ${SERIES_COLUMNS.join(", ")}, ${columns}
      FROM ${runs ? "json_each(?) AS wanted_run CROSS JOIN run ON run.name = wanted_run.value" : "run"}
      ${tags ? "CROSS JOIN json_each(?) AS wanted_tag" : ""}
      CROSS JOIN series ON series.run_id = run.id ${tags ? "AND series.tag = wanted_tag.value" : ""}
      WHERE ${condition} ${plugin !== undefined ? "AND plugin = ?" : ""} ${dataClass ? "AND data_class = ?" : ""}
      ORDER BY run.name, series.tag`;
    let query = this.#seriesQueries.get(sql);
    if (!query) {
      query = prepareList(this.#db, sql);
      this.#seriesQueries.set(sql, query);
    }
    const parameters: SqlValue[] = [];
    if (runs) parameters.push(nameList(runs));
    if (tags) parameters.push(nameList(tags));
    if (plugin !== undefined) parameters.push(sqlText(plugin));
    if (dataClass) parameters.push(dataClass);
    const rows = inOrderOfKinds(query(...parameters));
    const wanted = tags && new Set(tags.map(sqlText));
    if (rows.some((row) => wanted?.has(String(row[TAG])) === false))
      throw new ChunkError("An index that leads from a tag to a series of another.");
    return rows.map((row) =>
      readOwned({ seriesId: numberFromSql(row[ID]) }, () =>
        make(placedSeries(row), row.slice(SERIES_COLUMNS.length)),
      ),
    );
  }
}

function prepareStatements(db: Database) {
  const files = "SELECT file.*, run.name AS run FROM file JOIN run ON run.id = file.run_id";
  return {
    revision: db.prepare("SELECT revision FROM meta"),
    runs: db.prepare(`
      SELECT * FROM run WHERE revision > ?
      ORDER BY start_time_seconds IS NULL, start_time_seconds, name`),
    files: db.prepare(`${files} ORDER BY path`),
    problemFiles: db.prepare(`${files} WHERE state <> 'reading' OR skipped_record_count > 0 ORDER BY path`),
    seriesOfFile: db.prepare(`
      SELECT series.*, file.id AS file_id FROM file CROSS JOIN series ON series.run_id = file.run_id
      WHERE file.path = ? AND EXISTS (SELECT 1 FROM chunk WHERE series_id = series.id AND file_id = file.id)
      ORDER BY series.id`),
    pathOfFile: db.prepare("SELECT path FROM file WHERE id = ?"),
    pathsOfRun: db.prepare("SELECT path FROM file WHERE run_id = ? ORDER BY path"),
    // Of its whole run: which of them gave it points may be what was lost.
    pathsOfSeries: db.prepare(
      "SELECT path FROM file WHERE run_id = (SELECT run_id FROM series WHERE id = ?) ORDER BY path",
    ),
    fileByIdentity: db.prepare("SELECT path FROM file WHERE identity = ? ORDER BY path LIMIT 1"),
    goneByIdentity: db.prepare("SELECT 1 FROM gone_file WHERE identity = ?"),
  };
}

/** Rows that are in order by run and tag, also in order by kind, which does not depend on which was there first. */
function inOrderOfKinds(rows: readonly (readonly SqlValue[])[]): readonly (readonly SqlValue[])[] {
  const sorted: (readonly SqlValue[])[] = [];
  let ofTag: (readonly SqlValue[])[] = [];
  const take = () => {
    // Most tags are of one kind.
    if (ofTag.length > 1) ofTag.sort((a, b) => (kindOf(a) < kindOf(b) ? -1 : 1));
    for (const row of ofTag) sorted.push(row);
    ofTag = [];
  };
  for (const row of rows) {
    if (ofTag[0] && !isOfOneTag(ofTag[0], row)) take();
    ofTag.push(row);
  }
  take();
  return sorted;
}

function isOfOneTag(a: readonly SqlValue[], b: readonly SqlValue[]): boolean {
  return a[TAG] === b[TAG] && a[RUN_ID] === b[RUN_ID];
}

/** Of a row that may be damaged, which is found when it is read. */
function kindOf(row: readonly SqlValue[]): string {
  return `${String(row[DATA_CLASS])} ${String(row[PLUGIN])}`;
}

function nameList(names: readonly string[]): string {
  return JSON.stringify([...new Set(names)].map(sqlText));
}

interface PlacedSeries extends NamedSeries {
  readonly run: string;
}

function placedSeries(row: readonly SqlValue[]): PlacedSeries {
  const series = Object.fromEntries(SERIES_NAMES.map((name, i) => [name, row[i]])) as Row;
  return { ...seriesFromRow(series), run: textFromSql(series["name"]) };
}

function fileFromRow(row: Row): FileCursor {
  return cursorFromRow(row, textFromSql(row["run"]));
}

function runFromRow(row: Row): Omit<RunRow, "problemFiles"> {
  return {
    run: textFromSql(row["name"]),
    startTimeSeconds: nullableNumber(row["start_time_seconds"]),
    lastWallTimeSeconds: nullableNumber(row["last_wall_time_seconds"]),
    modifiedMillis: numberFromSql(row["modified_millis"]),
    sessionEnded: row["session_ended"] === 1,
    fileCount: numberFromSql(row["file_count"]),
    sizeBytes: numberFromSql(row["size_bytes"]),
    seriesCount: numberFromSql(row["series_count"]),
    pointCount: numberFromSql(row["point_count"]),
    supersededPointCount: numberFromSql(row["superseded_point_count"]),
    restartCount: numberFromSql(row["restart_count"]),
    findingCount: numberFromSql(row["finding_count"]),
    lastStep: nullableNumber(row["last_step"]),
    revision: numberFromSql(row["revision"]),
  };
}
