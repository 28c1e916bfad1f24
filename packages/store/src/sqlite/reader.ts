// The reading half of the SQLite driver. Each answer comes from one snapshot.
import type { DataClass } from "@runboard/tfevents";
import type {
  FileCursor,
  FindingRow,
  RecordColumns,
  RunRow,
  ScalarColumns,
  ScalarQuery,
  SeriesFilter,
  SeriesRow,
} from "../event-store.ts";
import { recordCodec } from "../chunk.ts";
import { decodeFindings, findingOfSeries } from "../chunk-findings.ts";
import { decodeFacts, type ChunkFacts } from "../chunk-facts.ts";
import { assembleColumns } from "../columns.ts";
import { assertPointQuery, needsEveryPoint, planRead } from "../columns-plan.ts";
import { decodeSummary, type SeriesSummary } from "../summary.ts";
import { visibilityLimits, visibleIndexes } from "../visibility.ts";
import {
  bytesFromSql,
  numberFromSql,
  prepareList,
  sqlText,
  textFromSql,
  type Database,
  type ListQuery,
  type Row,
  type SqlValue,
} from "./driver.ts";
import { cursorFromRow, nullableNumber } from "./run-state.ts";

/** A series of few points is fetched whole at once: its facts say nothing that would save a chunk. */
const FEW_POINTS = 2048;

interface FoundSeries {
  readonly id: number;
  readonly runId: number;
  readonly run: string;
  readonly tag: string;
  readonly dataClass: DataClass;
  readonly summary: SeriesSummary;
}

const SERIES_KEY_COLUMNS = "series.id, run_id, run.name, tag, data_class, summary";
const SERIES_COLUMNS = `${SERIES_KEY_COLUMNS}, plugin, plugin_content, display_name, description, series.revision`;

interface FoundChunk {
  readonly id: number;
  readonly fileId: number;
  readonly facts: ChunkFacts;
  readonly data: Uint8Array | undefined;
}

export class Reader {
  readonly #db: Database;
  readonly #sql: ReturnType<typeof prepareStatements>;
  readonly #seriesQueries = new Map<string, ListQuery>();

  constructor(db: Database) {
    this.#db = db;
    this.#sql = prepareStatements(db);
  }

