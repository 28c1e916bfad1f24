// What is shown of a series, chunk by chunk: the one view that summaries, findings and queries have of it.
import { describeChunk, type ChunkFacts } from "./chunk-facts.ts";
import type { RunFiles } from "./run-files.ts";
import { reorder, stepOrder } from "./step-order.ts";
import { judgeSeries, type Judgement, type SeriesChunk } from "./visibility.ts";
import { type ChunkPoints } from "./repeats.ts";

/** What is shown of one chunk, by step. */
export interface ShownPart {
  /** Index of the chunk. */
  readonly chunk: number;
  /** Place of its file among points of one step. */
  readonly fileOrder: number;
  /** Of what is shown, as if the chunk held nothing else. */
  readonly facts: ChunkFacts;
  /** All of the chunk is shown, and it stands by step as it is. */
  readonly isAsStored: boolean;
  /** What is shown, by step. */
  points(): ChunkPoints;
}

export interface ShownSeries {
  /** By step; parts of the same steps in the order of their files. Without those of which nothing is shown. */
  readonly parts: readonly ShownPart[];
  /** One part after the other is all points by step: no part begins before the one before it ends. */
  readonly isSequential: boolean;
  readonly judgement: Judgement;
  /** Order of the run's files among points of one step. */
  readonly fileOrder: readonly number[];
}

/** @param chunks, files, read as for judgeSeries. */
export function showSeries(
  chunks: readonly SeriesChunk[],
  files: RunFiles,
  read: (chunk: number) => ChunkPoints,
): ShownSeries {
  const judgement = judgeSeries(chunks, files, read);
  const parts = chunks.flatMap((_, chunk) => showChunk(chunk, { chunks, files, read, judgement }) ?? []);
  parts.sort((a, b) => a.facts.minStep - b.facts.minStep || compareAtStep(a, b));
  const isSequential = parts.every((part, i) => {
    const before = parts[i - 1];
    if (!before || before.facts.maxStep < part.facts.minStep) return true;
    return before.facts.maxStep === part.facts.minStep && compareAtStep(before, part) < 0;
  });
  return { parts, isSequential, judgement, fileOrder: files.order };
}

/** The series as its one file gave it, all shown and by step. @param chunks all of it, in order. */
export function showPlain(chunks: readonly SeriesChunk[], read: (chunk: number) => ChunkPoints): ShownSeries {
  const judgement: Judgement = {
    visibilities: chunks.map(() => "whole"),
    superseded: (chunk) => new Uint8Array(chunks[chunk]?.facts.pointCount ?? 0),
    restartCount: 0,
    restarts: [],
  };
  const parts = chunks.map(({ facts }, chunk): ShownPart => ({
    chunk,
    fileOrder: 0,
    facts,
    isAsStored: true,
    points: () => read(chunk),
  }));
  return { parts, isSequential: true, judgement, fileOrder: [0] };
}

/** Order of two parts among points of one step: negative when the first comes first. */
export function compareAtStep(a: ShownPart, b: ShownPart): number {
  return a.fileOrder - b.fileOrder || a.chunk - b.chunk;
}

interface Sources {
  readonly chunks: readonly SeriesChunk[];
  readonly files: RunFiles;
  readonly read: (chunk: number) => ChunkPoints;
  readonly judgement: Judgement;
}

function showChunk(chunk: number, { chunks, files, read, judgement }: Sources): ShownPart | undefined {
  const { facts, file } = chunks[chunk] ?? {};
  const visibility = judgement.visibilities[chunk];
  if (facts === undefined || file === undefined || visibility === "none") return undefined;
  const fileOrder = files.order[file] ?? 0;
  const asStored: ShownPart = { chunk, fileOrder, facts, isAsStored: true, points: () => read(chunk) };
  const ascends = facts.leastDescent === Infinity;
  if (visibility === "whole" && ascends) return asStored;
  const points = read(chunk);
  const superseded = visibility === "whole" ? undefined : judgement.superseded(chunk, points);
  // A limit that reaches into the chunk's steps and wall times need not hold for any of its points.
  if (superseded?.includes(1) === false && ascends) return asStored;
  const shown = pickShown(points, facts.pointCount, superseded);
  const count = shown.steps.length;
  if (count === 0) return undefined;
  return {
    chunk,
    fileOrder,
    facts: describeChunk(shown, 0, count, facts.markCount),
    isAsStored: false,
    points: () => shown,
  };
}

/** The points that are not superseded, by step. */
export function pickShown(
  points: ChunkPoints,
  count: number,
  superseded: Uint8Array | undefined,
): ChunkPoints {
  const { from } = points;
  const left = <Column extends Float64Array | Int32Array>(column: Column): Column => {
    const part = column.subarray(from, from + count) as Column;
    return superseded ? (part.filter((_, i) => superseded[i] === 0) as Column) : part;
  };
  const steps = left(points.steps);
  const order = stepOrder(steps);
  const put = <Column extends Float64Array | Int32Array>(column: Column): Column => {
    const kept = left(column);
    return order ? reorder(kept, order) : kept;
  };
  return {
    from: 0,
    steps: order ? reorder(steps, order) : steps,
    wallTimesSeconds: put(points.wallTimesSeconds),
    values: points.values && put(points.values),
    sampleCounts: points.sampleCounts && put(points.sampleCounts),
  };
}
