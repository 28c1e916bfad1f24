// Which graph the page shows: one that a run logged, a file of the log directory, or a file that was dropped on the page.
import type { GraphEntry, GraphSource, RunName } from "@runboard/contract";
import { create } from "zustand";

/** In the URL. Names may hold anything but this. */
const MARK = "\u001f";

export interface GraphOption {
  /** In the URL, and for who asks the thread. */
  readonly key: string;
  readonly title: string;
  readonly run: RunName | null;
  readonly entry: GraphEntry;
}

export interface DroppedFile {
  readonly key: string;
  readonly name: string;
  readonly content: Blob;
}

/** The file that was dropped last, until another graph is chosen. */
export const useDroppedFile = create<{ readonly dropped: DroppedFile | null }>(() => ({ dropped: null }));

export function dropFile(file: File): void {
  const key = `dropped${MARK}${file.name}${MARK}${file.size}${MARK}${file.lastModified}`;
  useDroppedFile.setState({ dropped: { key, name: file.name, content: file } });
}

function graphKey(source: GraphSource): string {
  return "file" in source
    ? ["file", source.file].join(MARK)
    : ["run", source.run, source.tag, source.plugin].join(MARK);
}

const pluginTitles: Readonly<Record<string, string>> = {
  graphs: "graph",
  graph_keras_model: "layers",
  graph_run_metadata_graph: "function",
};

/** Those of shown runs, the run's own graph first. */
export function graphOptions(
  graphs: readonly GraphEntry[],
  shown: ReadonlySet<RunName>,
): readonly GraphOption[] {
  return graphs
    .filter(({ run }) => run === null || shown.has(run))
    .map((entry): GraphOption => {
      const { source, run } = entry;
      const title =
        "file" in source
          ? source.file
          : [pluginTitles[source.plugin] ?? source.plugin, source.plugin === "graphs" ? "" : source.tag]
              .filter((part) => part !== "")
              .join(" ");
      return { key: graphKey(source), title, run, entry };
    });
}

export function titleOf(choice: GraphOption | DroppedFile): string {
  if (!("entry" in choice)) return choice.name;
  return choice.run === null ? choice.title : `${choice.run} ${choice.title}`;
}
