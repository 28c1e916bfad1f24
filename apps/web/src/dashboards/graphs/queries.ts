// What the graph dashboard asks: which graphs there are, and one of them, read and folded on the page's own thread.
import { ApiError, MAX_GRAPH_RUNS, type RunName } from "@runboard/contract";
import type { EdgeEnds } from "@runboard/graph";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
import type { DroppedFile, GraphOption } from "./graph-choice.ts";
import type { GraphWork, LoadedGraph, NodeAnswerOrNone } from "./graph-orders.ts";
import { askGraph, type GraphSeat, heldGraph, loadGraph, warmGraphThread } from "./graph-thread.ts";

/** A smaller graph comes as it was logged: to make it smaller takes longer. */
const SMALL_GRAPH_BYTES = 8 * 2 ** 20;
/** Attributes of more bytes, as constants' values, stay on the server: nothing of these is shown, nor compared. */
const ATTRIBUTE_LIMIT_BYTES = 66_000;

/** Of more runs than one answer may tell of those that are shown come first. */
export function graphsQuery(runs: readonly RunName[], shown: ReadonlySet<RunName>) {
  const byShown = [...runs.filter((run) => shown.has(run)), ...runs.filter((run) => !shown.has(run))];
  const asked = runs.length <= MAX_GRAPH_RUNS ? [...runs] : byShown.slice(0, MAX_GRAPH_RUNS);
  return queryOptions({
    queryKey: ["graphs", "list", fingerprint(asked)],
    queryFn: ({ signal }) => inTurn(() => api.graphs(asked, { signal }), signal),
    meta: { runs: new Set(asked) },
  });
}

/** A graph that the thread holds when this is there: asked for anew when another one was held in between. */
export function loadedGraphQuery(
  choice: GraphOption | DroppedFile | null,
  part: string,
  seat: GraphSeat = "shown",
) {
  return queryOptions({
    queryKey: ["graphs", "loaded", seat, choice?.key ?? "", part, versionOf(choice)],
    enabled: choice !== null,
    queryFn: async ({ signal }): Promise<LoadedGraph & { readonly key: string }> => {
      if (!choice) throw new ApiError("graph_not_found", "no graph is chosen");
      const key = [seat, choice.key, part, versionOf(choice)].join(" ");
      // Asked again, as when the server came back: the thread goes on with what it has.
      const held = heldGraph(key);
      if (held) return { ...(await held), key };
      warmGraphThread(seat);
      const source = await readSource(choice, part, signal);
      return { ...(await loadGraph(seat, key, source)), key };
    },
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    structuralSharing: false,
  });
}

export function nodeQuery(loadedKey: string, path: string) {
  return queryOptions({
    queryKey: ["graphs", "node", loadedKey, path],
    queryFn: (): Promise<NodeAnswerOrNone> => askGraph(loadedKey, "node", { path }),
    staleTime: Infinity,
    retry: false,
  });
}

/** What an item stands in, however series are shown. */
export function holdersQuery(loadedKey: string, path: string) {
  return queryOptions({
    queryKey: ["graphs", "holders", loadedKey, path],
    queryFn: async () => {
      const { holders, series } = await askGraph(loadedKey, "ancestors", { path });
      return { holders, series };
    },
    staleTime: Infinity,
    retry: false,
  });
}

export function edgeQuery(loadedKey: string, ends: EdgeEnds) {
  return queryOptions({
    queryKey: ["graphs", "edge", loadedKey, ends],
    queryFn: () => askGraph(loadedKey, "edge", ends),
    staleTime: Infinity,
    retry: false,
  });
}

export function searchQuery(loadedKey: string, query: string) {
  return queryOptions({
    queryKey: ["graphs", "search", loadedKey, query],
    queryFn: () => askGraph(loadedKey, "search", { query }),
    enabled: query !== "",
    staleTime: Infinity,
    retry: false,
  });
}

export function parametersQuery(loadedKey: string) {
  return queryOptions({
    queryKey: ["graphs", "parameters", loadedKey],
    queryFn: () => askGraph(loadedKey, "parameters", null),
    staleTime: Infinity,
    retry: false,
  });
}

/** Of a graph that is logged anew: it is read again. */
function versionOf(choice: GraphOption | DroppedFile | null): number {
  return choice && "entry" in choice ? choice.entry.wallTimeSeconds : 0;
}

/** What a thread reads a graph from. */
export async function readSource(
  choice: GraphOption | DroppedFile,
  part: string,
  signal: AbortSignal,
): Promise<GraphWork["load"]["order"]> {
  const content = await inTurn(() => contentOf(choice, signal), signal);
  signal.throwIfAborted();
  return { content, fileName: fileNameOf(choice), part };
}

async function contentOf(choice: GraphOption | DroppedFile, signal: AbortSignal): Promise<Blob> {
  if (!("entry" in choice)) return choice.content;
  const { source, sizeBytes } = choice.entry;
  const response = await api.graph(
    "file" in source
      ? source
      : source.plugin === "graphs" && sizeBytes > SMALL_GRAPH_BYTES
        ? { ...source, format: "pb", limit_attr_size: ATTRIBUTE_LIMIT_BYTES }
        : source,
    { signal },
  );
  return response.blob();
}

function fileNameOf(choice: GraphOption | DroppedFile): string | null {
  if (!("entry" in choice)) return choice.name;
  const { source } = choice.entry;
  return "file" in source ? (source.file.split("/").at(-1) ?? null) : null;
}
