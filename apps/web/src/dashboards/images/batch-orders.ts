// What the page asks of the thread that fetches pictures.

/** An order without an address takes the one of that number back. */
export interface BatchOrder {
  readonly number: number;
  /** See `blobBatchUrl` of the client. */
  readonly url?: string;
}

export interface BatchDelivery {
  readonly number: number;
  /**
   * In the order of the names, null for what has to be fetched alone: it is large, it may move, or something is wrong with it.
   * Null in place of all when there is no such answer.
   */
  readonly bitmaps: readonly (ImageBitmap | null)[] | null;
}
