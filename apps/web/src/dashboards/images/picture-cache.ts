// Pictures that were decoded, as many as a number of bytes allows; those used last stay. What several wait for is loaded once.

interface Sized {
  /** Decoded. */
  readonly sizeBytes: number;
}

interface Loading<Picture> {
  readonly picture: Promise<Picture>;
  readonly stop: AbortController;
  waitingCount: number;
}

export interface PictureSource<Picture> {
  readonly load: (id: string, signal: AbortSignal, isAhead: boolean) => Promise<Picture>;
  /** Frees what leaves. */
  readonly drop: (picture: Picture) => void;
}

export class PictureCache<Picture extends Sized> {
  readonly #source: PictureSource<Picture>;
  readonly #mostBytes: number;
  readonly #known = new Map<string, Picture>();
  readonly #loading = new Map<string, Loading<Picture>>();
  #sizeBytes = 0;

  constructor(source: PictureSource<Picture>, mostBytes: number) {
    this.#source = source;
    this.#mostBytes = mostBytes;
  }

  /** What is there already: it is to be drawn at once, for it may leave when another comes. */
  peek(id: string): Picture | undefined {
    const picture = this.#known.get(id);
    if (picture) this.#use(id, picture);
    return picture;
  }

  /**
   * The picture, to be drawn at once. Rejects with the signal's reason when it aborts; what nobody waits for any more is not loaded further.
   * @param isAhead nobody looks at it yet: all others come first.
   */
  async get(id: string, signal: AbortSignal, isAhead = false): Promise<Picture> {
    const known = this.peek(id);
    if (known) return known;
    signal.throwIfAborted();
    const loading = this.#loading.get(id) ?? this.#load(id, isAhead);
    loading.waitingCount += 1;
    return await new Promise((resolve, reject) => {
      const leave = (): void => {
        loading.waitingCount -= 1;
        if (loading.waitingCount === 0) {
          this.#forget(id, loading);
          loading.stop.abort();
        }
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", leave, { once: true });
      loading.picture.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  #load(id: string, isAhead: boolean): Loading<Picture> {
    const stop = new AbortController();
    const picture = this.#source.load(id, stop.signal, isAhead).then((loaded) => {
      // Where it came although nobody waits any more, it is there for who comes next.
      this.#use(id, loaded);
      return loaded;
    });
    const loading: Loading<Picture> = { picture, stop, waitingCount: 0 };
    this.#loading.set(id, loading);
    picture.catch(() => undefined).finally(() => this.#forget(id, loading));
    return loading;
  }

  #forget(id: string, loading: Loading<Picture>): void {
    if (this.#loading.get(id) === loading) this.#loading.delete(id);
  }

  /** Makes it the one that was used last; one that is larger than all may be together stays alone. */
  #use(id: string, picture: Picture): void {
    const before = this.#known.get(id);
    if (before) {
      this.#known.delete(id);
      this.#sizeBytes -= before.sizeBytes;
      if (before !== picture) this.#source.drop(before);
    }
    this.#known.set(id, picture);
    this.#sizeBytes += picture.sizeBytes;
    for (const [oldest, old] of this.#known) {
      if (this.#sizeBytes <= this.#mostBytes || oldest === id) break;
      this.#known.delete(oldest);
      this.#sizeBytes -= old.sizeBytes;
      this.#source.drop(old);
    }
  }
}
