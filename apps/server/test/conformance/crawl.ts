// Walks every `/data` route of a server that speaks TensorBoard's HTTP API, from the tags it lists to the points behind them.
//
//   npx tsx apps/server/test/conformance/crawl.ts http://localhost:6006 answers.json
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Recorder, type Recording } from "./answers.ts";

const PLUGIN = "/data/plugin";

type ByRunAndTag<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;
interface Media {
  readonly step: number;
  query?: string;
}

/** Records the answers of the server at `baseUrl`. */
export async function crawl(baseUrl: string): Promise<Recording> {
  const recorder = new Recorder(baseUrl);
  const runs = (await recorder.get<readonly string[]>("/data/runs")) ?? [];
  await recorder.get("/data/plugins_listing");
  await crawlScalars(recorder);
  for (const plugin of ["histograms", "distributions"]) {
    const tags = await recorder.get<ByRunAndTag<unknown>>(`${PLUGIN}/${plugin}/tags`);
    for (const { run, tag } of series(tags))
      await recorder.get(`${PLUGIN}/${plugin}/${plugin}?${query({ run, tag })}`);
  }
  await crawlImages(recorder);
  await crawlAudio(recorder);
  await crawlText(recorder);
  await crawlPrCurves(recorder);
  await recorder.get(`${PLUGIN}/custom_scalars/layout`);
  for (const run of runs)
    await recorder.get(`${PLUGIN}/custom_scalars/scalars?${query({ run, tag: "loss.*" })}`);
  await crawlMeshes(recorder);
  await crawlGraphs(recorder);
  await crawlProjector(recorder);
  await crawlHparams(recorder);
  await crawlTimeSeries(recorder);
  return recorder.answers;
}

async function crawlScalars(recorder: Recorder): Promise<void> {
  const tags = await recorder.get<ByRunAndTag<unknown>>(`${PLUGIN}/scalars/tags`);
  for (const { run, tag } of series(tags))
    await recorder.get(`${PLUGIN}/scalars/scalars?${query({ run, tag })}`);
  for (const [tag, runs] of [...runsByTag(tags)].sort(byName).slice(0, 5)) {
    const form = [["tag", tag] as const, ...runs.map((run) => ["runs", run] as const)];
    await recorder.postForm(`${PLUGIN}/scalars/scalars_multirun`, form);
  }
  await recorder.get(`${PLUGIN}/scalars/scalars?${query({ run: "no-such-run", tag: "x" })}`);
}

async function crawlImages(recorder: Recorder): Promise<void> {
  const tags = await recorder.get<ByRunAndTag<{ samples: number }>>(`${PLUGIN}/images/tags`);
  for (const { run, tag, value } of series(tags))
    for (let sample = 0; sample < Math.min(value.samples, 3); sample++) {
      const path = `${PLUGIN}/images/images?${query({ run, tag, sample })}`;
      const images = (await recorder.get<Media[]>(path)) ?? [];
      for (const image of [images[0], images.at(-1)])
        if (image)
          await recorder.media(
            `IMG ${run} ${tag} ${sample} ${image.step}`,
            `${PLUGIN}/images/individualImage?${image.query ?? ""}`,
          );
      forgetKeys(images);
    }
}

async function crawlAudio(recorder: Recorder): Promise<void> {
  const tags = await recorder.get<ByRunAndTag<unknown>>(`${PLUGIN}/audio/tags`);
  for (const { run, tag } of series(tags)) {
    const clips =
      (await recorder.get<Media[]>(`${PLUGIN}/audio/audio?${query({ run, tag, sample: 0 })}`)) ?? [];
    const last = clips.at(-1);
    if (last)
      await recorder.media(`AUD ${run} ${tag}`, `${PLUGIN}/audio/individualAudio?${last.query ?? ""}`);
    forgetKeys(clips);
  }
}

function forgetKeys(media: readonly Media[]): void {
  for (const item of media) delete item.query;
}

async function crawlText(recorder: Recorder): Promise<void> {
  const tags = await recorder.get<Record<string, readonly string[]>>(`${PLUGIN}/text/tags`);
  for (const [run, names] of Object.entries(tags ?? {}))
    for (const tag of names) await recorder.get(`${PLUGIN}/text/text?${query({ run, tag })}`);
}

async function crawlPrCurves(recorder: Recorder): Promise<void> {
  const tags = await recorder.get<ByRunAndTag<unknown>>(`${PLUGIN}/pr_curves/tags`);
  for (const [tag, runs] of runsByTag(tags)) {
    const parameters = [
      `tag=${encodeURIComponent(tag)}`,
      ...runs.map((run) => `run=${encodeURIComponent(run)}`),
    ];
    await recorder.get(`${PLUGIN}/pr_curves/pr_curves?${parameters.join("&")}`);
  }
}

interface MeshPart {
  readonly step: number;
  readonly content_type: number;
}

export function inMeshOrder(a: MeshPart, b: MeshPart): number {
  return a.step - b.step || a.content_type - b.content_type;
}

async function crawlMeshes(recorder: Recorder): Promise<void> {
  const contentTypes = new Map([
    [1, "VERTEX"],
    [2, "FACE"],
    [3, "COLOR"],
  ]);
  const tags = await recorder.get<ByRunAndTag<unknown>>(`${PLUGIN}/mesh/tags`);
  for (const { run, tag } of series(tags)) {
    const parts =
      (await recorder.get<MeshPart[]>(`${PLUGIN}/mesh/meshes?${query({ run, tag, sample: 0 })}`)) ?? [];
    for (const { step, content_type } of parts.sort(inMeshOrder).slice(0, 6)) {
      const contentType = contentTypes.get(content_type) ?? content_type;
      const parameters = { run, tag, sample: 0, step, content_type: contentType };
      await recorder.get(`${PLUGIN}/mesh/data?${query(parameters)}`);
    }
  }
}

