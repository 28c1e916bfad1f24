// Decoded values, the least recently used of which go when all together are larger than they may be. Those that share memory go together: only so is it free.

/** What a value costs beside the memory that it shares. */
const ENTRY_BYTES = 100;

/** Values of one piece of memory. */
interface Group {
  readonly names: Set<string>;
  sizeBytes: number;
}

interface Entry<V> {
  readonly value: V;
  /** Whose memory it is: a piece that several share, or the value's own. */
  readonly owner: object;
  readonly group: Group;
}

export class ValueCache<V extends { readonly sizeBytes: number }> {
  readonly mostBytes: number;
  readonly #entries = new Map<string, Entry<V>>();
  /** By owner, in order of their last use. */
  readonly #groups = new Map<object, Group>();
  #newest: Group | undefined;
  #sizeBytes = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  read(name: string): V | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#use(entry);
    return entry.value;
  }

  /** Keeps it unless it would take the place of most others. @param shared memory that it has in common with others. */
  keep(name: string, value: V, shared?: ArrayBuffer): void {
    if (!this.holds(value.sizeBytes)) return;
    const before = this.#entries.get(name);
    if (before) this.#drop(before.owner, before.group);
    const owner = shared ?? value;
    const group = this.#groups.get(owner) ?? this.#newGroup(owner, shared?.byteLength ?? 0);
    const sizeBytes = shared ? ENTRY_BYTES : value.sizeBytes;
    group.sizeBytes += sizeBytes;
    this.#sizeBytes += sizeBytes;
    group.names.add(name);
    const entry = { value, owner, group };
    this.#entries.set(name, entry);
    this.#use(entry);
    for (const [oldest, values] of this.#groups) {
      if (this.#sizeBytes <= this.mostBytes) break;
      this.#drop(oldest, values);
    }
  }

  /** Whether a value of that size is kept at all. */
  holds(sizeBytes: number): boolean {
    return sizeBytes <= this.mostBytes / 4;
  }

  #newGroup(owner: object, sizeBytes: number): Group {
    const group = { names: new Set<string>(), sizeBytes };
    this.#groups.set(owner, group);
    this.#sizeBytes += sizeBytes;
    return group;
  }

  #use({ owner, group }: Entry<V>): void {
    if (group === this.#newest) return;
    this.#newest = group;
    this.#groups.delete(owner);
    this.#groups.set(owner, group);
  }

  #drop(owner: object, group: Group): void {
    for (const name of group.names) this.#entries.delete(name);
    this.#groups.delete(owner);
    this.#sizeBytes -= group.sizeBytes;
    if (group === this.#newest) this.#newest = undefined;
  }
}
