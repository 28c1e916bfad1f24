// Where the points of tensor and blob series stand, and where their runs came back: what media are shown by.
import {
  MAX_RECORDS_LIMIT,
  MAX_TOTAL_RECORDS_LIMIT,
  type DataClass,
  type RecordSeries,
  type RunName,
  type Tag,
} from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { fingerprint } from "./fingerprint.ts";
import { inTurn } from "./in-turn.ts";
import { valuesKey } from "./queries.ts";
import type { WantedTag } from "./record-requests.ts";

type RecordClass = Exclude<DataClass, "scalar">;

/** By tag and run; of each all points that there is room for in one answer: `pointCount` tells whether that are all. */
export type SeriesByTag = ReadonlyMap<Tag, ReadonlyMap<RunName, RecordSeries>>;

interface RecordKind {
  readonly plugin: string;
  readonly dataClass: RecordClass;
}

export function recordsQuery({ plugin, dataClass }: RecordKind, wanted: readonly WantedTag[]) {
  const tags = wanted.map(({ tag }) => tag);
  const runs = [...new Set(wanted.flatMap((one) => one.runs))];
  const sampleCount = wanted.reduce((sum, one) => sum + Math.max(1, one.runs.length) * one.maxSampleCount, 0);
  const room = Math.floor(MAX_TOTAL_RECORDS_LIMIT / Math.max(1, sampleCount));
  const maxPoints = Math.max(4, Math.min(room, MAX_RECORDS_LIMIT));
  return queryOptions({
    queryKey: [
      ...valuesKey,
      "records",
      plugin,
      dataClass,
      maxPoints,
      fingerprint(tags),
      fingerprint(wanted.flatMap((one) => ["", one.tag, ...one.runs])),
    ],
    queryFn: async ({ signal }): Promise<SeriesByTag> => {
      const query = { runs, tags, plugin, dataClass, axis: "step" as const, maxPoints };
      const { series } = await inTurn(() => api.records(query, { signal }), signal);
      const byTag = new Map<Tag, Map<RunName, RecordSeries>>(tags.map((tag) => [tag, new Map()]));
      for (const one of series) byTag.get(one.tag)?.set(one.run, one);
      return byTag;
    },
    placeholderData: keepPreviousData,
    // Typed arrays in maps: compared by identity.
    structuralSharing: false,
    meta: { runs: new Set(runs) },
  });
}

/** Where runs came back, of some series of one class, each step once. */
export function restartStepsQuery(dataClass: RecordClass, tags: readonly Tag[], runs: readonly RunName[]) {
  return queryOptions({
    queryKey: ["restarts", dataClass, fingerprint(tags), fingerprint(runs)],
    queryFn: async ({ signal }): Promise<readonly number[]> => {
      const query = { runs: [...runs], tags: [...tags], dataClass };
      const { restarts } = await inTurn(() => api.restarts(query, { signal }), signal, "note");
      return [...new Set(restarts.map(({ step }) => step))].sort((a, b) => a - b);
    },
  });
}
