// What findings are, word for word: see findings.ts and spikes.ts of the analysis.
import type { SeriesFinding } from "../event-store.ts";
import type { Judged, JudgedPoint, ModelPoint, ModelSeries } from "./model-series.ts";

/** @param judged the series' points. */
export function findingsOf(series: ModelSeries, { points }: Judged): readonly SeriesFinding[] {
  if (series.metadata.dataClass !== "scalar") return [];
  const visible = points.filter(({ superseded }) => !superseded);
  const chunks = chunksOf(points);
  const isSequential = chunks.flat().every((point, i) => point === visible[i]);
  const plateau = isSequential ? plateauOf(visible) : [];
  const nonFinite = isSequential ? nonFiniteOf(visible) : chunks.flatMap((chunk) => nonFiniteOf(chunk));
  const others = [...nonFinite, ...chunks.flatMap(spikesOf)].sort((a, b) => a.step - b.step);
  return [...others.slice(0, 16 - plateau.length), ...plateau].sort((a, b) => a.step - b.step);
}

/** What is shown of every 1,024 points that one file gave without a mark between, by step; chunks by where they begin. */
function chunksOf(points: readonly JudgedPoint[]): readonly (readonly JudgedPoint[])[] {
  const chunks: JudgedPoint[][] = [];
  for (const point of points.toSorted((a, b) => a.file - b.file || a.place - b.place)) {
    const chunk = chunks.at(-1);
    const last = chunk?.[0];
    if (chunk && last?.file === point.file && last.markCount === point.markCount && chunk.length < 1024)
      chunk.push(point);
    else chunks.push([point]);
  }
  return chunks
    .map((chunk) =>
      chunk.filter(({ superseded }) => !superseded).sort((a, b) => a.step - b.step || a.place - b.place),
    )
    .filter((chunk) => chunk.length > 0)
    .sort((a, b) => {
      const [first, other] = [a[0], b[0]];
      if (!first || !other) return 0;
      return first.step - other.step || first.fileOrder - other.fileOrder || first.place - other.place;
    });
}

function findingOf(kind: SeriesFinding["kind"], points: readonly ModelPoint[]): SeriesFinding {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) throw new Error("A finding without points.");
  const { step, wallTimeSeconds, value } = first;
  return { kind, step, lastStep: last.step, wallTimeSeconds, value, pointCount: points.length };
}

function nonFiniteOf(visible: readonly ModelPoint[]): SeriesFinding[] {
  const stretches: ModelPoint[][] = [];
  visible.forEach((point, i) => {
    if (Number.isFinite(point.value)) return;
    if (Number.isFinite(visible[i - 1]?.value ?? 0)) stretches.push([]);
    stretches.at(-1)?.push(point);
  });
  return stretches.map((points) => findingOf("non_finite", points));
}

/** None or one. */
function plateauOf(visible: readonly ModelPoint[]): SeriesFinding[] {
  const range = rangeOf(visible.filter(({ value }) => Number.isFinite(value)));
  if (visible.length < 300 || !(range > 0)) return [];
  let from = visible.length;
  while (from > 0) {
    const stretch = visible.slice(from - 1);
    const magnitude = Math.max(...stretch.map(({ value }) => Math.abs(value)));
    if (!(rangeOf(stretch) <= 0.001 * range && rangeOf(stretch) <= 0.001 * magnitude)) break;
    from--;
  }
  const stretch = visible.slice(from);
  return stretch.length >= Math.max(100, 0.4 * visible.length) ? [findingOf("plateau", stretch)] : [];
}

/** NaN when a value is not finite. */
function rangeOf(points: readonly ModelPoint[]): number {
  const values = points.map(({ value }) => value);
  return Math.max(...values) - Math.min(...values);
}

/** @param chunk the visible points of one chunk. */
function spikesOf(chunk: readonly ModelPoint[]): SeriesFinding[] {
  const points = chunk.filter(({ value }) => Number.isFinite(value));
  if (points.length < 33) return [];
  const spikes: SeriesFinding[] = [];
  let least = 0;
  points.forEach(({ value }, index) => {
    const stretches = Math.max(1, Math.floor(points.length / 32));
    const stretch = Math.min(Math.floor(index / 32), stretches - 1);
    const beside = points.slice(stretch * 32, stretch === stretches - 1 ? undefined : stretch * 32 + 32);
    const mean = beside.reduce((sum, one) => sum + one.value, 0) / beside.length;
    const deviation = beside.reduce((sum, one) => sum + Math.abs(one.value - mean), 0);
    if (index < least || !(Math.abs(value - mean) > (4.8 * deviation) / beside.length)) return;

    const start = Math.min(Math.max(0, index - 32), Math.max(0, points.length - 65));
    const others = points.slice(start, start + 65).filter((_, i) => start + i !== index);
    const center = middleOf(others.map((one) => one.value));
    const distances = others.map((one) => Math.abs(one.value - center));
    const sigma = 1.4826 * middleOf(distances);
    const distance = Math.abs(value - center);
    const distant = distances.filter(
      (_, i) => Math.abs(start + i + (start + i >= index ? 1 : 0) - index) > 8,
    );
    if (!(distance > 10 * sigma && distance > 2 * thirdGreatest(distances))) return;
    if (!(distance > 5 * thirdGreatest(distant))) return;
    const areAllButEqual = sigma <= 1e-6 * Math.abs(center);
    if (areAllButEqual && (center === 0 || distance <= 0.1 * Math.abs(center))) return;

    const isPart = (one: ModelPoint | undefined) =>
      one !== undefined && (value > center ? one.value - center : center - one.value) > distance / 2;
    let first = index;
    while (first > least && isPart(points[first - 1])) first--;
    let last = index;
    while (isPart(points[last + 1])) last++;
    if (first < 3 || points.length - 1 - last < 3) return;
    spikes.push(findingOf("spike", points.slice(first, last + 1)));
    least = last + 1;
  });
  return spikes;
}

/** Zero when there are fewer. */
function thirdGreatest(values: readonly number[]): number {
  return values.toSorted((a, b) => b - a)[2] ?? 0;
}

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}
