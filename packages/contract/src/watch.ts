// The live stream for scripts: an async iterator that takes up a lost connection where it was.
import { errorFromResponse, requestHeaders, urlOf, type CallOptions } from "./request.ts";
import { EventStreamParser } from "./event-stream.ts";
import { parseJson } from "./json.ts";
import { LiveEvent, readEvents } from "./live.ts";

const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 10_000;
/** Three heartbeats of the server: a connection that is silent for longer is dead. */
const SILENCE_MILLIS = 45_000;

/**
 * News until the signal aborts or the loop is left. A connection that fails or falls silent is made again, from the last message that came.
 * Throws ApiError when the server refuses (status 400 to 499): trying again would not help.
 */
export async function* watchEvents(options: CallOptions): AsyncGenerator<LiveEvent, void, undefined> {
  let lastEventId = "";
  let retryMillis = FIRST_RETRY_MILLIS;
  while (!isAborted(options.signal)) {
    for await (const message of messagesOfOneConnection(lastEventId, options)) {
      lastEventId = message.lastEventId;
      retryMillis = FIRST_RETRY_MILLIS;
      const event = LiveEvent.safeParse(parseJson(message.data));
      // A kind that this version does not know is news for another version.
      if (event.success) yield event.data;
    }
    if (isAborted(options.signal)) return;
    await sleep(retryMillis, options.signal);
    retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
  }
}

async function* messagesOfOneConnection(lastEventId: string, options: CallOptions) {
  const connection = new AbortController();
  const abort = (): void => connection.abort();
  options.signal?.addEventListener("abort", abort);
  let silence = setTimeout(abort, SILENCE_MILLIS);
  try {
    const response = await connect(lastEventId, { ...options, signal: connection.signal });
    if (!response?.body) return;
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser(lastEventId);
    try {
      for (;;) {
        const { value } = await readOrEnd(reader);
        if (!value) return;
        clearTimeout(silence);
        silence = setTimeout(abort, SILENCE_MILLIS);
        yield* parser.push(decoder.decode(value, { stream: true }));
      }
    } finally {
      // Leaving the loop early closes the connection.
      abort();
    }
  } finally {
    clearTimeout(silence);
    options.signal?.removeEventListener("abort", abort);
  }
}

/** The open stream; undefined when the server cannot be reached or cannot serve now. */
async function connect(lastEventId: string, options: CallOptions): Promise<Response | undefined> {
  const headers = {
    ...requestHeaders("text/event-stream", options),
    ...(lastEventId !== "" && { "last-event-id": lastEventId }),
  };
  let response;
  try {
    response = await (options.fetch ?? fetch)(urlOf(readEvents.path, undefined, options), {
      headers,
      ...(options.signal && { signal: options.signal }),
    });
  } catch {
    return undefined;
  }
  if (response.status >= 400 && response.status < 500) throw await errorFromResponse(response);
  return response.ok ? response : undefined;
}

/** The next bytes; none when the connection ended, in whatever way. */
async function readOrEnd(reader: {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>;
}): Promise<{ readonly value?: Uint8Array | undefined }> {
  try {
    return await reader.read();
  } catch {
    return {};
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function sleep(millis: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, millis);
    signal?.addEventListener("abort", done);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