  revision(): number {
    return numberFromSql(this.#sql.revision.get()?.["revision"]);
  }

  listRuns(sinceRevision: number): readonly RunRow[] {
    return this.#snapshot(() => {
      const problems = new Map<string, FileCursor[]>();
      for (const file of this.#sql.problemFiles.all().map(fileFromRow))
        problems.set(file.run, [...(problems.get(file.run) ?? []), file]);
      return this.#sql.runs.all(sinceRevision).map((row) => {
        const run = runFromRow(row);
        return { ...run, problemFiles: problems.get(run.run) ?? [] };
      });
    });
  }

  listSeries(filter: SeriesFilter): readonly SeriesRow[] {
    return this.#findSeries(SERIES_COLUMNS, "true", filter).map((row) => {
      const { run, tag, dataClass, summary } = foundSeries(row);
      const [plugin, pluginContent, displayName, description, revision] = row.slice(6);
      return {
        run,
        tag,
        metadata: {
          dataClass,
          plugin: textFromSql(plugin),
          pluginContent: pluginContent === null ? new Uint8Array(0) : bytesFromSql(pluginContent),
          displayName: textFromSql(displayName),
          description: textFromSql(description),
        },
        ...summary,
        revision: numberFromSql(revision),
      };
    });
  }

  listFindings(filter: SeriesFilter): readonly FindingRow[] {
    const rows = this.#findSeries("run.name, tag, findings", "findings IS NOT NULL", filter);
    return rows.flatMap(([run, tag, findings]) => {
      const place = { run: textFromSql(run), tag: textFromSql(tag) };
      return decodeFindings(bytesFromSql(findings)).map((finding) => ({
        ...place,
        ...findingOfSeries(finding),
      }));
    });
  }

  listFiles(): readonly FileCursor[] {
    return this.#sql.files.all().map(fileFromRow);
  }

  readScalars(query: ScalarQuery): readonly ScalarColumns[] {
    assertPointQuery(query);
    return this.#snapshot(() =>
      this.#findSeries(SERIES_KEY_COLUMNS, "true", { ...query, dataClass: "scalar" }).map((row) =>
        this.#readSeries(foundSeries(row), query),
      ),
    );
  }

  readRecords(run: string, tag: string): RecordColumns | undefined {
    return this.#snapshot(() => {
      const found = this.#findSeries(SERIES_KEY_COLUMNS, "true", { runs: [run], tags: [tag] }).map(
        foundSeries,
      );
      const series = found.find(({ dataClass }) => dataClass !== "scalar");
      return series && this.#readRecordSeries(series);
    });
  }

  #readSeries(series: FoundSeries, query: ScalarQuery): ScalarColumns {
    const total = series.summary.pointCount + series.summary.supersededPointCount;
    const chunks = this.#chunks(series, total <= FEW_POINTS || needsEveryPoint(query));
    const plan = planRead(
      chunks.map(({ facts }) => facts),
      series.summary,
      query,
    );
    const parts = plan.map((part) => {
      const chunk = chunks[part.chunk];
      if (part.form === "data" && chunk?.data) return { part, bytes: chunk.data };
      const fetched = part.form === "data" ? this.#sql.data : this.#sql.level;
      return { part, bytes: bytesFromSql(fetched.get(chunk?.id ?? 0)?.["bytes"]) };
    });
    const { run, tag } = series;
    return { run, tag, ...assembleColumns(parts, series.summary, query) };
  }

  #readRecordSeries(series: FoundSeries): RecordColumns {
    const chunks = this.#chunks(series, true);
    const limits = visibilityLimits(chunks.map(({ facts }) => facts));
    const files = this.#sql.filesOfRun.all(series.runId);
    const paths = files.map((file) => textFromSql(file["path"]));
    const steps: number[] = [];
    const wallTimesSeconds: number[] = [];
    const offsetsBytes: number[] = [];
    const lengthsBytes: number[] = [];
    const valueIndexes: number[] = [];
    const pathIndexes: number[] = [];
    const details: string[] = [];
    chunks.forEach(({ data, fileId }, index) => {
      const batch = recordCodec.decode(bytesFromSql(data));
      const pathIndex = files.findIndex((file) => file["id"] === fileId);
      for (const i of visibleIndexes(batch.steps, batch.steps.length, limits[index] ?? Infinity)) {
        steps.push(batch.steps[i] ?? NaN);
        wallTimesSeconds.push(batch.wallTimesSeconds[i] ?? NaN);
        offsetsBytes.push(batch.offsetsBytes[i] ?? NaN);
        lengthsBytes.push(batch.lengthsBytes[i] ?? NaN);
        valueIndexes.push(batch.valueIndexes[i] ?? -1);
        details.push(batch.details[i] ?? "");
        pathIndexes.push(pathIndex);
      }
    });
    return {
      run: series.run,
      tag: series.tag,
      steps: Float64Array.from(steps),
      wallTimesSeconds: Float64Array.from(wallTimesSeconds),
      offsetsBytes: Float64Array.from(offsetsBytes),
      lengthsBytes: Float64Array.from(lengthsBytes),
      valueIndexes: Int32Array.from(valueIndexes),
      details,
      pathIndexes: Int32Array.from(pathIndexes),
      paths,
    };
  }

  /** Chunks of a series in canonical order, with their data or without. */
  #chunks(series: FoundSeries, withData: boolean): readonly FoundChunk[] {
    const rows = (withData ? this.#sql.wholeChunks : this.#sql.chunks)(series.id);
    const chunks = rows.map(([id, fileId, facts, data]) => ({
      id: numberFromSql(id),
      fileId: numberFromSql(fileId),
      facts: decodeFacts(bytesFromSql(facts)),
      data: withData ? bytesFromSql(data) : undefined,
    }));
    if (chunks.every(({ fileId }) => fileId === chunks[0]?.fileId)) return chunks;
    const files = this.#sql.filesOfRun.all(series.runId);
    const ranks = new Map(files.map((file, rank) => [file["id"], rank]));
    const rankOf = (chunk: FoundChunk) => ranks.get(chunk.fileId) ?? 0;
    return chunks.sort((a, b) => rankOf(a) - rankOf(b) || a.id - b.id);
  }

  /** Rows of the series that a condition and a filter leave, ordered by run, tag and data class. */
  #findSeries(
    columns: string,
    condition: string,
    { runs, tags, plugin, dataClass }: SeriesFilter,
  ): ReturnType<ListQuery> {
    // CROSS JOIN fixes the order of the loops: names first, then the index of (run, tag).
    const sql = `
      SELECT ${columns}
      FROM ${runs ? "json_each(?) AS wanted_run CROSS JOIN run ON run.name = wanted_run.value" : "run"}
      ${tags ? "CROSS JOIN json_each(?) AS wanted_tag" : ""}
      CROSS JOIN series ON series.run_id = run.id ${tags ? "AND series.tag = wanted_tag.value" : ""}
      WHERE ${condition} ${plugin !== undefined ? "AND plugin = ?" : ""} ${dataClass ? "AND data_class = ?" : ""}
      ORDER BY run.name, series.tag, series.data_class`;
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
    return query(...parameters);
  }

  #snapshot<T>(read: () => T): T {
    this.#db.exec("BEGIN");
    try {
      return read();
    } finally {
      this.#db.exec("COMMIT");
    }
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
    filesOfRun: db.prepare("SELECT id, path FROM file WHERE run_id = ? ORDER BY path"),
    // In the order of the index: by file, then as the file had them.
    chunks: prepareList(db, "SELECT id, file_id, head FROM chunk WHERE series_id = ? ORDER BY file_id, id"),
    wholeChunks: prepareList(
      db,
      "SELECT id, file_id, head, data FROM chunk WHERE series_id = ? ORDER BY file_id, id",
    ),
    data: db.prepare("SELECT data AS bytes FROM chunk WHERE id = ?"),
    level: db.prepare("SELECT level AS bytes FROM chunk WHERE id = ?"),
  };
}

function nameList(names: readonly string[]): string {
  return JSON.stringify([...new Set(names)].map(sqlText));
}

/** The first values of a row of SERIES_KEY_COLUMNS or SERIES_COLUMNS. */
function foundSeries([id, runId, run, tag, dataClass, summary]: readonly SqlValue[]): FoundSeries {
  return {
    id: numberFromSql(id),
    runId: numberFromSql(runId),
    run: textFromSql(run),
    tag: textFromSql(tag),
    dataClass: dataClass === "scalar" || dataClass === "tensor" ? dataClass : "blob_sequence",
    summary: decodeSummary(bytesFromSql(summary)),
  };
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
    revision: numberFromSql(row["revision"]),
  };
}
