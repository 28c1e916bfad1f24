// The store's definition, word for word and without a thought for speed: what every driver is compared with.
import type { SeriesMetadata } from "@runboard/tfevents";
import type { FileCommit, FileCursor, PlacedValue, RunRow, SeriesRow } from "../event-store.ts";
import { findingsOf } from "./model-findings.ts";

export interface ModelPoint {
  readonly path: string;
  readonly step: number;
  readonly wallTimeSeconds: number;
  /** NaN for a record. */
  readonly value: number;
  /** Where a record's bytes are; null for a scalar. */
  readonly record: {
    readonly offsetBytes: number;
    readonly lengthBytes: number;
    readonly valueIndex: number;
    readonly detail: string;
  } | null;
}

interface ModelFile {
  cursor: FileCursor;
  firstWallTimeSeconds: number | null;
  lastWallTimeSeconds: number | null;
  sessionEnded: boolean | null;
}

export interface ModelSeries {
  readonly run: string;
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  /** In the order in which each file gave them. */
  points: ModelPoint[];
}

export class ModelStore {
  readonly files = new Map<string, ModelFile>();
  #series: ModelSeries[] = [];

  /** @returns whether the commit is accepted. */
  commit(commit: FileCommit): boolean {
    const { cursor } = commit;
    const known = this.files.get(cursor.path);
    const isSame = known?.cursor.run === cursor.run && !commit.isReplacement;
    if (commit.fromOffsetBytes !== (isSame ? known.cursor.offsetBytes : 0)) return false;
    if (!isSame) this.remove(cursor.path);
    const walls = [commit.lastWallTimeSeconds, this.files.get(cursor.path)?.lastWallTimeSeconds ?? null];
    this.files.set(cursor.path, {
      cursor,
      firstWallTimeSeconds: this.files.get(cursor.path)?.firstWallTimeSeconds ?? commit.firstWallTimeSeconds,
      lastWallTimeSeconds: extreme(walls, Math.max),
      sessionEnded: commit.sessionEnded ?? this.files.get(cursor.path)?.sessionEnded ?? null,
    });
    for (const { tag, metadata, ...points } of commit.scalars) {
      const added = Array.from(points.steps, (step, i) => ({
        path: cursor.path,
        step,
        wallTimeSeconds: points.wallTimesSeconds[i] ?? NaN,
        value: points.values[i] ?? NaN,
        record: null,
      }));
      this.#add({ run: cursor.run, tag, metadata, points: added });
    }
    for (const { tag, metadata, ...points } of commit.records) {
      const added = Array.from(points.steps, (step, i) => ({
        path: cursor.path,
        step,
        wallTimeSeconds: points.wallTimesSeconds[i] ?? NaN,
        value: NaN,
        record: {
          offsetBytes: points.offsetsBytes[i] ?? NaN,
          lengthBytes: points.lengthsBytes[i] ?? NaN,
          valueIndex: points.valueIndexes[i] ?? NaN,
          detail: points.details[i] ?? "",
        },
      }));
      this.#add({ run: cursor.run, tag, metadata, points: added });
    }
    return true;
  }

  /** @returns whether the file was known. */
  remove(path: string): boolean {
    for (const series of this.#series) series.points = series.points.filter((point) => point.path !== path);
    this.#series = this.#series.filter(({ points }) => points.length > 0);
    return this.files.delete(path);
  }

  /** Series in the order in which they are listed. */
  series(): readonly ModelSeries[] {
    return this.#series.toSorted(
      (a, b) =>
        compareBytes(a.run, b.run) ||
        compareBytes(a.tag, b.tag) ||
        compareBytes(a.metadata.dataClass, b.metadata.dataClass),
    );
  }