interface GraphsInfo {
  readonly run_graph?: boolean;
  readonly tags?: Record<string, { conceptual_graph?: boolean; op_graph?: boolean; profile?: boolean }>;
}

async function crawlGraphs(recorder: Recorder): Promise<void> {
  const info = await recorder.get<Record<string, GraphsInfo>>(`${PLUGIN}/graphs/info`);
  for (const [run, { run_graph, tags }] of Object.entries(info ?? {})) {
    const limits = { limit_attr_size: 1024, large_attrs_key: "_too_large_attrs" };
    if (run_graph) await recorder.get(`${PLUGIN}/graphs/graph?${query({ run, ...limits })}`);
    for (const [tag, { conceptual_graph, op_graph, profile }] of Object.entries(tags ?? {})) {
      if (conceptual_graph)
        await recorder.get(`${PLUGIN}/graphs/graph?${query({ run, tag, conceptual: true })}`);
      if (op_graph) await recorder.get(`${PLUGIN}/graphs/graph?${query({ run, tag, conceptual: false })}`);
      if (profile) await recorder.get(`${PLUGIN}/graphs/run_metadata?${query({ run, tag })}`);
    }
  }
}

interface ProjectorInfo {
  readonly embeddings?: readonly {
    readonly tensorName: string;
    readonly metadataPath?: string;
    readonly sprite?: { readonly imagePath?: string };
  }[];
}

async function crawlProjector(recorder: Recorder): Promise<void> {
  for (const run of (await recorder.get<readonly string[]>(`${PLUGIN}/projector/runs`)) ?? []) {
    const info = await recorder.get<ProjectorInfo>(`${PLUGIN}/projector/info?${query({ run })}`);
    for (const { tensorName, metadataPath, sprite } of info?.embeddings ?? []) {
      const which = query({ run, name: tensorName });
      await recorder.get(`${PLUGIN}/projector/tensor?${which}`);
      if (metadataPath) await recorder.get(`${PLUGIN}/projector/metadata?${which}`);
      if (sprite?.imagePath) await recorder.get(`${PLUGIN}/projector/sprite_image?${which}`);
      await recorder.get(`${PLUGIN}/projector/bookmarks?${which}`);
    }
  }
}

interface Experiment {
  readonly text?: string;
  readonly hparamInfos?: readonly { readonly name: string }[];
  readonly metricInfos?: readonly { readonly name: unknown }[];
}

async function crawlHparams(recorder: Recorder): Promise<void> {
  const path = `${PLUGIN}/hparams`;
  const experiment = await recorder.postJson<Experiment>(`${path}/experiment`, { experimentName: "" });
  if (!experiment || experiment.text !== undefined) return;
  const { hparamInfos = [], metricInfos = [] } = experiment;
  const colParams = [
    ...hparamInfos.map(({ name }) => ({ hparam: name, includeInResult: true })),
    ...metricInfos.map(({ name }) => ({ metric: name, includeInResult: true })),
  ];
  const everything = {
    experimentName: "",
    allowedStatuses: ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING", "STATUS_UNKNOWN"],
    colParams,
    startIndex: 0,
    sliceSize: 100,
  };
  await recorder.postJson(`${path}/session_groups`, everything);
  if (hparamInfos.length === 0) return;
  const [first, ...others] = colParams;
  const descending = [{ ...first, order: "ORDER_DESC" }, ...others];
  await recorder.postJson(`${path}/session_groups`, { ...everything, colParams: descending, sliceSize: 5 });
}

interface TimeSeriesTags {
  readonly scalars?: { readonly runTagInfo?: Record<string, readonly string[]> };
  readonly histograms?: { readonly runTagInfo?: Record<string, readonly string[]> };
}

async function crawlTimeSeries(recorder: Recorder): Promise<void> {
  const tags = await recorder.get<TimeSeriesTags>(`${PLUGIN}/timeseries/tags`);
  const ask = (request: object) =>
    recorder.postForm(`${PLUGIN}/timeseries/timeSeries`, [["requests", JSON.stringify([request])]]);
  for (const [run, names] of Object.entries(tags?.histograms?.runTagInfo ?? {})
    .sort(byName)
    .slice(0, 4))
    for (const tag of [...names].sort().slice(0, 3)) await ask({ plugin: "histograms", run, tag });
  const scalars = new Set(Object.values(tags?.scalars?.runTagInfo ?? {}).flat());
  for (const tag of [...scalars].sort().slice(0, 6)) await ask({ plugin: "scalars", tag });
}

/** Every series of an answer of the form `{run: {tag: value}}`, by run, then tag. */
function series<T>(tags: ByRunAndTag<T> | undefined): { run: string; tag: string; value: T }[] {
  return Object.entries(tags ?? {})
    .sort(byName)
    .flatMap(([run, byTag]) =>
      Object.entries(byTag)
        .sort(byName)
        .map(([tag, value]) => ({ run, tag, value })),
    );
}

function runsByTag(tags: ByRunAndTag<unknown> | undefined): ReadonlyMap<string, readonly string[]> {
  const byTag = new Map<string, string[]>();
  for (const { run, tag } of series(tags)) byTag.set(tag, [...(byTag.get(tag) ?? []), run]);
  return byTag;
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function query(parameters: Readonly<Record<string, string | number | boolean>>): string {
  return new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , baseUrl = "http://localhost:6006", path = "answers.json"] = process.argv;
  const answers = await crawl(baseUrl);
  writeFileSync(path, JSON.stringify(answers));
  console.log(`${Object.keys(answers).length} answers of ${baseUrl} recorded in ${path}`);
}
