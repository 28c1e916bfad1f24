// Server-sent events as bytes arrive (WHATWG HTML, section 9.2.6): lines in, whole messages out.

export interface StreamMessage {
  /** `message` when the server named none. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave up to this message; empty when none. */
  readonly lastEventId: string;
}

export class EventStreamParser {
  #rest = "";
  #data: string[] = [];
  #event = "";
  #lastEventId: string;

  /** `lastEventId`: the id that the stream is continued from. */
  constructor(lastEventId = "") {
    this.#lastEventId = lastEventId;
  }

  /** Takes the next piece of text, cut anywhere, and gives the messages that it completes. */
  push(text: string): readonly StreamMessage[] {
    const messages: StreamMessage[] = [];
    // A carriage return at the very end may be half of a line end: it waits for the next piece.
    const whole = this.#rest + text;
    const lines = whole.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = this.#takeLine(line);
      if (message) messages.push(message);
    }
    return messages;
  }

  #takeLine(line: string): StreamMessage | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#lastEventId = value;
    return undefined;
  }

  #dispatch(): StreamMessage | undefined {
    const data = this.#data;
    const event = this.#event || "message";
    this.#data = [];
    this.#event = "";
    if (data.length === 0) return undefined;
    return { event, data: data.join("\n"), lastEventId: this.#lastEventId };
  }
}
