// Random histories of a store: what is committed, replaced and removed, by which connection; done to a store and to the model alike.
import type { ScalarPoints } from "@runboard/tfevents";
import fc from "fast-check";
import { expect } from "vitest";
import type { EventStore, FileCommit } from "../event-store.ts";
import { cursorAt, fileCommit, recordPoints, scalarPoints } from "./builders.ts";
import type { ModelStore } from "./model.ts";

export type Script = readonly { readonly connection: number; readonly action: ScriptAction }[];
type ScriptAction =
  | { readonly kind: "commit"; readonly files: readonly ScriptFile[] }
  | { readonly kind: "remove"; readonly files: readonly number[] };
interface ScriptFile {
  readonly file: number;
  readonly how: "append" | "replace" | "wrong offset" | "no news";
  readonly series: readonly {
    readonly tag: string;
    readonly kind: "scalar" | "tensor" | "blob_sequence";
    readonly points: ScriptPoints;
  }[];
  readonly sessionEnded: boolean | null;
  /** What is written at one hour is later than what was at the one before. */
  readonly hour: number;
  /** Step of a START mark behind the points. */
  readonly mark: number | null;
}
interface ScriptPoints {
  readonly steps: readonly number[];
  readonly times: "even" | "uneven" | "back and forth";
  readonly values: "single" | "double" | "constant" | "wild" | "leaping" | "settling";
}

/** Files of two runs; their order by bytes is neither that of UTF-16 nor that of this list. */
const FILES = [
  ["one", "/l/one/events.2"],
  ["one", "/l/one/events.10"],
  ["two", "/l/two/～"],
  ["two", "/l/two/😀"],
  ["two", "/l/two/a"],
] as const;

const scriptPoints: fc.Arbitrary<ScriptPoints> = fc.record({
  steps: fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.integer({ min: -3, max: 20 }), { minLength: 1, maxLength: 12 }) },
    {
      // Each step once, some of them one after the other's turn.
      weight: 4,
      arbitrary: fc
        .tuple(fc.nat({ max: 9 }), fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 1 }))
        .map(([start, steps]) => steps.map((step) => start + step)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat({ max: 9 }), fc.nat({ max: 1200 }))
        .map(([step, count]) => new Array<number>(count + 1).fill(step)),
    },
    // Back and on again, as a training that returns to a checkpoint.
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.integer({ min: 2, max: 1100 }), fc.nat({ max: 1500 }), fc.nat({ max: 1100 }))
        .map(([count, back, more]) => [
          ...Array.from({ length: count }, (_, i) => i),
          ...Array.from({ length: more }, (_, i) => Math.max(0, count - back) + i),
        ]),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 1400 }), fc.constantFrom(1, 1, 3))
        .map(([start, count, stride]) => Array.from({ length: count }, (_, i) => start + i * stride)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom([2 ** 53 - 1], [-(2 ** 53) + 1, 0, 2 ** 45], [2 ** 62, 2 ** 63]),
    },
  ),
  times: fc.constantFrom("even", "uneven", "back and forth"),
  values: fc.constantFrom("single", "double", "constant", "wild", "leaping", "settling"),
});

