// Whether two chunks have a step in common, told from their strides where they have them.

/** Steps of one chunk: the numbers, or `count` steps `first + i * stride`. */
export type ChunkSteps =
  | { readonly steps: Float64Array }
  | { readonly first: number; readonly stride: number; readonly count: number };

export function sharesStep(a: ChunkSteps, b: ChunkSteps): boolean {
  if ("steps" in a) return hasAny(b, a.steps);
  if ("steps" in b) return hasAny(a, b.steps);
  const [few, many] = a.count <= b.count ? [a, b] : [b, a];
  return hasAny(
    many,
    Float64Array.from({ length: few.count }, (_, i) => few.first + i * few.stride),
  );
}

function hasAny(chunk: ChunkSteps, wanted: Float64Array): boolean {
  if ("steps" in chunk) {
    const known = new Set(chunk.steps);
    return wanted.some((step) => known.has(step));
  }
  const { first, stride, count } = chunk;
  const last = first + (count - 1) * stride;
  return wanted.some(
    (step) => step >= first && step <= last && (stride === 0 || (step - first) % stride === 0),
  );
}
