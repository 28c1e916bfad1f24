// All open scopes of a picture: each is laid out once its open children are, and again only when one of these changed its size.
import { layLevel } from "./lay-level.ts";
import type { LaidLevel, LayoutOptions, LevelToLay } from "./level-layout.ts";

/** One open scope, as columns; places are places in `ids`. */
export interface OpenLevel {
  /** Distinct among the open ones, and the same whenever this scope is open. */
  readonly scope: string;
  /** The same for the same items and edges: such a level is laid out once. */
  readonly key: string;
  /** Place in the list of the level that it is open in, and its own item there; -1 for one that is open in none. Parents come before children. */
  readonly parent: number;
  readonly parentPlace: number;
  /** Left free at each side of its frame, for what stands beside it. */
  readonly margin: number;
  /** What an item is known by when a scope shows others next time; distinct. */
  readonly ids: Uint32Array;
  /** Items before this place are laid out, the others stand beside them. */
  readonly laidCount: number;
  /** Of each item while it is closed. */
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  /** Edges from or to no place, as BEYOND, get no points. */
  readonly edgeFroms: Uint32Array;
  readonly edgeTos: Uint32Array;
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface CascadeOptions extends LayoutOptions {
  /** Of what an open scope fills: its content with whatever stands around and beside it. */
  readonly frameSize: (level: LaidOpenLevel) => Size;
  /** What lays a level out; `layLevel` unless a test counts. */
  readonly lay?: (level: LevelToLay, options: LayoutOptions) => LaidLevel;
}

/** A level as it stands, with the sizes of its items, open and closed. */
export interface LaidOpenLevel {
  readonly scope: string;
  readonly widths: Float32Array;
  readonly heights: Float32Array;
  readonly laid: LaidLevel;
}

/** Numbers of all kept layouts together, 4 bytes each. */
const MAX_KEPT_NUMBERS = 16 * 2 ** 20;

interface Entry {
  readonly level: OpenLevel;
  readonly laid: LaidOpenLevel;
  readonly numbers: number;
}

/** Layouts by level and sizes of what is open in it; the longest unused go first. One cache serves one picture and one set of options. */
export class LayoutCache {
  readonly #options: CascadeOptions;
  readonly #entries = new Map<string, Entry>();
  /** Of each scope, how it stood last. */
  #shown = new Map<string, Entry>();
  /** The same of scopes that are closed now. */
  readonly #closed = new Map<string, Entry>();
  #numbers = 0;

  constructor(options: CascadeOptions) {
    this.#options = options;
  }

