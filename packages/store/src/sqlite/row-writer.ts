// Writes the rows of series, files and runs as they are remembered.
import type { SeriesMetadata } from "@runboard/tfevents";
import { sealBytes } from "../checksum.ts";
import { countFindings } from "../chunk-findings.ts";
import { encodeSummary } from "../summary.ts";
import { sqlText, type Database, type SqlValue } from "./driver.ts";
import { rowChecksum } from "./row-checksum.ts";
import {
  encodeMarks,
  fileRanks,
  findingsOwner,
  greater,
  restartsOwner,
  textOfNumbers,
  type FileState,
  type RunState,
  type SeriesState,
} from "./run-state.ts";

/** What of a series is to be written. */
export interface SeriesChange {
  readonly run: RunState;
  /** Summary, restarts and findings have to be taken from the chunks. */
  isStale: boolean;
  /** The findings alone have to. */
  mayDifferInFindings: boolean;
  /** To be written with its row, which it has not yet; undefined when it has one. */
  readonly metadata: SeriesMetadata | undefined;
}

export class RowWriter {
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#sql = prepareStatements(db);
  }

  writeSeries(
    series: SeriesState,
    { run, metadata, isStale, mayDifferInFindings }: SeriesChange,
    revision: number,
  ): void {
    if (!series.summary) throw new Error(`${series.tag} has points but no summary.`);
    const { id, owner } = series;
    const extras = { hasFindings: series.findings !== null, hasRestarts: series.restarts !== null };
    const summary = encodeSummary(series.summary, extras, owner);
    const findings = series.findings && sealBytes(series.findings, findingsOwner(owner));
    const restarts = series.restarts && sealBytes(series.restarts, restartsOwner(owner));
    if (!metadata) {
      if (isStale || mayDifferInFindings)
        this.#sql.updateWholeSeries.run(revision, summary, findings, restarts, id);
      else this.#sql.updateSeries.run(revision, summary, id);
      return;
    }
    this.#sql.insertSeries.run(
      id,
      run.id,
      sqlText(series.tag),
      metadata.dataClass,
      sqlText(metadata.plugin),
      metadata.pluginContent.length > 0 ? metadata.pluginContent : null,
      sqlText(metadata.displayName),
      sqlText(metadata.description),
      revision,
      summary,
      findings,
      restarts,
    );
  }

  writeFile({ id, cursor, ...file }: FileState, run: RunState): void {
    const values: readonly SqlValue[] = [
      id,
      run.id,
      sqlText(cursor.path),
      sqlText(cursor.identity),
      cursor.sizeBytes,
      cursor.modifiedMillis,
      cursor.offsetBytes,
      cursor.state,
      sqlText(cursor.reason),
      cursor.skippedRecordCount,
      cursor.firstSkippedOffsetBytes,
      sqlText(cursor.skipReason),
      textOfNumbers(cursor.lateOffsetsBytes),
      file.firstWallTimeSeconds,
      file.lastWallTimeSeconds,
      file.sessionEnded === null ? null : Number(file.sessionEnded),
      encodeMarks(file.marks),
    ];
    this.#sql.upsertFile.run(...values, rowChecksum(values));
  }

  writeRun(run: RunState, revision: number): void {
    const row = {
      startTime: null as number | null,
      lastWallTime: null as number | null,
      modified: 0,
      size: 0,
      sessionEnded: false,
      points: 0,
      superseded: 0,
      restarts: 0,
      findings: 0,
      lastStep: null as number | null,
    };
    const ranks = fileRanks(run);
    let markRank = -1;
    for (const {
      id,
      cursor,
      firstWallTimeSeconds,
      lastWallTimeSeconds,
      sessionEnded,
    } of run.files.values()) {
      row.startTime = lesser(row.startTime, firstWallTimeSeconds);
      row.lastWallTime = greater(row.lastWallTime, lastWallTimeSeconds);
      row.modified = Math.max(row.modified, cursor.modifiedMillis);
      row.size += cursor.sizeBytes;
      const rank = ranks.get(id) ?? 0;
      if (sessionEnded === null || rank < markRank) continue;
      markRank = rank;
      row.sessionEnded = sessionEnded;
    }
    for (const { summary, findings } of run.series.values()) {
      row.points += summary?.pointCount ?? 0;
      row.superseded += summary?.supersededPointCount ?? 0;
      row.restarts = Math.max(row.restarts, summary?.restartCount ?? 0);
      row.findings += countFindings(findings);
      if (summary && summary.pointCount > 0) row.lastStep = greater(row.lastStep, summary.lastStep);
    }
    const values: readonly SqlValue[] = [
      run.id,
      sqlText(run.name),
      row.startTime,
      row.lastWallTime,
      row.modified,
      Number(row.sessionEnded),
      run.files.size,
      row.size,
      run.series.size,
      row.points,
      row.superseded,
      row.restarts,
      row.findings,
      row.lastStep,
      revision,
    ];
    this.#sql.upsertRun.run(...values, rowChecksum(values));
    run.revision = revision;
  }
}

function prepareStatements(db: Database) {
  return {
    insertSeries: db.prepare("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    updateSeries: db.prepare("UPDATE series SET revision = ?, summary = ? WHERE id = ?"),
    updateWholeSeries: db.prepare(
      "UPDATE series SET revision = ?, summary = ?, findings = ?, restarts = ? WHERE id = ?",
    ),
    upsertFile: db.prepare(`
      INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        identity = excluded.identity, size_bytes = excluded.size_bytes, modified_millis = excluded.modified_millis,
        offset_bytes = excluded.offset_bytes, state = excluded.state, reason = excluded.reason,
        skipped_record_count = excluded.skipped_record_count,
        first_skipped_offset_bytes = excluded.first_skipped_offset_bytes,
        skip_reason = excluded.skip_reason, late_offsets_bytes = excluded.late_offsets_bytes,
        first_wall_time_seconds = excluded.first_wall_time_seconds,
        last_wall_time_seconds = excluded.last_wall_time_seconds, session_ended = excluded.session_ended,
        marks = excluded.marks, checksum = excluded.checksum`),
    upsertRun: db.prepare(`
      INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        start_time_seconds = excluded.start_time_seconds, last_wall_time_seconds = excluded.last_wall_time_seconds,
        modified_millis = excluded.modified_millis, session_ended = excluded.session_ended,
        file_count = excluded.file_count, size_bytes = excluded.size_bytes, series_count = excluded.series_count,
        point_count = excluded.point_count, superseded_point_count = excluded.superseded_point_count,
        restart_count = excluded.restart_count, finding_count = excluded.finding_count,
        last_step = excluded.last_step, revision = excluded.revision, checksum = excluded.checksum`),
  };
}

function lesser(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
