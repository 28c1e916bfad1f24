// Rows of the chunk table as the rest of the store sees them: every byte checked against its checksum before it is used.
import { addWord, assertChecksum } from "../checksum.ts";
import { recordCodec, scalarCodec } from "../chunk.ts";
import { ChunkError, readOwned } from "../chunk-column.ts";
import { decodeHead, type ChunkFacts } from "../chunk-facts.ts";
import type { RunFiles } from "../run-files.ts";
import { showPlain, showSeries, type ShownSeries } from "../shown-parts.ts";
import type { ChunkPoints } from "../repeats.ts";
import {
  bytesFromSql,
  nullableBytes,
  numberFromSql,
  prepareList,
  type Database,
  type Row,
  type SqlValue,
} from "./driver.ts";

export interface ChunkRow {
  readonly id: number;
  readonly fileId: number;
  /** Place of its file among the run's files. */
  readonly file: number;
  readonly facts: ChunkFacts;
  /** See encodeFindings. */
  readonly findings: Uint8Array | null;
  /** The data or the level, once it is known to be what was written. @throws ChunkError */
  data(bytes: Uint8Array): Uint8Array;
  level(bytes: Uint8Array): Uint8Array;
  /** The data, where it was asked for. */
  readonly fetched: Uint8Array | undefined;
}

/** Checksum of whose a chunk is. */
export function chunkOwner(seriesId: number, fileId: number): number {
  return addWord(addWord(0, seriesId), fileId);
}

export class ChunkRows {
  readonly #facts;
  readonly #whole;
  readonly #data;
  readonly #level;
  readonly #selectShare;
  readonly #selectShareHeads;

  constructor(db: Database) {
    // In the order of the index: by file, then as the file had them.
    const order = "FROM chunk WHERE series_id = ? ORDER BY file_id, id";
    this.#facts = prepareList(db, `SELECT id, file_id, head, findings ${order}`);
    this.#whole = prepareList(db, `SELECT id, file_id, head, findings, data ${order}`);
    const share = "FROM chunk WHERE series_id = ? AND file_id = ?";
    this.#selectShare = db.prepare(`SELECT * ${share}`);
    this.#selectShareHeads = db.prepare(`SELECT head ${share}`);
    this.#data = db.prepare("SELECT data AS bytes FROM chunk WHERE id = ?");
    this.#level = db.prepare("SELECT level AS bytes FROM chunk WHERE id = ?");
  }

  /**
   * Chunks of a series in canonical order, with their data or without.
   * @param ranks of the run's files; of a series that one file gave, none are needed.
   */
  list(
    seriesId: number,
    ranks: ReadonlyMap<number, number> | undefined,
    what: "facts" | "whole",
  ): readonly ChunkRow[] {
    const rows = what === "facts" ? this.#facts(seriesId) : this.#whole(seriesId);
    const chunks = rows.map((row) => chunkFromValues(row, seriesId, ranks));
    chunks.sort((a, b) => a.file - b.file || a.id - b.id);
    if (chunks.some(({ id }, i) => id === chunks[i - 1]?.id))
      throw new ChunkError("An index that leads to a chunk twice.");
    return chunks;
  }

  /** A row with id, file_id, head and findings. */
  fromRow(row: Row | undefined, seriesId: number): ChunkRow {
    const values = ["id", "file_id", "head", "findings"].map((column) => row?.[column] ?? null);
    return chunkFromValues(values, seriesId, undefined);
  }