  /**
   * Lays out all open levels, the innermost first. Only levels that are new, or in which an open child changed its size, are laid; of those that were laid before,
   * items stay where they stood as far as they can.
   * @returns levels that stand otherwise than when this cache last returned them, or are new. Copies: they may be transferred.
   * @throws {RangeError} when a level comes before the one it is open in.
   */
  layOpenLevels(levels: readonly OpenLevel[]): readonly LaidOpenLevel[] {
    const openSizes = levels.map(() => new Map<number, Size>());
    const entries: Entry[] = [];
    for (let i = levels.length - 1; i >= 0; i--) {
      const level = levels[i]!;
      if (level.parent >= i) throw new RangeError(`Level ${level.scope} comes before its parent.`);
      const entry = this.#entryOf(level, openSizes[i]!);
      entries[i] = entry;
      if (level.parent < 0) continue;
      const closed = levels[level.parent]!;
      const { width, height } = this.#options.frameSize(entry.laid);
      openSizes[level.parent]!.set(level.parentPlace, {
        width: Math.max(closed.widths[level.parentPlace]!, width + 2 * level.margin),
        height: Math.max(closed.heights[level.parentPlace]!, height),
      });
    }

    const changed: LaidOpenLevel[] = [];
    const shown = new Map<string, Entry>();
    for (const entry of entries) {
      if (this.#shown.get(entry.level.scope) !== entry) changed.push(copyOf(entry.laid));
      shown.set(entry.level.scope, entry);
    }
    // A scope that was closed is new when it opens again, but its items stand as they stood.
    for (const [scope, entry] of this.#shown) if (!shown.has(scope)) this.#closed.set(scope, entry);
    for (const scope of shown.keys()) this.#closed.delete(scope);
    this.#shown = shown;
    this.#evict();
    return changed;
  }

  #entryOf(level: OpenLevel, openSizes: ReadonlyMap<number, Size>): Entry {
    const key = entryKey(level, openSizes);
    const known = this.#entries.get(key);
    if (known) {
      // The last used stands last.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const { lay = layLevel, direction } = this.#options;
    const widths = level.widths.slice();
    const heights = level.heights.slice();
    for (const [place, { width, height }] of openSizes) {
      widths[place] = width;
      heights[place] = height;
    }
    const before = this.#shown.get(level.scope) ?? this.#closed.get(level.scope);
    const laid = lay(
      {
        widths: widths.subarray(0, level.laidCount),
        heights: heights.subarray(0, level.laidCount),
        edgeFroms: level.edgeFroms,
        edgeTos: level.edgeTos,
        ...(before && previousOf(level, before)),
      },
      direction ? { direction } : {},
    );
    const numbers = 4 * level.ids.length + laid.edgeOffsets.length + laid.edgePoints.length;
    const entry = { level, laid: { scope: level.scope, widths, heights, laid }, numbers };
    this.#entries.set(key, entry);
    this.#numbers += numbers;
    return entry;
  }

  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#numbers <= MAX_KEPT_NUMBERS) return;
      if (this.#shown.get(entry.level.scope) !== entry) this.#forget(key);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#numbers -= entry.numbers;
    if (this.#closed.get(entry.level.scope) === entry) this.#closed.delete(entry.level.scope);
  }
}

/** Buffers of a level's columns, for `postMessage`; the level is gone from the sender's side then. */
export function transferablesOf({ widths, heights, laid }: LaidOpenLevel): ArrayBuffer[] {
  const columns = [widths, heights, laid.x, laid.y, laid.edgeOffsets, laid.edgePoints];
  return columns.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}

function entryKey({ scope, key }: OpenLevel, openSizes: ReadonlyMap<number, Size>): string {
  const sizes = [...openSizes]
    .sort(([a], [b]) => a - b)
    .map(([place, { width, height }]) => [place, width, height]);
  return JSON.stringify([scope, key, sizes]);
}

function copyOf({ scope, widths, heights, laid }: LaidOpenLevel): LaidOpenLevel {
  return {
    scope,
    widths: widths.slice(),
    heights: heights.slice(),
    laid: {
      width: laid.width,
      height: laid.height,
      x: laid.x.slice(),
      y: laid.y.slice(),
      edgeOffsets: laid.edgeOffsets.slice(),
      edgePoints: laid.edgePoints.slice(),
    },
  };
}

/** Where this level's items and edges stood when the scope was last laid out. */
function previousOf(
  level: OpenLevel,
  { level: before, laid: { laid } }: Entry,
): Pick<LevelToLay, "previousX" | "previousLines"> {
  if (level.key === before.key) return { previousX: laid.x, previousLines: laid };
  const placesBefore = new Map<number, number>();
  before.ids.forEach((id, place) => placesBefore.set(id, place));
  const places = Array.from(level.ids, (id) => placesBefore.get(id) ?? -1);
  const idPair = (of: OpenLevel, edge: number): string =>
    `${of.ids[of.edgeFroms[edge] ?? -1] ?? ""} ${of.ids[of.edgeTos[edge] ?? -1] ?? ""}`;
  const edgesBefore = new Map<string, number>();
  for (let edge = before.edgeFroms.length - 1; edge >= 0; edge--) edgesBefore.set(idPair(before, edge), edge);
  const edgeOffsets = new Uint32Array(level.edgeFroms.length + 1);
  const pieces: Float32Array[] = [];
  for (let edge = 0; edge < level.edgeFroms.length; edge++) {
    const same = edgesBefore.get(idPair(level, edge));
    const from = same === undefined ? 0 : laid.edgeOffsets[same]!;
    const to = same === undefined ? 0 : laid.edgeOffsets[same + 1]!;
    pieces.push(laid.edgePoints.subarray(2 * from, 2 * to));
    edgeOffsets[edge + 1] = edgeOffsets[edge]! + to - from;
  }
  const edgePoints = new Float32Array(2 * edgeOffsets[level.edgeFroms.length]!);
  pieces.forEach((piece, edge) => edgePoints.set(piece, 2 * edgeOffsets[edge]!));
  return {
    previousX: Float32Array.from(places, (place) => laid.x[place] ?? NaN),
    previousLines: {
      y: Float32Array.from(places, (place) => laid.y[place] ?? NaN),
      edgeOffsets,
      edgePoints,
    },
  };
}
