// All that is fetched to be drawn waits for its turn here, whichever dashboard asks, so that none starves another or takes all connections that a browser has.
import { isScrolling } from "@runboard/charts";
import { timelyFrames } from "../ui/timely-frames.ts";
import { RequestTurns, type RequestRank } from "./request-turns.ts";

/** While one is read by the server, another is on its way or decoded; not while something is scrolled, since they would take the frames' time. */
const turns = new RequestTurns(() => (isScrolling() ? 1 : 2));

/** Rejects with the signal's reason when nobody waits any more. */
export function inTurn<T>(fetchData: () => Promise<T>, signal: AbortSignal, rank?: RequestRank): Promise<T> {
  return turns.take(
    async () => {
      await timelyFrames(signal);
      return fetchData();
    },
    signal,
    rank,
  );
}
