// What every dashboard asks of the server: its state, the runs, the tags, what the runs were started with.
import type { DataClass } from "@runboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { countKinds, kindsByRun } from "./kinds.ts";

/** Also tells when the server is gone or the log directory has appeared: nothing is pushed then. */
const STATUS_INTERVAL_MILLIS = 10_000;

/** Kinds of data seldom appear; when one does, its tab may take a while. */
const KINDS_INTERVAL_MILLIS = 60_000;

/** First part of the keys of what cells show: values, read from event files when somebody looks. */
export const valuesKey = ["values"] as const;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => api.status({ signal }),
  refetchInterval: STATUS_INTERVAL_MILLIS,
});

export const runsQuery = queryOptions({
  queryKey: ["runs"],
  queryFn: ({ signal }) => api.runs({ signal }),
});

export const hparamsQuery = queryOptions({
  queryKey: ["hparams"],
  queryFn: ({ signal }) => api.hparams({ signal }),
});

export function tagsQuery(dataClass: DataClass) {
  return queryOptions({
    queryKey: ["tags", dataClass],
    queryFn: ({ signal }) => api.tags({ dataClass }, { signal }),
  });
}

/** How much there is of each kind of data but scalars, which `tagsQuery` tells of. */
export const otherKindsQuery = queryOptions({
  queryKey: ["kinds"],
  queryFn: async ({ signal }) => {
    const [tensors, blobs] = await Promise.all([
      api.tags({ dataClass: "tensor" }, { signal }),
      api.tags({ dataClass: "blob_sequence" }, { signal }),
    ]);
    return {
      revision: Math.min(tensors.revision, blobs.revision),
      counts: countKinds([...tensors.tags, ...blobs.tags]),
      byRun: kindsByRun([...tensors.tags, ...blobs.tags]),
    };
  },
  // A map: compared by identity.
  structuralSharing: false,
  refetchInterval: KINDS_INTERVAL_MILLIS,
});
