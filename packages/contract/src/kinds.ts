// The kinds of data that training code logs, each by the plugins that its writers name.

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
