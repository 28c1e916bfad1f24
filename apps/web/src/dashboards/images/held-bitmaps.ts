// Bitmaps that somebody goes on drawing: each place keeps what it had until what it wants has come, and frees it then.
import { useEffect, useState, useSyncExternalStore } from "react";
import { tellPending } from "../../ui/pending.ts";
import type { SizedBitmap } from "./values/pixel-orders.ts";

export interface BitmapWanted<Facts> {
  /** Tells it from others. */
  readonly key: string;
  /** The bitmap is the caller's to free. */
  readonly load: (signal: AbortSignal) => Promise<SizedBitmap & { readonly facts: Facts }>;
}

interface HeldBitmap<Facts> extends SizedBitmap {
  readonly key: string;
  readonly facts: Facts;
}

export interface BitmapPlace<Facts> {
  /** May be the one before what is wanted. */
  readonly held: HeldBitmap<Facts> | null;
  /** Why what is wanted cannot be had. */
  readonly problem: string | null;
}

interface Place<Facts> extends BitmapPlace<Facts> {
  readonly wantedKey: string | null;
  readonly stop: AbortController;
}

let awaitedCount = 0;
tellPending(() => awaitedCount > 0);

export class HeldBitmaps<Facts> {
  #places: readonly Place<Facts>[] = [];
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): readonly BitmapPlace<Facts>[] => this.#places;

  /** null: nothing. */
  want(wanted: readonly (BitmapWanted<Facts> | null)[]): void {
    const before = this.#places;
    const isSame =
      wanted.length === before.length &&
      wanted.every((one, at) => before[at]?.wantedKey === (one?.key ?? null));
    if (isSame) return;
    const kept = new Set<Place<Facts>>();
    const next = wanted.map((one, at): Place<Facts> => {
      // What stands elsewhere already, as after one before it was taken away.
      const known =
        before.find((place) => !kept.has(place) && one !== null && place.wantedKey === one.key) ?? null;
      if (known) {
        kept.add(known);
        return known;
      }
      const old = before[at];
      const held =
        one !== null && old && !wanted.some((other) => other?.key === old.wantedKey) ? old.held : null;
      return { wantedKey: one?.key ?? null, held, problem: null, stop: new AbortController() };
    });
    const stillHeld = new Set(next.map(({ held }) => held));
    for (const place of before) {
      if (!kept.has(place)) place.stop.abort();
      if (!stillHeld.has(place.held)) free(place.held);
    }
    this.#set(next);
    for (const [at, place] of next.entries()) {
      const one = wanted[at];
      if (one && !kept.has(place)) void this.#load(one, place);
    }
  }

  async #load(wanted: BitmapWanted<Facts>, place: Place<Facts>): Promise<void> {
    const { signal } = place.stop;
    awaitedCount += 1;
    try {
      const loaded = await wanted.load(signal);
      if (signal.aborted) free(loaded);
      else this.#replace(place, { held: { key: wanted.key, ...loaded }, problem: null });
    } catch (error) {
      if (!signal.aborted)
        this.#replace(place, { held: null, problem: error instanceof Error ? error.message : String(error) });
    } finally {
      awaitedCount -= 1;
    }
  }

  #replace(place: Place<Facts>, loaded: BitmapPlace<Facts>): void {
    const old = place.held;
    this.#set(this.#places.map((one) => (one.stop === place.stop ? { ...one, ...loaded } : one)));
    free(old);
  }

  #set(places: readonly Place<Facts>[]): void {
    this.#places = places;
    for (const listener of this.#listeners) listener();
  }
}

function free(held: SizedBitmap | null): void {
  held?.bitmap.close();
  held?.reduced?.close();
}

/** What stands at each place now. */
export function useBitmaps<Facts>(
  wanted: readonly (BitmapWanted<Facts> | null)[],
): readonly BitmapPlace<Facts>[] {
  const [bitmaps] = useState(() => new HeldBitmaps<Facts>());
  useEffect(() => bitmaps.want(wanted));
  useEffect(() => () => bitmaps.want([]), [bitmaps]);
  return useSyncExternalStore(bitmaps.subscribe, bitmaps.read);
}
