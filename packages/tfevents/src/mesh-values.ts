// Meshes and clouds of points: up to three tensors, each a series of its own, that tell of each other.
import { MeshPluginData_ContentType, MeshPluginDataSchema } from "./gen/plugin_data_pb.ts";
import { encodeMessage } from "./messages.ts";
import { type SeriesText, type SummaryValue, tensorValue } from "./summary-values.ts";
import { numberTensor } from "./tensor-init.ts";

/** A batch of lists of triples: x, y, z of points, three points of a face, or red, green, blue. */
export interface Triples<Values> {
  /** [batch, count, 3] */
  readonly shape: readonly [number, number, 3];
  readonly values: Values;
}

export interface MeshParts {
  readonly vertices: Triples<Float32Array>;
  readonly faces?: Triples<Int32Array> | undefined;
  readonly colors?: Triples<Uint8Array> | undefined;
  /** Camera, lights and material in three.js's names, as JSON. */
  readonly config?: string;
}

/** `<tag>_VERTEX`, `<tag>_FACE` and `<tag>_COLOR`. */
export function meshValues({
  tag,
  vertices,
  faces,
  colors,
  config = "{}",
  ...text
}: SeriesText & MeshParts): readonly SummaryValue[] {
  const { VERTEX, FACE, COLOR } = MeshPluginData_ContentType;
  const parts = [
    { contentType: VERTEX, suffix: "VERTEX", triples: vertices },
    { contentType: FACE, suffix: "FACE", triples: faces },
    { contentType: COLOR, suffix: "COLOR", triples: colors },
  ].flatMap(({ triples, ...part }) => (triples ? [{ ...part, triples }] : []));
  const components = parts.reduce((mask, { contentType }) => mask | (1 << contentType), 0);
  return parts.map(({ contentType, suffix, triples: { shape, values } }) =>
    tensorValue({
      ...text,
      tag: `${tag}_${suffix}`,
      plugin: "mesh",
      pluginContent: encodeMessage(MeshPluginDataSchema, {
        name: tag,
        contentType,
        jsonConfig: config,
        shape: [...shape],
        components,
      }),
      tensor: numberTensor(values, shape),
    }),
  );
}
