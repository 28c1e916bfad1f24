// Steps of which the graph's run says what its operations took.
import type { GraphStatsEntry } from "@runboard/contract";
import { formatCount } from "../../ui/format.ts";
import { encodeList } from "../../url/url-list.ts";
import { graphsSearch } from "./search.ts";

export interface MeasuredStep {
  /** In the URL, and for who asks the thread. */
  readonly key: string;
  readonly title: string;
  readonly entry: GraphStatsEntry;
}

/** Of a run, the newest step first. */
export function measuredSteps(
  stats: readonly GraphStatsEntry[],
  run: string | null,
): readonly MeasuredStep[] {
  const ofRun = stats.filter((entry) => entry.run === run);
  return ofRun
    .sort((a, b) => b.step - a.step || b.wallTimeSeconds - a.wallTimeSeconds)
    .map((entry) => ({
      key: encodeList([entry.tag, entry.plugin, String(entry.step)]),
      title: `step ${formatCount(entry.step)} ${entry.tag}`.trim(),
      entry,
    }));
}

/** The step that the URL names, or the newest; null when nothing was measured. */
export function useMeasuredStep(steps: readonly MeasuredStep[]): MeasuredStep | null {
  const { measured } = graphsSearch.useSearch();
  return steps.find(({ key }) => key === measured) ?? steps[0] ?? null;
}
