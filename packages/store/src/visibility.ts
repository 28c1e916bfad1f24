// Which points of a series are shown: the three rules of event-store.ts, worked out from the facts of its chunks. Points are looked at only
// where steps descend, or where two files may have a step in common.
import { upperBound } from "@runboard/analysis";
import type { StartMark } from "@runboard/tfevents";
import type { ChunkFacts } from "./chunk-facts.ts";
import type { SeriesRestart } from "./event-store.ts";
import { type ChunkPoints, findRepeats, type Repeat } from "./repeats.ts";
import { Limits } from "./limits.ts";
import { Reach } from "./reach.ts";
import type { RunFiles } from "./run-files.ts";
import { sharesAnyStep, sharesStep, type ChunkSteps } from "./shared-step.ts";

/** A chunk of the series. */
export interface SeriesChunk {
  /** Index of its file among the run's files. */
  readonly file: number;
  readonly facts: ChunkFacts;
}

/** How much of a chunk is shown. */
type Visibility = "whole" | "part" | "none";

/** Which points of a series are shown, chunk by chunk. */
export interface Judgement {
  /** For each chunk. */
  readonly visibilities: readonly Visibility[];
  /** 1 for each point of a chunk that is superseded. */
  superseded(chunk: number, points: ChunkPoints): Uint8Array;
  /** How often points were superseded. */
  readonly restartCount: number;
  /** Those after which something is shown, by step. */
  readonly restarts: readonly SeriesRestart[];
}

/**
 * @param chunks of the series: files in the order of their paths, in each as the file gave them.
 * @param files of the run.
 * @param read gives a chunk's points; called for few.
 */
export function judgeSeries(
  chunks: readonly SeriesChunk[],
  files: RunFiles,
  read: (chunk: number) => ChunkPoints,
): Judgement {
  return new Judge(chunks, files, read).judge();
}

/** What one file gave the series. */
interface FilePart {
  readonly file: number;
  /** Indexes of its chunks: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Rule 1. */
  readonly ownMarks: Limits;
  readonly otherMarks: Limits;
  readonly reach: Reach;
  /** Rule 2, by place among the points that the file gave. */
  readonly repeats: readonly Repeat[];
  readonly repeatLimits: Limits;
  /** Rule 3: the least step of the files that came after it and repeated one of its steps. */
  limit: number;
}

class Judge {
  readonly #chunks: readonly SeriesChunk[];
  readonly #files: RunFiles;
  readonly #read: (chunk: number) => ChunkPoints;
  /** For each chunk, how many points its file gave before. */
  readonly #starts: number[] = [];
  readonly #parts: readonly FilePart[];
  readonly #partOfChunk: FilePart[] = [];

  constructor(chunks: readonly SeriesChunk[], files: RunFiles, read: (chunk: number) => ChunkPoints) {
    this.#chunks = chunks;
    this.#files = files;
    this.#read = read;
    const parts: FilePart[] = [];
    for (let from = 0; from < chunks.length;) {
      const { file } = chunks[from]!;
      let to = from;
      let start = 0;
      for (; to < chunks.length && chunks[to]!.file === file; to++) {
        this.#starts.push(start);
        start += chunks[to]!.facts.pointCount;
      }
      const facts = chunks.slice(from, to).map((chunk) => chunk.facts);
      const first = from;
      const ownMarks = files.ownMarks(file);
      const repeats = findRepeats(facts, ownMarks, (chunk) => read(first + chunk));
      const part: FilePart = {
        file,
        from,
        to,
        ownMarks,
        otherMarks: files.otherMarks(file),
        reach: new Reach(facts),
        repeats,
        repeatLimits: new Limits(repeats.map(({ place, step }) => [place, step])),
        limit: Infinity,
      };
      parts.push(part);
      for (let chunk = from; chunk < to; chunk++) this.#partOfChunk.push(part);
      from = to;
    }
    const orderOf = ({ file }: FilePart) => files.order[file] ?? 0;
    this.#parts = parts.sort((a, b) => orderOf(a) - orderOf(b));
  }

