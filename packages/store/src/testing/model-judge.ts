// The three rules of event-store.ts, word for word: which points of a series are shown, in which order, and where restarts are.
import type { Judged, JudgedPoint, ModelFile, ModelSeries } from "./model-series.ts";

type Placed = Omit<JudgedPoint, "superseded">;

/** @param files of the series' run, by path. */
export function judge(series: ModelSeries, files: readonly ModelFile[]): Judged {
  const firstOf = (file: number) => files[file]?.firstWallTimeSeconds ?? Infinity;
  const byTime = [...files.keys()].sort((a, b) =>
    firstOf(a) === firstOf(b) ? a - b : firstOf(a) - firstOf(b),
  );
  const points = files.flatMap(({ cursor }, file): Placed[] =>
    series.points
      .filter(({ path }) => path === cursor.path)
      .map((point, place) => ({ ...point, file, place, fileOrder: byTime.indexOf(file) })),
  );

  const marks = files.flatMap((one, file) =>
    one.marks.map((mark, index) => ({ ...mark, file, number: index + 1 })),
  );
  type Mark = (typeof marks)[number];
  const isBefore = (point: Pick<Placed, "file" | "markCount" | "wallTimeSeconds">, mark: Mark) =>
    point.file === mark.file ? point.markCount < mark.number : point.wallTimeSeconds < mark.wallTimeSeconds;
  const isMarkedOff = (point: Pick<Placed, "file" | "markCount" | "wallTimeSeconds" | "step">) =>
    marks.some((mark) => isBefore(point, mark) && mark.step <= point.step);

  const repeats = files.flatMap((_, file) =>
    repeatsOf(
      points.filter((point) => point.file === file),
      isMarkedOffByOwn,
    ),
  );
  function isMarkedOffByOwn(point: Placed): boolean {
    return marks.some((mark) => mark.file === point.file && isBefore(point, mark) && mark.step <= point.step);
  }
  const isRepeated = (point: Placed) =>
    repeats.some(
      (first) => first.file === point.file && first.place > point.place && first.step <= point.step,
    );

  const limits = files.map(() => Infinity);
  const isShown = (point: Placed) =>
    !isMarkedOff(point) && !isRepeated(point) && point.step < (limits[point.file] ?? Infinity);
  const repeaters: { readonly file: number; readonly least: number }[] = [];
  for (const file of byTime) {
    const older = byTime.filter((one) => (files[one]?.lastWallTimeSeconds ?? NaN) < firstOf(file));
    const own = points.filter((point) => point.file === file);
    const shownOlder = points.filter((point) => older.includes(point.file) && isShown(point));
    if (!own.some((point) => isShown(point) && shownOlder.some(({ step }) => step === point.step))) continue;
    const least = Math.min(...own.map(({ step }) => step));
    for (const one of older) limits[one] = Math.min(limits[one] ?? Infinity, least);
    repeaters.push({ file, least });
  }

  const found = marks.filter((mark) =>
    points.some((point) => isBefore(point, mark) && point.step >= mark.step),
  );
  const hasPoints = (file: number) => points.some((point) => point.file === file);
  const restarts = [
    ...repeaters.flatMap(({ file, least }) =>
      points.filter((point) => point.file === file && point.step === least && isShown(point)).slice(0, 1),
    ),
    ...repeats.filter(isShown),
    ...found.filter(
      (mark) =>
        !isMarkedOff({ ...mark, markCount: mark.number }) &&
        !(hasPoints(mark.file) && mark.step >= (limits[mark.file] ?? Infinity)),
    ),
  ].map(({ step, wallTimeSeconds }) => ({ step, wallTimeSeconds }));
  restarts.sort((a, b) => a.step - b.step || a.wallTimeSeconds - b.wallTimeSeconds);
  return {
    points: points
      .map((point) => ({ ...point, superseded: !isShown(point) }))
      .sort((a, b) => a.step - b.step || a.fileOrder - b.fileOrder || a.place - b.place),
    restartCount: repeaters.length + repeats.length + found.length,
    restarts: restarts.slice(-16),
  };
}

/** First points of the stretches by which a file repeats steps that it still shows. */
function repeatsOf(points: readonly Placed[], isMarkedOff: (point: Placed) => boolean): readonly Placed[] {
  const repeats: Placed[] = [];
  for (const stretch of stretchesOf(points).slice(1)) {
    const first = stretch[0];
    if (!first) continue;
    const shown = points.filter(
      (point) =>
        point.place < first.place &&
        !isMarkedOff(point) &&
        !repeats.some((one) => one.place > point.place && one.step <= point.step),
    );
    if (stretch.some((point) => shown.some(({ step }) => step === point.step))) repeats.push(first);
  }
  return repeats;
}

function stretchesOf(points: readonly Placed[]): Placed[][] {
  const stretches: Placed[][] = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (!before || point.step < before.step) stretches.push([]);
    stretches.at(-1)?.push(point);
  });
  return stretches;
}
