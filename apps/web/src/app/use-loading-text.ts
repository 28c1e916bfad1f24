// How far reading the log directory has come, in words, as of the last tick of the clock.
import { useQuery } from "@tanstack/react-query";
import { useLive } from "../data/live-state.ts";
import { loadingText } from "../states/loading-text.ts";
import { statusQuery } from "../data/queries.ts";
import { useNowMillis } from "../ui/now.ts";

/** Null when all that is there has been read. */
export function useLoadingText() {
  const { data: loading } = useQuery({ ...statusQuery, select: (status) => status.loading });
  const base = useLive((state) => state.loadingBase);
  const nowMillis = useNowMillis();
  return loading ? loadingText(loading, base, nowMillis) : null;
}