  runs(): readonly Omit<RunRow, "revision">[] {
    const names = new Set([...this.files.values()].map(({ cursor }) => cursor.run));
    const rows = [...names].map((run) => this.#run(run));
    return rows.sort(
      (a, b) =>
        Number(a.startTimeSeconds === null) - Number(b.startTimeSeconds === null) ||
        (a.startTimeSeconds ?? 0) - (b.startTimeSeconds ?? 0) ||
        compareBytes(a.run, b.run),
    );
  }

  cursors(): readonly FileCursor[] {
    const cursors = [...this.files.values()].map(({ cursor }) => cursor);
    return cursors.sort((a, b) => compareBytes(a.path, b.path));
  }

  #add(added: ModelSeries): void {
    if (added.points.length === 0) return;
    const series = this.#series.find(
      ({ run, tag, metadata }) =>
        run === added.run && tag === added.tag && metadata.dataClass === added.metadata.dataClass,
    );
    if (series) series.points.push(...added.points);
    else this.#series.push(added);
  }

  #run(run: string): Omit<RunRow, "revision"> {
    const files = [...this.files.values()]
      .filter(({ cursor }) => cursor.run === run)
      .sort((a, b) => compareBytes(a.cursor.path, b.cursor.path));
    const ofRun = this.#series
      .filter((one) => one.run === run)
      .map((one) => ({ one, judged: judgedPoints(one) }));
    const series = ofRun.map(({ one, judged }) => summaryOf(one, judged));
    return {
      run,
      startTimeSeconds: extreme(
        files.map((file) => file.firstWallTimeSeconds),
        Math.min,
      ),
      lastWallTimeSeconds: extreme(
        files.map((file) => file.lastWallTimeSeconds),
        Math.max,
      ),
      modifiedMillis: Math.max(...files.map(({ cursor }) => cursor.modifiedMillis)),
      sessionEnded: files.findLast((file) => file.sessionEnded !== null)?.sessionEnded ?? false,
      fileCount: files.length,
      sizeBytes: files.reduce((sum, { cursor }) => sum + cursor.sizeBytes, 0),
      seriesCount: series.length,
      pointCount: series.reduce((sum, { pointCount }) => sum + pointCount, 0),
      supersededPointCount: series.reduce((sum, one) => sum + one.supersededPointCount, 0),
      restartCount: Math.max(0, ...series.map(({ restartCount }) => restartCount)),
      findingCount: ofRun.reduce((sum, { one, judged }) => sum + findingsOf(one, judged).length, 0),
      problemFiles: files
        .map(({ cursor }) => cursor)
        .filter(({ state, skippedRecordCount }) => state !== "reading" || skippedRecordCount > 0),
    };
  }
}

export type JudgedPoint = ModelPoint & { readonly superseded: boolean };

/** The points of a series in canonical order, each with whether a later one has a step that is not greater. */
export function judgedPoints({ points }: ModelSeries): readonly JudgedPoint[] {
  // Sorting is stable: points of one file stay in the order in which it gave them.
  const ordered = points.toSorted((a, b) => compareBytes(a.path, b.path));
  return ordered.map((point, i) => ({
    ...point,
    superseded: ordered.slice(i + 1).some(({ step }) => step <= point.step),
  }));
}

/** The series' row, by what judgedPoints gave. */
export function summaryOf(series: ModelSeries, judged: readonly JudgedPoint[]): Omit<SeriesRow, "revision"> {
  const visible = judged.filter(({ superseded }) => !superseded);
  const first = visible[0];
  const last = visible.at(-1);
  if (!first || !last) throw new Error("A series without points.");
  const isScalar = series.metadata.dataClass === "scalar";
  const finite = isScalar ? visible.filter(({ value }) => Number.isFinite(value)) : [];
  const least = Math.min(...finite.map(({ value }) => value));
  const greatest = Math.max(...finite.map(({ value }) => value));
  return {
    run: series.run,
    tag: series.tag,
    metadata: series.metadata,
    pointCount: visible.length,
    supersededPointCount: judged.length - visible.length,
    restartCount: judged.filter(({ step }, i) => i > 0 && step < (judged[i - 1]?.step ?? NaN)).length,
    firstStep: first.step,
    lastStep: last.step,
    firstWallTimeSeconds: first.wallTimeSeconds,
    lastWallTimeSeconds: last.wallTimeSeconds,
    last: isScalar ? placed(last) : null,
    min: placed(finite.find(({ value }) => value === least)),
    max: placed(finite.find(({ value }) => value === greatest)),
    nonFiniteCount: isScalar ? visible.length - finite.length : 0,
  };
}

function placed(point: ModelPoint | undefined): PlacedValue | null {
  return point ? { step: point.step, wallTimeSeconds: point.wallTimeSeconds, value: point.value } : null;
}

function extreme(
  numbers: readonly (number | null)[],
  choose: (...numbers: number[]) => number,
): number | null {
  const known = numbers.filter((one) => one !== null);
  return known.length > 0 ? choose(...known) : null;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
