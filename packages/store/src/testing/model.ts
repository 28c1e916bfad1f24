// The store's definition, word for word and without a thought for speed: what every driver is compared with.
import { seriesKind } from "@runboard/tfevents";
import type { FileCommit, PlacedValue, RunRow, SeriesRow } from "../event-store.ts";
import type { FileCursor } from "../file-cursor.ts";
import { findingsOf } from "./model-findings.ts";
import { judge } from "./model-judge.ts";
import type { Judged, ModelFile, ModelPoint, ModelSeries } from "./model-series.ts";

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
    const marks = this.files.get(cursor.path)?.marks ?? [];
    const walls = [commit.lastWallTimeSeconds, this.files.get(cursor.path)?.lastWallTimeSeconds ?? null];
    this.files.set(cursor.path, {
      cursor,
      firstWallTimeSeconds: this.files.get(cursor.path)?.firstWallTimeSeconds ?? commit.firstWallTimeSeconds,
      lastWallTimeSeconds: extreme(walls, Math.max),
      sessionEnded: commit.sessionEnded ?? this.files.get(cursor.path)?.sessionEnded ?? null,
      marks: [...marks, ...(commit.startMark ? [commit.startMark] : [])],
    });
    const markCount = marks.length;
    for (const { tag, metadata, ...points } of commit.scalars) {
      const added = Array.from(points.steps, (step, i) => ({
        path: cursor.path,
        markCount,
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
        markCount,
        step,
        wallTimeSeconds: points.wallTimesSeconds[i] ?? NaN,
        value: NaN,
        record: {
          offsetBytes: points.offsetsBytes[i] ?? NaN,
          lengthBytes: points.lengthsBytes[i] ?? NaN,
          detail: points.details[i],
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

  /** Files of a run by path. */
  filesOf(run: string): readonly ModelFile[] {
    return [...this.files.values()]
      .filter(({ cursor }) => cursor.run === run)
      .sort((a, b) => compareBytes(a.cursor.path, b.cursor.path));
  }

  /** Series in the order in which they are listed. */
  series(): readonly ModelSeries[] {
    return this.#series.toSorted(
      (a, b) =>
        compareBytes(a.run, b.run) ||
        compareBytes(a.tag, b.tag) ||
        compareBytes(a.metadata.dataClass, b.metadata.dataClass) ||
        compareBytes(a.metadata.plugin, b.metadata.plugin),
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
        run === added.run && tag === added.tag && seriesKind(metadata) === seriesKind(added.metadata),
    );
    if (series) series.points.push(...added.points);
    else this.#series.push(added);
  }

  #run(run: string): Omit<RunRow, "revision"> {
    const files = this.filesOf(run);
    const ofRun = this.#series
      .filter((one) => one.run === run)
      .map((one) => ({ one, judged: judge(one, files) }));
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
      lastStep: extreme(
        series.map(({ pointCount, lastStep }) => (pointCount > 0 ? lastStep : null)),
        Math.max,
      ),
      problemFiles: files
        .map(({ cursor }) => cursor)
        .filter(({ state, skippedRecordCount }) => state !== "reading" || skippedRecordCount > 0),
    };
  }
}

/** The series' row, by what judge gave. */
export function summaryOf(
  series: ModelSeries,
  { points, restartCount }: Judged,
): Omit<SeriesRow, "revision"> {
  const visible = points.filter(({ superseded }) => !superseded);
  // A series of which nothing is shown tells where its points are.
  const steps = points.map(({ step }) => step);
  const walls = points.map(({ wallTimeSeconds }) => wallTimeSeconds);
  const first = visible[0] ?? { step: Math.min(...steps), wallTimeSeconds: Math.min(...walls) };
  const last = visible.at(-1) ?? { step: Math.max(...steps), wallTimeSeconds: Math.max(...walls) };
  const isScalar = series.metadata.dataClass === "scalar";
  const finite = isScalar ? visible.filter(({ value }) => Number.isFinite(value)) : [];
  const least = Math.min(...finite.map(({ value }) => value));
  const greatest = Math.max(...finite.map(({ value }) => value));
  return {
    run: series.run,
    tag: series.tag,
    metadata: series.metadata,
    pointCount: visible.length,
    supersededPointCount: points.length - visible.length,
    restartCount,
    firstStep: first.step,
    lastStep: last.step,
    firstWallTimeSeconds: first.wallTimeSeconds,
    lastWallTimeSeconds: last.wallTimeSeconds,
    last: isScalar ? placed(visible.at(-1)) : null,
    min: placed(finite.find(({ value }) => value === least)),
    max: placed(finite.find(({ value }) => value === greatest)),
    nonFiniteCount: isScalar ? visible.length - finite.length : 0,
    maxSampleCount: Math.max(0, ...visible.map(samplesOf)),
    isPlain:
      visible.length === points.length &&
      points.every(({ file, place }, i) => file === points[0]?.file && place === i),
  };
}

function samplesOf({ record }: ModelPoint): number {
  const detail = record?.detail;
  return detail && "sampleCount" in detail ? detail.sampleCount : 0;
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
