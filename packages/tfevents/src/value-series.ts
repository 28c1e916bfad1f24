// Which series a value of a summary belongs to: a tag has one series of each kind (`seriesKind`) that was logged under it.
//
// What a value's metadata says is decided as TensorBoard's data server decides it: a data class that the writer gave stands; otherwise a value
// of an old kind decides, then the name of the plugin. Most writers give metadata with the first value of a series only: a value without
// goes to the series of its tag that it fits. That depends on which series there are and on nothing else, so that a reader who comes back later
// decides likewise.
import { findBlock, findInteger, spanBytes, spanReader, type ValueOutline } from "./outline.ts";
import { type DataClass, seriesKind, type SeriesMetadata, type ValueDetails } from "./points.ts";
import { outlineTensor, type TensorOutline } from "./tensor-proto.ts";
import { blobDetails, scalarOf } from "./value-details.ts";
import { BLOCK, decodeText, VARINT, WireReader } from "./wire.ts";

/** Tag of the graph that an event holds outside any summary. */
export const RUN_GRAPH_TAG = "__run_graph__";
export const RUN_GRAPH_METADATA: SeriesMetadata = blankMetadata("graphs", "blob_sequence");
export const RUN_METADATA_METADATA: SeriesMetadata = blankMetadata(
  "graph_tagged_run_metadata",
  "blob_sequence",
);

const DATA_CLASSES: ReadonlyMap<number, DataClass> = new Map([
  [1, "scalar"],
  [2, "tensor"],
  [3, "blob_sequence"],
]);

/** Data classes of the plugins whose writers may not have set one. */
const PLUGIN_DATA_CLASSES: ReadonlyMap<string, DataClass> = new Map([
  ["scalars", "scalar"],
  ["histograms", "tensor"],
  ["text", "tensor"],
  ["hparams", "tensor"],
  ["pr_curves", "tensor"],
  ["mesh", "tensor"],
  ["custom_scalars", "tensor"],
  ["images", "blob_sequence"],
  ["audio", "blob_sequence"],
  ["graph_run_metadata", "blob_sequence"],
  ["graph_run_metadata_graph", "blob_sequence"],
  ["graph_keras_model", "blob_sequence"],
]);

/** Plugins of what events hold outside any summary. */
const MESSAGE_PLUGINS: ReadonlySet<string> = new Set([
  RUN_GRAPH_METADATA.plugin,
  RUN_METADATA_METADATA.plugin,
]);

/** Contents of ImagePluginData and AudioPluginData whose only field set is `converted_to_tensor`. */
const IMAGE_UPGRADED = Uint8Array.of(0x10, 1);
const AUDIO_UPGRADED = Uint8Array.of(0x18, 1);

function blankMetadata(
  plugin: string,
  dataClass: DataClass,
  pluginContent: Uint8Array = new Uint8Array(0),
): SeriesMetadata {
  return { dataClass, plugin, pluginContent, displayName: "", description: "" };
}

/** As the writer gave it. */
interface GivenMetadata extends Omit<SeriesMetadata, "dataClass"> {
  readonly dataClass: DataClass | undefined;
}

export interface ChosenSeries {
  /** Of the series that the value belongs to, which is one of its tag's or has yet to be made. */
  readonly metadata: SeriesMetadata;
  /** Whether each value of this kind with this metadata belongs to the series, whatever others its tag has, and says nothing more. */
  readonly isNamed: boolean;
  /**
   * Whether the value's own metadata says that the session ended; null when it says nothing about that. A start of the hparams plugin says that
   * it goes on, an end that it is over unless its status is RUNNING (3).
   */
  readonly sessionEnded: boolean | null;
}

/** Which series of its tag a value belongs to; null when to none: a name without a value, or a value of a kind that nothing reads. */
export function chooseSeries(
  reader: WireReader,
  value: ValueOutline,
  ofTag: readonly { readonly metadata: SeriesMetadata }[],
): ChosenSeries | null {
  if (value.kind === "old_histogram") return null;
  const given = value.metadata === null ? null : readMetadata(spanReader(reader, value.metadata));
  const isSaid = given !== null && (given.dataClass !== undefined || given.plugin !== "");
  const first = firstMetadata(value, given);
  const metadata = isSaid ? first : (chooseOfTag(reader, value, ofTag) ?? first);
  if (metadata === null) return null;
  const sessionEnded = given && hparamsSessionEnded(given);
  const isNamed = (isSaid || value.kind === "simple_value") && sessionEnded === null;
  return { metadata, isNamed, sessionEnded };
}

/** Metadata of the series that `value` starts; null when it starts none. A tensor of an unknown plugin, or of none, starts a tensor series. */
function firstMetadata({ kind }: ValueOutline, given: GivenMetadata | null): SeriesMetadata | null {
  if (given?.dataClass) return { ...given, dataClass: given.dataClass };
  switch (kind) {
    case "simple_value":
      return blankMetadata("scalars", "scalar");
    case "image":
      return blankMetadata("images", "blob_sequence", IMAGE_UPGRADED);
    case "audio":
      return blankMetadata("audio", "blob_sequence", AUDIO_UPGRADED);
    case "histogram":
      return blankMetadata("histograms", "tensor");
    case "old_histogram":
      return null;
    case "tensor":
    case "none": {
      if (given !== null) return { ...given, dataClass: PLUGIN_DATA_CLASSES.get(given.plugin) ?? "tensor" };
      return kind === "tensor" ? blankMetadata("", "tensor") : null;
    }
  }
}

