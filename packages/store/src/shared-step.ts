// Whether chunks have a step in common, told from their strides where they have them.

/** Steps of one chunk: the numbers, or `count` steps `first + i * stride`. */
export type ChunkSteps =
  | { readonly steps: Float64Array }
  | { readonly first: number; readonly stride: number; readonly count: number };

export function sharesStep(a: ChunkSteps, b: ChunkSteps): boolean {
  if ("steps" in a) return hasAny(b, a.steps);
  if ("steps" in b) return hasAny(a, b.steps);
  const [few, many] = a.count <= b.count ? [a, b] : [b, a];
  return hasAny(many, numbersOf(few));
}

/** Whether a step of any chunk of one list is one of the other list; the work grows with their points, however many overlap. */
export function sharesAnyStep(a: readonly ChunkSteps[], b: readonly ChunkSteps[]): boolean {
  const [left, right] = [sorted(a), sorted(b)];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    if (left[i] === right[j]) return true;
    if ((left[i] ?? 0) < (right[j] ?? 0)) i++;
    else j++;
  }
  return false;
}

function sorted(chunks: readonly ChunkSteps[]): Float64Array {
  const parts = chunks.map(numbersOf);
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let count = 0;
  for (const part of parts) {
    all.set(part, count);
    count += part.length;
  }
  return all.sort();
}

function numbersOf(chunk: ChunkSteps): Float64Array {
  if ("steps" in chunk) return chunk.steps;
  const { first, stride, count } = chunk;
  return Float64Array.from({ length: count }, (_, i) => first + i * stride);
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
