// What the graph's run logged of its items, at the page's step; and the slider that moves it.
import { kinds, type RunName, type Tag, type TagEntry } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { usePageStep } from "../../cards/page-step.ts";
import { distinctSteps } from "../../cards/step-places.ts";
import { StepSlider } from "../../cards/step-slider.tsx";
import { tagsQuery } from "../../data/queries.ts";
import { recordsQuery, restartStepsQuery } from "../../data/records.ts";
import "../../cards/cells.css";
import { type OwnedTag, ownedTagsQuery, scalarsQuery } from "./training-queries.ts";

/** Of a series of scalars that the slider stands over. */
const MOST_SCALARS = 50;

export interface RunLog {
  readonly run: RunName | null;
  readonly histograms: readonly OwnedTag[];
  readonly scalars: readonly OwnedTag[];
  /** Of these each once, ascending. */
  readonly steps: Float64Array;
  readonly isReduced: boolean;
  /** The page's, or the newest; null when nothing was logged. */
  readonly step: number | null;
}

const noSteps = new Float64Array(0);
const noTags: readonly TagEntry[] = [];
const nothing: readonly OwnedTag[] = [];

/** @param loadedKey null while no graph is loaded; @param alsoSteps which the slider has, too, ascending */
export function useRunLog(
  loadedKey: string | null,
  run: RunName | null,
  alsoSteps: Float64Array = noSteps,
): RunLog {
  const histograms = useOwnedTags(loadedKey, run, "histograms");
  const scalars = useOwnedTags(loadedKey, run, "scalars");
  const wanted = useMemo(
    () => histograms.map(({ tag }) => ({ tag, runs: run === null ? [] : [run], ...oneSample })),
    [histograms, run],
  );
  const records = useQuery({
    ...recordsQuery({ plugin: kinds.histograms.plugins[0], dataClass: "tensor" }, wanted),
    enabled: wanted.length > 0,
  });
  const scalarTags = useMemo(() => scalars.slice(0, MOST_SCALARS).map(({ tag }) => tag), [scalars]);
  const series = useQuery(scalarsQuery(run, scalarTags));
  const pageStep = usePageStep();
  const [steps, isReduced] = useMemo(() => {
    const all = [
      ...[...(records.data?.values() ?? [])].flatMap((byRun) => [...byRun.values()]),
      ...(series.data ?? []),
    ];
    return [
      distinctSteps([...all.map((one) => Float64Array.from(one.steps)), alsoSteps]),
      all.some((one) => one.steps.length < one.pointCountInRange),
    ] as const;
  }, [records.data, series.data, alsoSteps]);
  const step = pageStep ?? steps.at(-1) ?? null;
  return useMemo(
    () => ({ run, histograms, scalars, steps, isReduced, step }),
    [run, histograms, scalars, steps, isReduced, step],
  );
}

const oneSample = { maxSampleCount: 1, maxPointCount: 0 } as const;

function useOwnedTags(
  loadedKey: string | null,
  run: RunName | null,
  kind: "histograms" | "scalars",
): readonly OwnedTag[] {
  const { data } = useQuery(tagsQuery(kind === "scalars" ? "scalar" : "tensor"));
  const tags = useMemo((): readonly Tag[] => {
    const plugins: readonly string[] = kinds[kind].plugins;
    return (data?.tags ?? noTags)
      .filter(({ plugin, runs }) => plugins.includes(plugin) && run !== null && runs.includes(run))
      .map(({ tag }) => tag);
  }, [data, kind, run]);
  const owned = useQuery(ownedTagsQuery(loadedKey, tags));
  return owned.data ?? nothing;
}

/** Nothing where the run logged nothing of the graph's items. */
export function RunLogSlider({ log: { run, histograms, steps, isReduced } }: { readonly log: RunLog }) {
  const tags = histograms.map(({ tag }) => tag);
  const { data: restarts } = useQuery({
    ...restartStepsQuery("tensor", tags, run === null ? [] : [run]),
    enabled: tags.length > 0,
  });
  return steps.length === 0 ? null : (
    <StepSlider steps={steps} restarts={restarts ?? []} isReduced={isReduced} />
  );
}
