// How far reading the log directory has come, in words, as of the last tick of the clock.
import { useQuery } from "@tanstack/react-query";
import { useBoard } from "./board-store.ts";
import { loadingText } from "./loading-text.ts";
import { statusQuery } from "./queries.ts";
import { useNowMillis } from "./ui/now.ts";

/** Null when all that is there has been read. */
export function useLoadingText() {
  const { data: loading } = useQuery({ ...statusQuery, select: (status) => status.loading });
  const base = useBoard((state) => state.loadingBase);
  const nowMillis = useNowMillis();
  return loading ? loadingText(loading, base, nowMillis) : null;
}
