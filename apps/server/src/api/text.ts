// Search over the texts of all steps, read from the event files while others are answered.
import { isDeepStrictEqual } from "node:util";
import {
  type RunName,
  searchTexts,
  type Tag,
  TEXT_EXCERPT_LENGTH,
  type TextMatch,
  type TextPlace,
  type TextSearch,
} from "@runboard/contract";
import type { ValueReader } from "@runboard/logdir";
import type { EventStore, RecordColumns, SeriesRow } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { recordBatch } from "../record-batch.ts";
import { serveEndpoint } from "../serve-endpoint.ts";
import { Breath } from "./long-work.ts";

/** What one answer looks through at most; a single point may be larger. */
const MAX_SEARCHED_BYTES = 64 * 2 ** 20;
/** Of a text that are decoded and searched before others are let in. */
const PIECE_BYTES = 2 ** 15;

export function serveTexts(app: FastifyInstance, { store, values, config }: AppParts): void {
  serveEndpoint({ app, isReadOnly: config.isReadOnly }, searchTexts, async ({ body }, clientLeft) => {
    const revision = await store.revision();
    const search = new Search({ store, values, breath: new Breath(clientLeft), signal: clientLeft }, body);
    return { revision, ...(await search.run()) };
  });
}

interface Sources {
  readonly store: EventStore;
  readonly values: ValueReader;
  readonly breath: Breath;
  readonly signal: AbortSignal;
}

class Search {
  readonly #sources: Sources;
  readonly #asked: TextSearch;
  readonly #pattern: RegExp;
  readonly #matches: TextMatch[] = [];
  #searchedCount = 0;
  #unreadCount = 0;
  #bytesLeft = MAX_SEARCHED_BYTES;

  constructor(sources: Sources, asked: TextSearch) {
    this.#sources = sources;
    this.#asked = asked;
    this.#pattern = new RegExp(asked.query.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  }

  async run() {
    const { runs, tags } = this.#asked;
    const filter = {
      plugin: "text",
      dataClass: "tensor",
      ...(runs && { runs }),
      ...(tags && { tags }),
    } as const;
    let next: TextPlace | null = null;
    for (const row of this.#notYetSearched(await this.#sources.store.listSeries(filter))) {
      next = await this.#searchSeries(row);
      if (next) break;
    }
    return {
      matches: this.#matches,
      searchedCount: this.#searchedCount,
      unreadCount: this.#unreadCount,
      next,
    };
  }

  /** Series are listed in one order; one that is gone since is passed over. */
  #notYetSearched(rows: readonly SeriesRow[]): readonly SeriesRow[] {
    const { from } = this.#asked;
    if (!from) return rows;
    const isBefore = ({ run, tag }: SeriesRow): boolean => {
      const byRun = Buffer.compare(Buffer.from(run), Buffer.from(from.run));
      return byRun < 0 || (byRun === 0 && Buffer.compare(Buffer.from(tag), Buffer.from(from.tag)) < 0);
    };
    return rows.filter((row) => !isBefore(row));
  }

  /** Where to go on in it; null when it was looked through. */
  async #searchSeries({ run, tag, metadata, supersededPointCount }: SeriesRow): Promise<TextPlace | null> {
    const { store, values, signal } = this.#sources;
    const query = { runs: [run], tags: [tag], plugin: metadata.plugin, dataClass: "tensor" } as const;
    const [columns] = await store.readRecords({ ...query, axis: "step", includeSuperseded: false });
    if (!columns) return null;
    const placeAt = (pointIndex: number): TextPlace => ({
      // The store holds only names that reading gave.
      run: run as RunName,
      tag: tag as Tag,
      pointIndex,
      step: columns.steps[pointIndex - 1] ?? null,
      supersededPointCount,
    });
    const { from } = this.#asked;
    // No answer names a place behind the last point.
    const isSame =
      from !== undefined &&
      from.pointIndex < columns.steps.length &&
      isDeepStrictEqual(placeAt(from.pointIndex), from);
    let at = isSame ? from.pointIndex : 0;
    while (at < columns.steps.length) {
      if (this.#bytesLeft <= 0 || this.#matches.length >= this.#asked.maxMatches) return placeAt(at);
      const indexes = recordBatch(columns, at);
      const found = await values.readTensors(columns, { indexes, signal });
      for (const [i, value] of found.entries()) {
        if (this.#matches.length >= this.#asked.maxMatches) break;
        at += 1;
        this.#searchedCount += 1;
        this.#bytesLeft -= columns.lengthsBytes[indexes[i] ?? 0] ?? 0;
        if (value.kind === "problem") this.#unreadCount += 1;
        else if (value.tensor.kind === "strings")
          await this.#searchPoint(columns, indexes[i] ?? 0, value.tensor.values);
      }
    }
    return null;
  }

  async #searchPoint(columns: RecordColumns, index: number, values: readonly Uint8Array[]): Promise<void> {
    let first: TextMatch | undefined;
    let matchCount = 0;
    let before: Uint8Array | undefined;
    let found: FoundInText = { matchCount: 0 };
    for (const [elementIndex, bytes] of values.entries()) {
      // One string may fill many elements.
      if (bytes !== before) found = await this.#searchText(bytes);
      before = bytes;
      matchCount += found.matchCount;
      if (found.first) first ??= { ...placeOf(columns, index), elementIndex, ...found.first, matchCount };
      await this.#sources.breath.take();
    }
    if (first) this.#matches.push({ ...first, matchCount });
  }

  /** Piece by piece, each searched from behind the last match; what could be a match, or stands around one, waits for the next piece. */
  async #searchText(bytes: Uint8Array): Promise<FoundInText> {
    const pattern = this.#pattern;
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let first: Excerpt | undefined;
    let matchCount = 0;
    let text = "";
    let next = 0;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const isLast = at + PIECE_BYTES >= bytes.length;
      const keptFrom = Math.max(0, next - TEXT_EXCERPT_LENGTH);
      text = text.slice(keptFrom) + decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: !isLast });
      const end = isLast ? text.length : text.length - this.#asked.query.length - TEXT_EXCERPT_LENGTH;
      pattern.lastIndex = next - keptFrom;
      next = Math.max(pattern.lastIndex, end);
      for (let found = pattern.exec(text); found && found.index < end; found = pattern.exec(text)) {
        matchCount += 1;
        first ??= excerpt(text, found.index, found[0]);
        next = Math.max(end, pattern.lastIndex);
      }
      await this.#sources.breath.take();
    }
    return { matchCount, ...(first && { first }) };
  }
}

type Excerpt = Pick<TextMatch, "before" | "match" | "after">;

interface FoundInText {
  readonly first?: Excerpt;
  readonly matchCount: number;
}

function placeOf({ run, tag, steps, wallTimesSeconds }: RecordColumns, index: number) {
  return {
    // The store holds only names that reading gave.
    run: run as RunName,
    tag: tag as Tag,
    step: steps[index] ?? NaN,
    wallTimeSeconds: wallTimesSeconds[index] ?? NaN,
  };
}

function excerpt(text: string, start: number, match: string): Excerpt {
  const end = start + match.length;
  return {
    // Half a character at its end is none.
    before: text.slice(Math.max(0, start - TEXT_EXCERPT_LENGTH), start).replace(/^[\udc00-\udfff]/, ""),
    match,
    after: text.slice(end, end + TEXT_EXCERPT_LENGTH).replace(/[\ud800-\udbff]$/, ""),
  };
}
