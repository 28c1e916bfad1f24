// The last, least and greatest values of tags, for sorting and columns: of one tag, over all runs, in one query. Only runs that changed are asked for again.
import type { RunName, Tag } from "@runboard/contract";
import { queryOptions, useQueries, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../data/api.ts";
import { runsQuery } from "../data/queries.ts";
import { runRevisions } from "../data/revisions.ts";
import type { FieldSources, RunField, TagValue } from "./run-field.ts";
import { useHparams, useRunListScope } from "./run-scope.tsx";

interface ValuesOfTag {
  readonly revision: number;
  /** What was read of each run, and when. */
  readonly byRun: ReadonlyMap<RunName, ReadValue>;
}

interface ReadValue {
  readonly revision: number;
  /** Undefined when the run has not the tag. */
  readonly value: TagValue | undefined;
}

/** What the fields need to be known; what is on its way counts as not there. */
export function useFieldSources(fields: readonly RunField[]): FieldSources {
  const { byName } = useRunListScope();
  const hparams = useHparams(fields.some(({ kind }) => kind === "hparam"));
  const wanted = new Set(fields.flatMap((field) => (field.kind === "metric" ? [field.tag] : [])));
  const valuesOfTags = useQueries({ queries: [...wanted].map(tagValuesQuery), combine: answers });
  return useMemo(() => {
    const byTag = new Map(valuesOfTags.flatMap((one) => (one ? [[one.tag, one.byRun] as const] : [])));
    return {
      byName,
      tagValueOf: (tag, run) => byTag.get(tag)?.get(run)?.value,
      hparamsOf: (run) => hparams.get(run),
    };
  }, [byName, valuesOfTags, hparams]);
}

type Answer = ValuesOfTag & { readonly tag: Tag };

function answers(results: readonly { readonly data: Answer | undefined }[]): readonly (Answer | undefined)[] {
  return results.map(({ data }) => data);
}

function tagValuesQuery(tag: Tag) {
  const queryKey = ["latest", tag] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readValues(client, { tag, signal, known: client.getQueryData<Answer>(queryKey) }),
    // A map: compared by identity.
    structuralSharing: false,
  });
}

interface ValuesRequest {
  readonly tag: Tag;
  readonly signal: AbortSignal;
  readonly known: ValuesOfTag | undefined;
}

async function readValues(client: QueryClient, { tag, signal, known }: ValuesRequest): Promise<Answer> {
  const names = client.getQueryData(runsQuery.queryKey)?.runs.map(({ run }) => run) ?? [];
  const byRun = new Map<RunName, ReadValue>();
  for (const run of names) {
    const read = known?.byRun.get(run);
    if (read && runRevisions.isFresh(run, read.revision)) byRun.set(run, read);
  }
  const isAll = byRun.size === 0;
  const missing = names.filter((run) => !byRun.has(run));
  if (missing.length === 0 && known) return { tag, revision: known.revision, byRun };
  const { revision, series } = await api.latest(
    { tags: [tag], ...(!isAll && { runs: missing }) },
    { signal },
  );
  runRevisions.noteAnswer(revision);
  for (const run of missing) byRun.set(run, { revision, value: undefined });
  for (const { run, last, min, max, lastStep } of series)
    byRun.set(run, {
      revision,
      value: { last: last?.value ?? null, min: min?.value ?? null, max: max?.value ?? null, lastStep },
    });
  return { tag, revision, byRun };
}
