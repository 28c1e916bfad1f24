// Meshes as TensorBoard's tensors want them: batches of triples.
import type { MeshParts, Triples } from "@runboard/tfevents";
import { float32sOf, shapedNumbersOf } from "./number-source.ts";
import type { MeshContent, ShapedNumbers, TensorSource, TypedNumbers } from "./summary-content.ts";

export function meshParts({ vertices, faces, colors, config }: MeshContent, what: string): MeshParts {
  const parts = {
    vertices: triplesOf(vertices, `vertices of ${what}`, float32sOf),
    faces: faces && triplesOf(faces, `faces of ${what}`, (values) => Int32Array.from(values)),
    colors: colors && triplesOf(colors, `colours of ${what}`, bytesOf),
  };
  const [batch, pointCount] = parts.vertices.shape;
  if (parts.faces && parts.faces.shape[0] !== batch)
    throw new RangeError(
      `faces of ${what} are a batch of ${parts.faces.shape[0]}, its vertices one of ${batch}`,
    );
  if (parts.faces?.values.some((index) => index < 0 || index >= pointCount))
    throw new RangeError(`faces of ${what} name points that are not among its ${pointCount} vertices`);
  if (parts.colors && (parts.colors.shape[0] !== batch || parts.colors.shape[1] !== pointCount))
    throw new RangeError(`colours of ${what} are not one for each of its ${pointCount} vertices`);
  return { ...parts, ...(config && { config: JSON.stringify(config) }) };
}

function triplesOf<Values>(
  source: TensorSource | ShapedNumbers,
  what: string,
  convert: (values: readonly number[] | TypedNumbers) => Values,
): Triples<Values> {
  const { shape, values } = shapedNumbersOf(source, what);
  const [batch, count, three] = shape.length === 2 ? [1, ...shape] : shape;
  if (batch === undefined || count === undefined || three !== 3 || shape.length > 3)
    throw new RangeError(`${what} have shape [${shape.join(", ")}]; it is [batch, count, 3] or [count, 3]`);
  return { shape: [batch, count, three], values: convert(values) };
}

function bytesOf(values: readonly number[] | TypedNumbers): Uint8Array {
  return values instanceof Uint8Array ? values : new Uint8Array(Uint8ClampedArray.from(values).buffer);
}