/** The one of its tag's series that a value fits best whose metadata does not say; of equally good ones that whose kind's name comes first. */
function chooseOfTag(
  reader: WireReader,
  value: ValueOutline,
  ofTag: readonly { readonly metadata: SeriesMetadata }[],
): SeriesMetadata | undefined {
  const outline =
    value.kind === "tensor" && ofTag.length > 0
      ? outlineTensor(reader.bytes, value.content.start, value.content.end)
      : undefined;
  let best: SeriesMetadata | undefined;
  let bestFit = 0;
  for (const { metadata } of ofTag) {
    const fit = fitOf(reader, { value, outline }, metadata);
    if (fit < bestFit || fit === 0) continue;
    if (fit === bestFit && best !== undefined && seriesKind(best) < seriesKind(metadata)) continue;
    best = metadata;
    bestFit = fit;
  }
  return best;
}

/** How well a value fits a series: 0 not at all, 1 possibly, 2 as values of an unknown plugin do, 3 as those of the series' plugin do. */
function fitOf(
  reader: WireReader,
  { value, outline }: { readonly value: ValueOutline; readonly outline: TensorOutline | undefined },
  metadata: SeriesMetadata,
): number {
  const { dataClass, plugin } = metadata;
  const isUnknown = !PLUGIN_DATA_CLASSES.has(plugin) && !MESSAGE_PLUGINS.has(plugin);
  const fitOfPlugin = (natural: DataClass, name: string): number =>
    dataClass !== natural ? 0 : plugin === name ? 3 : isUnknown ? 2 : 0;
  switch (value.kind) {
    case "simple_value":
      return dataClass === "scalar" ? 3 : 0;
    case "histogram":
      return fitOfPlugin("tensor", "histograms");
    case "image":
      return fitOfPlugin("blob_sequence", "images");
    case "audio":
      return fitOfPlugin("blob_sequence", "audio");
    case "old_histogram":
      return 0;
    case "none":
      return dataClass !== "tensor" ? 0 : isUnknown ? 2 : 1;
    case "tensor":
      if (outline === undefined) return 0;
      if (dataClass === "scalar") return scalarOf(reader, value) === undefined ? 0 : 3;
      if (dataClass === "tensor") return isOfTensorPlugin(outline, plugin) ? 3 : isUnknown ? 2 : 1;
      return fitOfBlobs(blobDetails(reader, value.content, { outline, plugin }), isUnknown);
  }
}

/** Whether the tensor has the type and the shape of those that the plugin's writers write. */
function isOfTensorPlugin({ dtype, shape }: TensorOutline, plugin: string): boolean {
  if (dtype === "string") return plugin === "text";
  switch (plugin) {
    case "histograms":
      return shape.length === 2 && shape[1] === 3;
    case "pr_curves":
      return shape.length === 2 && shape[0] === 6;
    case "mesh":
      return shape.length === 3 && shape[2] === 3;
    default:
      return false;
  }
}

function fitOfBlobs(details: ValueDetails | undefined, isUnknown: boolean): number {
  switch (details?.kind) {
    case undefined:
      return 0;
    case "images":
      return details.width > 0 && details.height > 0 ? 3 : 1;
    case "audio":
      return details.rateHertz > 0 ? 3 : 1;
    default:
      return isUnknown ? 2 : 1;
  }
}

/** What is malformed is as if it were not there. Bytes are copied. */
function readMetadata(reader: WireReader): GivenMetadata | null {
  let plugin = "";
  let pluginContent: Uint8Array = new Uint8Array(0);
  let displayName = "";
  let description = "";
  let dataClass: DataClass | undefined;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | BLOCK: {
        const start = reader.block();
        const pluginData = { start, end: reader.position };
        const name = findBlock(spanReader(reader, pluginData), 1);
        const content = findBlock(spanReader(reader, pluginData), 2);
        if (name) plugin = decodeText(spanBytes(reader, name));
        if (content) pluginContent = spanBytes(reader, content).slice();
        break;
      }
      case (2 << 3) | BLOCK:
        displayName = reader.text();
        break;
      case (3 << 3) | BLOCK:
        description = reader.text();
        break;
      case (4 << 3) | VARINT:
        dataClass = DATA_CLASSES.get(reader.int32());
        break;
      default:
        reader.skip(key);
    }
  }
  return reader.malformed ? null : { plugin, pluginContent, displayName, description, dataClass };
}

function hparamsSessionEnded({ plugin, pluginContent }: GivenMetadata): boolean | null {
  if (plugin !== "hparams") return null;
  const content = new WireReader(pluginContent);
  const end = findBlock(content, 4);
  if (end) return findInteger(spanReader(content, end), 1) !== 3;
  return findBlock(new WireReader(pluginContent), 3) ? false : null;
}