  judge(): Judgement {
    const repeaters = this.#parts.filter((part, index) => this.#supersedeOlder(part, index));
    const markRestarts = this.#files.hasMarks ? this.#restartsByMarks() : [];
    const restarts: (SeriesRestart | undefined)[] = [
      ...repeaters.map((part) => this.#leastShown(part)),
      ...this.#parts.flatMap((part) => part.repeats.map((repeat) => this.#shownRepeat(part, repeat))),
      ...markRestarts.map(({ restart }) => restart),
    ];
    const repeatCount = this.#parts.reduce((sum, { repeats }) => sum + repeats.length, 0);
    return {
      visibilities: this.#chunks.map((_, chunk) => this.#visibility(chunk)),
      superseded: (chunk, points) => this.#superseded(chunk, points),
      restartCount: repeaters.length + repeatCount + markRestarts.length,
      restarts: restarts
        .filter((restart) => restart !== undefined)
        .sort((a, b) => a.step - b.step || a.wallTimeSeconds - b.wallTimeSeconds),
    };
  }

  /** Rule 3 for one file: whether it repeats a step that files it came after still show; these then show nothing at or beyond its least step. */
  #supersedeOlder(part: FilePart, index: number): boolean {
    const older = this.#parts.slice(0, index).filter((other) => this.#files.cameAfter(part.file, other.file));
    if (older.length === 0) return false;
    const least = this.#leastStep(part);
    if (!older.some((other) => other.limit > least && this.#sharesShownStep(part, other))) return false;
    for (const other of older) other.limit = Math.min(other.limit, least);
    return true;
  }

  #leastStep({ from, to }: FilePart): number {
    let least = Infinity;
    for (let chunk = from; chunk < to; chunk++) least = Math.min(least, this.#chunks[chunk]!.facts.minStep);
    return least;
  }

  #sharesShownStep(part: FilePart, other: FilePart): boolean {
    // Of steps out of order every chunk may overlap every other.
    let pairsLeft = 4 * (part.to - part.from + other.to - other.from);
    for (let chunk = part.from; chunk < part.to; chunk++) {
      const { minStep, maxStep } = this.#chunks[chunk]!.facts;
      for (let older = other.from; older < other.to; older++) {
        const { facts } = this.#chunks[older]!;
        if (facts.minStep > maxStep || facts.maxStep < minStep || facts.minStep >= other.limit) continue;
        if (pairsLeft-- === 0) return sharesAnyStep(this.#allShownSteps(part), this.#allShownSteps(other));
        if (sharesStep(this.#shownSteps(chunk), this.#shownSteps(older))) return true;
      }
    }
    return false;
  }

  #allShownSteps({ from, to }: FilePart): readonly ChunkSteps[] {
    return Array.from({ length: to - from }, (_, i) => this.#shownSteps(from + i));
  }

  /** What of a chunk's steps is shown so far: as evenly spaced steps where the facts say so, else the steps themselves. */
  #shownSteps(chunk: number): ChunkSteps {
    const { facts } = this.#chunks[chunk]!;
    const visibility = this.#visibility(chunk);
    if (visibility === "none") return { steps: new Float64Array(0) };
    if (visibility === "whole" && facts.stride >= 0)
      return { first: facts.firstStep, stride: facts.stride, count: facts.pointCount };
    const points = this.#read(chunk);
    const steps = points.steps.subarray(points.from, points.from + facts.pointCount);
    if (visibility === "whole") return { steps };
    const superseded = this.#superseded(chunk, points);
    return { steps: steps.filter((_, i) => superseded[i] === 0) };
  }

  #visibility(chunk: number): Visibility {
    const { facts } = this.#chunks[chunk]!;
    const { minStep, maxStep, minWallTimeSeconds, maxWallTimeSeconds, pointCount, markCount } = facts;
    const start = this.#starts[chunk]!;
    const limitAt = (wallTimeSeconds: number, place: number) =>
      this.#limit(chunk, { markCount, wallTimeSeconds, place });
    if (maxStep < limitAt(minWallTimeSeconds, start)) return "whole";
    return minStep >= limitAt(maxWallTimeSeconds, start + pointCount - 1) ? "none" : "part";
  }

  /** Points of the chunk at or beyond this step are superseded. It never falls with wall time and place. */
  #limit(
    chunk: number,
    at: { readonly markCount: number; readonly wallTimeSeconds: number; readonly place: number },
  ): number {
    const part = this.#partOfChunk[chunk]!;
    return Math.min(
      part.limit,
      part.ownMarks.after(at.markCount),
      part.otherMarks.after(at.wallTimeSeconds),
      part.repeatLimits.after(at.place),
    );
  }

  #superseded(chunk: number, { steps, wallTimesSeconds, from }: ChunkPoints): Uint8Array {
    const { pointCount, markCount } = this.#chunks[chunk]!.facts;
    const start = this.#starts[chunk]!;
    const superseded = new Uint8Array(pointCount);
    for (let i = 0; i < pointCount; i++) {
      const at = { markCount, wallTimeSeconds: wallTimesSeconds[from + i]!, place: start + i };
      if (steps[from + i]! >= this.#limit(chunk, at)) superseded[i] = 1;
    }
    return superseded;
  }

  /** Where the file's least step stands, if that is shown. */
  #leastShown(part: FilePart): SeriesRestart | undefined {
    const least = this.#leastStep(part);
    for (let chunk = part.from; chunk < part.to; chunk++) {
      const { facts } = this.#chunks[chunk]!;
      if (facts.minStep !== least) continue;
      const points = this.#read(chunk);
      const superseded = this.#superseded(chunk, points);
      for (let i = 0; i < facts.pointCount; i++)
        if (points.steps[points.from + i] === least && superseded[i] === 0)
          return { step: least, wallTimeSeconds: points.wallTimesSeconds[points.from + i]! };
    }
    return undefined;
  }