const scriptAction: fc.Arbitrary<ScriptAction> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("commit" as const),
      files: fc.array(
        fc.record({
          file: fc.nat({ max: FILES.length - 1 }),
          how: fc.constantFrom("append", "append", "append", "append", "replace", "wrong offset", "no news"),
          series: fc.array(
            fc.record({
              tag: fc.constantFrom("loss", "loss", "acc"),
              kind: fc.constantFrom("scalar", "scalar", "scalar", "tensor", "blob_sequence"),
              points: scriptPoints,
            }),
            { maxLength: 3 },
          ),
          sessionEnded: fc.constantFrom(null, null, true, false),
          hour: fc.nat({ max: 3 }),
          mark: fc.option(fc.integer({ min: -3, max: 30 }), { freq: 6 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("remove" as const),
      files: fc.array(fc.nat({ max: FILES.length - 1 }), { minLength: 1, maxLength: 2 }),
    }),
  },
);

export const script: fc.Arbitrary<Script> = fc.array(
  fc.record({ connection: fc.nat({ max: 1 }), action: scriptAction }),
  { minLength: 1, maxLength: 12 },
);

export async function act(
  store: EventStore,
  model: ModelStore,
  action: ScriptAction,
  seed: number,
): Promise<void> {
  const before = await store.revision();
  if (action.kind === "remove") {
    const paths = action.files.map((file) => fileAt(file)[1]);
    const result = await store.removeFiles(paths);
    const known = paths.map((path) => model.remove(path));
    expect(result.revision).toBe(before + Number(known.includes(true)));
    return;
  }
  const refused = new Set<string>();
  const commits: FileCommit[] = [];
  let hasChanged = false;
  for (const file of action.files) {
    const commit = commitOf(file, model, seed);
    commits.push(commit);
    const isNew = !model.files.has(commit.cursor.path);
    if (!model.commit(commit)) refused.add(commit.cursor.path);
    else if (file.how !== "no news" || isNew) hasChanged = true;
  }
  const result = await store.commit(commits);
  expect(result.refusedPaths).toEqual([...refused]);
  expect(result.revision).toBe(before + Number(hasChanged));
}

function commitOf(
  { file, how, series, sessionEnded, hour, mark }: ScriptFile,
  model: ModelStore,
  seed: number,
): FileCommit {
  const [run, path] = fileAt(file);
  const known = model.files.get(path)?.cursor;
  if (how === "no news")
    return {
      ...fileCommit([run, path], [known?.offsetBytes ?? 0, 0], []),
      cursor: known ?? { ...cursorAt(run, path, 0), sizeBytes: 0 },
    };
  const from = how === "replace" ? 0 : (known?.offsetBytes ?? 0) + (how === "wrong offset" ? 13 : 0);
  const points = series.map(({ tag, kind, points: one }, i) =>
    kind === "scalar"
      ? scalarsOf(tag, one, { seed: seed + i, hour })
      : recordPoints(tag, one.steps, kind, 1.7e9 + hour * 3600),
  );
  return {
    ...fileCommit([run, path], [from, from + 100], points),
    isReplacement: how === "replace",
    sessionEnded,
    startMark: mark === null ? null : { step: mark, wallTimeSeconds: 1.7e9 + hour * 3600 + 600 },
  };
}

function scalarsOf(
  tag: string,
  { steps, times, values }: ScriptPoints,
  { seed, hour }: { readonly seed: number; readonly hour: number },
): ScalarPoints {
  const start = 1.7e9 + hour * 3600 + seed * 10;
  const wallOf = {
    even: (i: number) => start + i * 0.25,
    uneven: (i: number) => start + i * 0.1 + Math.sin(i) / 30,
    "back and forth": (i: number) => 1.6e9 + seed + (i % 5) * 1e6,
  }[times];
  const valueOf = {
    single: (i: number) => Math.fround(Math.sin(i * 13.7 + seed)),
    double: (i: number) => Math.sin(i * 13.7 + seed),
    constant: () => 0.5,
    // Leaps of one to four points, and now and then a value that is not finite.
    leaping: (i: number) =>
      i % 401 === 400 ? NaN : Math.sin(i * 13.7 + seed) + ((i + seed * 31) % 97 <= seed % 4 ? 60 : 0),
    settling: (i: number) => (i < 90 + seed * 20 ? Math.sin(i * 13.7) : 3 + (i % 3) * 1e-4),
    wild: (i: number) => [NaN, 1, Infinity, -0, -Infinity, 7][(i + seed) % 6] ?? 0,
  }[values];
  const indexes = steps.map((_, i) => i);
  return scalarPoints(tag, steps, indexes.map(valueOf), indexes.map(wallOf));
}

function fileAt(index: number): (typeof FILES)[number] {
  return FILES[index] ?? FILES[0];
}