  /** Reads all that a file gave a series. @throws ChunkError */
  verify(seriesId: number, fileId: number): void {
    for (const row of this.#selectShare.all(seriesId, fileId)) {
      const chunk = this.fromRow(row, seriesId);
      this.#read(chunk, () => {
        chunk.data(bytesFromSql(row["data"]));
        chunk.level(nullableBytes(row["level"]) ?? NO_BYTES);
      });
    }
  }

  /** Points that a file gave a series; NaN when a head does not say. */
  countPoints(seriesId: number, fileId: number): number {
    const owner = chunkOwner(seriesId, fileId);
    try {
      let count = 0;
      for (const row of this.#selectShareHeads.all(seriesId, fileId))
        count += decodeHead(bytesFromSql(row["head"]), owner).facts.pointCount;
      return count;
    } catch (error) {
      if (error instanceof ChunkError) return NaN;
      throw error;
    }
  }

  dataOf(chunk: ChunkRow): Uint8Array {
    return this.#read(chunk, () => chunk.data(chunk.fetched ?? this.#fetch(this.#data, chunk)));
  }

  levelOf(chunk: ChunkRow): Uint8Array {
    return this.#read(chunk, () => chunk.level(this.#fetch(this.#level, chunk)));
  }

  /**
   * What is shown of a series. Chunks are decoded where that is needed, each once.
   * @param chunks all of the series. @param files of the run; undefined for a series that is plain.
   */
  show(chunks: readonly ChunkRow[], isScalar: boolean, files: RunFiles | undefined): ShownSeries {
    const decoded = new Map<number, ChunkPoints>();
    const read = (index: number): ChunkPoints => {
      const known = decoded.get(index);
      if (known) return known;
      const points = this.#points(chunks[index], isScalar);
      decoded.set(index, points);
      return points;
    };
    return files ? showSeries(chunks, files, read) : showPlain(chunks, read);
  }

  #points(chunk: ChunkRow | undefined, isScalar: boolean): ChunkPoints {
    if (!chunk) throw new RangeError("There is no such chunk.");
    const bytes = this.dataOf(chunk);
    const columns = this.#read(chunk, () =>
      isScalar
        ? scalarCodec.factColumns(scalarCodec.decode(bytes))
        : recordCodec.factColumns(recordCodec.decode(bytes)),
    );
    return { ...columns, from: 0 };
  }

  #fetch(statement: { get(id: number): Row | undefined }, { id }: ChunkRow): Uint8Array {
    return bytesFromSql(statement.get(id)?.["bytes"]);
  }

  #read<T>({ fileId }: ChunkRow, read: () => T): T {
    return readOwned({ fileId }, read);
  }
}

function chunkFromValues(
  [id, fileId, head, findings, data]: readonly SqlValue[],
  seriesId: number,
  ranks: ReadonlyMap<number, number> | undefined,
): ChunkRow {
  const file = numberFromSql(fileId);
  return readOwned({ fileId: file }, () => {
    const { facts, checksums } = decodeHead(bytesFromSql(head), chunkOwner(seriesId, file));
    const found = nullableBytes(findings);
    if (found || checksums.findings !== 0) assertChecksum(found ?? NO_BYTES, checksums.findings);
    return {
      id: numberFromSql(id),
      fileId: file,
      file: ranks ? placeOf(ranks, file) : 0,
      facts,
      findings: found,
      fetched: data instanceof Uint8Array ? data : undefined,
      data(bytes) {
        assertChecksum(bytes, checksums.data);
        return bytes;
      },
      level(bytes) {
        assertChecksum(bytes, checksums.level);
        return bytes;
      },
    };
  });
}

/** @throws ChunkError when a series' chunks have other than so many points, or nobody knows how many (NaN). */
export function assertPointCount(chunks: readonly ChunkRow[], expected: number): void {
  const count = chunks.reduce((sum, { facts }) => sum + facts.pointCount, 0);
  if (count !== expected) throw new ChunkError(`A series of ${expected} points whose chunks have ${count}.`);
}

/** Place of a file among those of its run. @throws ChunkError when the run has no such file. */
export function placeOf(places: ReadonlyMap<number, number>, fileId: number): number {
  const place = places.get(fileId);
  if (place === undefined) throw new ChunkError("A chunk of a file that is not there.");
  return place;
}

const NO_BYTES = new Uint8Array(0);
