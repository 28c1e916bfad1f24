// When the last byte of an answer was there, before the client read what it says: what TensorBoard's figures are of.

export class LastByte {
  /** As of `performance.now()`, of the newest answer that was read as bytes. */
  atMillis = NaN;

  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const arrayBuffer = async (): Promise<ArrayBuffer> => {
      const bytes = await Response.prototype.arrayBuffer.call(response);
      this.atMillis = performance.now();
      return bytes;
    };
    return Object.assign(response, { arrayBuffer });
  };
}
