// The line between the process of a job and the server: what is said, and when the process has to end.
import { type FromChild, type JobSpec, ToChild } from "../messages.ts";

/** How a job ended; the last message of its process. */
export type JobEnd = Extract<FromChild, { readonly kind: "finished" | "stopped" | "failed" }>;

/** `cancelled`: the server said so. `server_gone`: the line is closed. `signal`: the process was told to end by the system. */
type StopReason = "cancelled" | "server_gone" | "signal";

/** A process that has been told to end is given this long to do so by itself. */
export const STOP_TIMEOUT_MILLIS = 5000;

export interface Channel {
  /** Resolves when the message has left; at once when nobody listens any more. */
  send(message: FromChild): Promise<void>;
  /** Aborted when the process has to end; whoever runs looks at it often, and leaves things so that they can be resumed. */
  readonly signal: AbortSignal;
  /** Why; null while it need not. The first reason counts. */
  readonly stopReason: StopReason | null;
}

/** The part of `process` that this needs. */
export interface ChannelProcess {
  readonly connected?: boolean;
  send?: typeof process.send;
  on(event: string, listener: (message?: unknown) => void): unknown;
}

/** Listens from now on. `start` is null when the process has to end before it is given a job, and rejects when it is sent what is no message. */
export function openChannel(own: ChannelProcess): {
  readonly channel: Channel;
  readonly start: Promise<JobSpec | null>;
} {
  const controller = new AbortController();
  let stopReason: StopReason | null = null;
  const start = new Promise<JobSpec | null>((resolve, reject) => {
    const stop = (reason: StopReason): void => {
      stopReason ??= reason;
      controller.abort();
      resolve(null);
    };
    own.on("message", (message) => {
      const parsed = ToChild.safeParse(message);
      if (!parsed.success) reject(new Error(`The process was sent no message: ${parsed.error.message}`));
      else if (parsed.data.kind === "start") resolve(parsed.data.spec);
      else stop("cancelled");
    });
    own.on("disconnect", () => stop("server_gone"));
    own.on("SIGTERM", () => stop("signal"));
    own.on("SIGINT", () => stop("signal"));
  });
  return {
    channel: {
      send: (message) => sendMessage(own, message),
      signal: controller.signal,
      get stopReason() {
        return stopReason;
      },
    },
    start,
  };
}

function sendMessage(own: ChannelProcess, message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    // An error means that the server has gone: `disconnect` tells, too.
    if (own.send === undefined || own.connected !== true) resolve();
    else own.send(message, undefined, undefined, () => resolve());
  });
}
