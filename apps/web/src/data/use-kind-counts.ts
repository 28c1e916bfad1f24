// How much of each kind of data the log directory holds, asked for after what the first picture needs.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "./live-state.ts";
import { countKinds, type KindCounts } from "./kinds.ts";
import { useIdleMoment } from "../ui/idle-moment.ts";
import { otherKindsQuery, tagsQuery } from "./queries.ts";

interface KindsInLogs {
  /** Null while they are on their way. */
  readonly counts: KindCounts | null;
  readonly refresh: () => void;
}

export function useKindCounts(): KindsInLogs {
  const isPaused = useLive((state) => state.pause !== null);
  const isIdle = useIdleMoment();
  const scalars = useQuery(tagsQuery("scalar")).data;
  const { data: others, refetch } = useQuery({
    ...otherKindsQuery,
    enabled: scalars !== undefined && isIdle,
    ...(isPaused && { refetchInterval: false }),
  });
  const counts = useMemo(
    () => scalars && others && new Map([...countKinds(scalars.tags), ...others.counts]),
    [scalars, others],
  );
  return { counts: counts ?? null, refresh: () => void refetch() };
}
