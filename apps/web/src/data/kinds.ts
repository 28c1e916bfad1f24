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

/** The kinds that each run logged something of. */
export function kindsByRun(
  tags: readonly Pick<TagEntry, "plugin" | "runs">[],
): ReadonlyMap<string, ReadonlySet<KindId>> {
  const byRun = new Map<string, Set<KindId>>();
  for (const { plugin, runs } of tags) {
    const kind = kindOfPlugin.get(plugin);
    if (kind === undefined) continue;
    for (const run of runs) {
      const known = byRun.get(run);
      if (known) known.add(kind);
      else byRun.set(run, new Set([kind]));
    }
  }
  return byRun;
}

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
