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
/** Characters that are searched before others are let in. */
const WINDOW_LENGTH = 2 ** 14;

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
    const isSame = from !== undefined && isDeepStrictEqual(placeAt(from.pointIndex), from);
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
    for (const [elementIndex, bytes] of values.entries()) {
      const text = utf8.decode(bytes);
      for (let from = 0; from < text.length; from += WINDOW_LENGTH) {
        const window = text.slice(from, from + WINDOW_LENGTH + this.#asked.query.length);
        for (const { 0: match, index: place } of window.matchAll(this.#pattern)) {
          if (place >= WINDOW_LENGTH) break;
          matchCount += 1;
          first ??= {
            ...placeOf(columns, index),
            elementIndex,
            ...excerpt(text, from + place, match),
            matchCount,
          };
        }
        await this.#sources.breath.take();
      }
    }
    if (first) this.#matches.push({ ...first, matchCount });
  }
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

function excerpt(text: string, start: number, match: string) {
  const end = start + match.length;
  return {
    // Half a character at its end is none.
    before: text.slice(Math.max(0, start - TEXT_EXCERPT_LENGTH), start).replace(/^[\udc00-\udfff]/, ""),
    match,
    after: text.slice(end, end + TEXT_EXCERPT_LENGTH).replace(/[\ud800-\udbff]$/, ""),
  };
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
