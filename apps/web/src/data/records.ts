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

type RecordClass = Exclude<DataClass, "scalar">;

export interface RecordSelection {
  readonly plugin: string;
  readonly dataClass: RecordClass;
  readonly tag: Tag;
  readonly runs: readonly RunName[];
  /** Greatest number of samples of a step, as far as that is known. */
  readonly maxSampleCount?: number;
}

/** Of each run all points that there is room for in one answer; `pointCount` tells whether that are all. */
export function recordsQuery({ plugin, dataClass, tag, runs, maxSampleCount = 1 }: RecordSelection) {
  const room = Math.floor(MAX_TOTAL_RECORDS_LIMIT / Math.max(1, runs.length * maxSampleCount));
  const maxPoints = Math.max(4, Math.min(room, MAX_RECORDS_LIMIT));
  return queryOptions({
    queryKey: [...valuesKey, "records", plugin, dataClass, tag, maxPoints, fingerprint(runs)],
    queryFn: async ({ signal }): Promise<ReadonlyMap<RunName, RecordSeries>> => {
      const query = { runs: [...runs], tags: [tag], plugin, dataClass, axis: "step" as const, maxPoints };
      const { series } = await inTurn(() => api.records(query, { signal }), signal);
      return new Map(series.map((one) => [one.run, one]));
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
