// The kinds of data that training code logs, each by the plugin that its writers name. A dashboard shows one of them.
import type { TagEntry } from "@runboard/contract";

interface Kind {
  readonly title: string;
  /** Names of plugins in summary metadata. */
  readonly plugins: readonly string[];
}

export const kinds = {
  scalars: { title: "Scalars", plugins: ["scalars"] },
  images: { title: "Images", plugins: ["images"] },
  audio: { title: "Audio", plugins: ["audio"] },
  text: { title: "Text", plugins: ["text"] },
  histograms: { title: "Histograms", plugins: ["histograms"] },
  graphs: {
    title: "Graphs",
    plugins: [
      "graphs",
      "graph_keras_model",
      "graph_run_metadata",
      "graph_run_metadata_graph",
      "graph_tagged_run_metadata",
    ],
  },
  "pr-curves": { title: "PR curves", plugins: ["pr_curves"] },
  hparams: { title: "HParams", plugins: ["hparams"] },
  mesh: { title: "Meshes", plugins: ["mesh"] },
} as const satisfies Record<string, Kind>;

export type KindId = keyof typeof kinds;

export const kindIds = Object.keys(kinds) as readonly KindId[];

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
