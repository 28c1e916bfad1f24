// What is worth a look in points of one chunk, taken alone and by step: values that are not finite, and spikes.
//
// As bytes: six eight-byte floats each (code, step, last step, wall time, value, points). The code is the kind's place in KINDS, plus 4 when it
// reaches the first point, plus 8 when it reaches the last.
import { findSpikes } from "@runboard/analysis";
import type { FindingKind } from "@runboard/contract";
import { CHUNK_POINTS, ChunkError } from "./chunk-column.ts";
import type { SeriesFinding } from "./event-store.ts";
import type { ChunkPoints } from "./repeats.ts";

export interface ChunkFinding extends SeriesFinding {
  readonly reachesStart: boolean;
  readonly reachesEnd: boolean;
}

/** More stretches of one kind than a series keeps are of no use. */
const MAX_STRETCHES = 16;

const KINDS = ["non_finite", "spike", "plateau"] as const satisfies readonly FindingKind[];
const FINDING_NUMBERS = 6;

const finiteValues = new Float64Array(CHUNK_POINTS);
const finiteIndexes = new Int32Array(CHUNK_POINTS);

/**
 * In the order of points: the first 16 stretches of values that are not finite, and all spikes.
 * @param columns `count` points from index `from` on, by step. @param nonFiniteCount how many of their values are not finite.
 */
export function findInChunk(
  columns: ChunkPoints,
  count: number,
  nonFiniteCount: number,
): readonly ChunkFinding[] {
  const { values, from } = columns;
  if (values === undefined) return NONE;
  const to = from + count;
  const spikes = nonFiniteCount === 0 ? findSpikes(values, from, to) : undefined;
  if (spikes?.length === 0) return NONE;
  const finding = (kind: FindingKind, first: number, last: number): ChunkFinding => ({
    kind,
    step: columns.steps[from + first]!,
    lastStep: columns.steps[from + last]!,
    wallTimeSeconds: columns.wallTimesSeconds[from + first]!,
    value: values[from + first]!,
    pointCount: last - first + 1,
    reachesStart: first === 0,
    reachesEnd: from + last + 1 === to,
  });
  if (spikes) return spikes.map(([first, last]) => finding("spike", first, last));
  const findings: ChunkFinding[] = [];
  let finiteCount = 0;
  let stretchStart = -1;
  for (let i = from; i <= to; i++) {
    const isStretch = i < to && !Number.isFinite(values[i]);
    if (i < to && !isStretch) {
      finiteValues[finiteCount] = values[i]!;
      finiteIndexes[finiteCount++] = i - from;
    }
    if (isStretch && stretchStart === -1) stretchStart = i - from;
    if (isStretch || stretchStart === -1) continue;
    if (findings.length < MAX_STRETCHES) findings.push(finding("non_finite", stretchStart, i - 1 - from));
    stretchStart = -1;
  }
  for (const [first, last] of findSpikes(finiteValues, 0, finiteCount)) {
    const spike = finding("spike", finiteIndexes[first]!, finiteIndexes[last]!);
    findings.push({ ...spike, pointCount: last - first + 1 });
  }
  return findings.sort((a, b) => a.step - b.step);
}

const NONE: readonly ChunkFinding[] = [];

/** Null when there are none. */
export function encodeFindings(findings: readonly (SeriesFinding | ChunkFinding)[]): Uint8Array | null {
  if (findings.length === 0) return null;
  const numbers = findings.flatMap((finding) => {
    const reachesStart = "reachesStart" in finding && finding.reachesStart;
    const reachesEnd = "reachesEnd" in finding && finding.reachesEnd;
    const code = KINDS.indexOf(finding.kind) + (reachesStart ? 4 : 0) + (reachesEnd ? 8 : 0);
    const { step, lastStep, wallTimeSeconds, value, pointCount } = finding;
    return [code, step, lastStep, wallTimeSeconds, value, pointCount];
  });
  return new Uint8Array(Float64Array.from(numbers).buffer);
}

/** @throws ChunkError */
export function decodeFindings(bytes: Uint8Array | null): readonly ChunkFinding[] {
  if (bytes === null) return NONE;
  if (bytes.length % (8 * FINDING_NUMBERS) !== 0) throw new ChunkError(`Findings of ${bytes.length} bytes.`);
  const numbers = new Float64Array(bytes.slice().buffer);
  return Array.from({ length: numbers.length / FINDING_NUMBERS }, (_, i) => {
    const [code, step, lastStep, wallTimeSeconds, value, pointCount] = numbers.subarray(i * FINDING_NUMBERS);
    const kind = KINDS[code! & 3];
    if (kind === undefined) throw new ChunkError(`A finding of the unknown kind ${code!}.`);
    return {
      kind,
      step: step!,
      lastStep: lastStep!,
      wallTimeSeconds: wallTimeSeconds!,
      value: value!,
      pointCount: pointCount!,
      reachesStart: (code! & 4) !== 0,
      reachesEnd: (code! & 8) !== 0,
    };
  });
}

/** Whether one of the findings is a plateau. */
export function hasPlateau(bytes: Uint8Array | null): boolean {
  return decodeFindings(bytes).some(({ kind }) => kind === "plateau");
}

/** Without its place in the chunk. */
export function findingOfSeries(finding: ChunkFinding): SeriesFinding {
  const { kind, step, lastStep, wallTimeSeconds, value, pointCount } = finding;
  return { kind, step, lastStep, wallTimeSeconds, value, pointCount };
}

/** How many findings the bytes hold. */
export function countFindings(bytes: Uint8Array | null): number {
  return bytes === null ? 0 : bytes.length / (8 * FINDING_NUMBERS);
}