  #shownRepeat(part: FilePart, { place, step }: Repeat): SeriesRestart | undefined {
    // Most of many are superseded by a later one.
    if (step >= Math.min(part.limit, part.repeatLimits.after(place))) return undefined;
    const chunk = this.#chunkAt(part, place);
    const { wallTimesSeconds, from } = this.#read(chunk);
    const wallTimeSeconds = wallTimesSeconds[from + place - this.#starts[chunk]!]!;
    const { markCount } = this.#chunks[chunk]!.facts;
    return step < this.#limit(chunk, { markCount, wallTimeSeconds, place })
      ? { step, wallTimeSeconds }
      : undefined;
  }

  /** The chunk that the file's point `place` stands in. */
  #chunkAt({ from, to }: FilePart, place: number): number {
    return upperBound(this.#starts, place, from + 1, to) - 1;
  }

  /** For each mark that superseded points of the series: where it goes on, if that is not superseded itself. */
  #restartsByMarks(): readonly { readonly restart: SeriesRestart | undefined }[] {
    return this.#files.files.flatMap(({ marks }, file) =>
      marks.flatMap((mark, index) =>
        this.#findsAny(mark, file, index) ? [{ restart: this.#shownMark(mark, file, index) }] : [],
      ),
    );
  }

  /** Whether something was written before the mark at or beyond its step. */
  #findsAny({ step, wallTimeSeconds }: StartMark, file: number, index: number): boolean {
    return this.#parts.some((part) =>
      part.file === file
        ? part.reach.behindMarks(index) >= step
        : part.reach.ofChunksBefore(wallTimeSeconds) >= step || this.#hasBefore(part, step, wallTimeSeconds),
    );
  }

  /** Whether a chunk with points on both sides of a wall time has one before it at or beyond `step`. */
  #hasBefore(part: FilePart, step: number, wallTimeSeconds: number): boolean {
    return part.reach.chunksAround(wallTimeSeconds).some((at) => {
      const chunk = part.from + at;
      const { maxStep, pointCount } = this.#chunks[chunk]!.facts;
      if (maxStep < step) return false;
      const points = this.#read(chunk);
      for (let i = points.from; i < points.from + pointCount; i++)
        if (points.steps[i]! >= step && points.wallTimesSeconds[i]! < wallTimeSeconds) return true;
      return false;
    });
  }

  /** The mark as a restart, unless a point in its place were superseded. */
  #shownMark({ step, wallTimeSeconds }: StartMark, file: number, index: number): SeriesRestart | undefined {
    const limit = Math.min(
      this.#files.ownMarks(file).after(index + 1),
      this.#files.otherMarks(file).after(wallTimeSeconds),
      this.#parts.find((part) => part.file === file)?.limit ?? Infinity,
    );
    return step < limit ? { step, wallTimeSeconds } : undefined;
  }
}
