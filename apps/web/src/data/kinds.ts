// How much there is of each kind of data.
import { kindIds, kinds, type KindId, type TagEntry } from "@runboard/contract";

export interface KindCount {
  readonly tagCount: number;
  readonly runCount: number;
}

export type KindCounts = ReadonlyMap<KindId, KindCount>;

const kindOfPlugin: ReadonlyMap<string, KindId> = new Map(
  kindIds.flatMap((id) => kinds[id].plugins.map((plugin) => [plugin, id] as const)),
);

/** How much there is of each kind that there is any of. Tags of plugins that no kind names count for none. */
export function countKinds(tags: readonly Pick<TagEntry, "plugin" | "runs">[]): KindCounts {
  const found = new Map<KindId, { tagCount: number; readonly runs: Set<string> }>();
  for (const { plugin, runs } of tags) {
    const kind = kindOfPlugin.get(plugin);
    if (kind === undefined) continue;
    const count = found.get(kind) ?? { tagCount: 0, runs: new Set() };
    found.set(kind, count);
    count.tagCount += 1;
    for (const run of runs) count.runs.add(run);
  }
  return new Map([...found].map(([kind, { tagCount, runs }]) => [kind, { tagCount, runCount: runs.size }]));
}
