import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { EventSchema, type SessionLog_SessionStatus } from "../src/gen/event_pb.ts";
import { HParamsPluginDataSchema } from "../src/gen/hparams_pb.ts";
import { Summary_ValueSchema } from "../src/gen/summary_pb.ts";
import { encodeMessage } from "../src/messages.ts";
import { encodeRecord } from "../src/record.ts";
import { seriesKind, type SeriesMetadata } from "../src/points.ts";
import { EventReader } from "../src/scan-event.ts";
import { EventFileScanner } from "../src/scan.ts";
import type { SummaryValue } from "../src/summary-values.ts";
import type { TensorInit } from "../src/tensor-init.ts";
import type { EventInit } from "../src/writer.ts";
import { generatedScan } from "./generated-scan.ts";
import { concat, fileOf, FileScan, plainScan, scanOnce, scanWhole, summaryOf, wavHead } from "./testing.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const eventFiles = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((path) => /tfevents/.test(path))
  .sort();
const readFixture = (path: string) => new Uint8Array(readFileSync(join(fixtures, path)));

/** Any tensor, its values raw or in the field of some type, right for its type and shape or not. */
const tensors: fc.Arbitrary<TensorInit> = fc.record(
  {
    dtype: fc.constantFrom(1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 14, 17, 19, 22, 23, 24, 25, 20, 0),
    tensorShape: fc.record({
      dim: fc.array(fc.record({ size: fc.constantFrom(0n, 1n, 1n, 2n, 3n, -1n) }), { maxLength: 3 }),
      unknownRank: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.boolean()),
    }),
    tensorContent: fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      fc.uint8Array({ maxLength: 16 }),
    ),
    versionNumber: fc.constantFrom(0, 1),
    floatVal: fc.array(fc.float(), { maxLength: 3 }),
    doubleVal: fc.array(fc.double(), { maxLength: 3 }),
    intVal: fc.array(fc.integer(), { maxLength: 3 }),
    stringVal: fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 5 }),
        fc.constantFrom("3", "12", "0", "4x", "1234567890").map((text) => new TextEncoder().encode(text)),
        fc.constant(wavHead(8000)),
      ),
      { maxLength: 6 },
    ),
    int64Val: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 3 }),
    boolVal: fc.array(fc.boolean(), { maxLength: 3 }),
    halfVal: fc.array(fc.nat(65535), { maxLength: 3 }),
    uint32Val: fc.array(fc.nat(), { maxLength: 3 }),
    uint64Val: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 3 }),
    float8Val: fc.uint8Array({ maxLength: 3 }),
  },
  { requiredKeys: ["dtype"] },
);

const scalarTensors: fc.Arbitrary<TensorInit> = fc.float().map((value) => ({
  dtype: 1,
  tensorShape: {},
  tensorContent: new Uint8Array(Float32Array.of(value).buffer),
}));

/** What the writers of some plugins write: rows of three, six rows, triples, pictures, clips, texts. */
const shapedTensors: fc.Arbitrary<TensorInit> = fc
  .constantFrom<readonly [1 | 7, ...number[]]>([1, 2, 3], [1, 6, 4], [1, 1, 4, 3], [7, 4], [7, 2, 2], [7])
  .map(([dtype, ...sizes]) => ({
    dtype,
    tensorShape: { dim: sizes.map((size) => ({ size: BigInt(size) })) },
    ...(dtype === 1
      ? { floatVal: [1.5] }
      : { stringVal: ["640", "480"].map((text) => new TextEncoder().encode(text)) }),
  }));

const doubles = fc.array(fc.double(), { maxLength: 4 });
const hparamsContent = fc
  .constantFrom<NonNullable<Parameters<typeof encodeMessage<typeof HParamsPluginDataSchema>>[1]["data"]>>(
    { case: "sessionStartInfo", value: {} },
    { case: "sessionEndInfo", value: { status: 1 } },
    { case: "sessionEndInfo", value: { status: 3 } },
    { case: "experiment", value: {} },
  )
  .map((data) => encodeMessage(HParamsPluginDataSchema, { data }));

const values: fc.Arbitrary<SummaryValue> = fc.record(
  {
    tag: fc.constantFrom("loss", "acc", "a/b", "größe", "", "_hparams_/x", "x".repeat(200)),
    nodeName: fc.constantFrom("", "node"),
    metadata: fc.record({
      pluginData: fc.record({
        pluginName: fc.constantFrom(
          "scalars",
          "scalars",
          "images",
          "audio",
          "text",
          "hparams",
          "mine",
          "histograms",
          "pr_curves",
          "mesh",
          "",
          "graph_keras_model",
          "constructor",
        ),
        content: fc.oneof(fc.uint8Array({ maxLength: 4 }), hparamsContent),
      }),
      displayName: fc.constantFrom("", "Name"),
      summaryDescription: fc.constantFrom("", "*what* it is"),
      dataClass: fc.constantFrom(0, 0, 1, 2, 3),
    }),
    value: fc.oneof(
      fc.float().map((value) => ({ case: "simpleValue", value }) as const),
      scalarTensors.map((value) => ({ case: "tensor", value }) as const),
      tensors.map((value) => ({ case: "tensor", value }) as const),
      shapedTensors.map((value) => ({ case: "tensor", value }) as const),
      fc
        .record({ min: fc.double(), bucketLimit: doubles, bucket: doubles })
        .map((value) => ({ case: "histo", value }) as const),
      fc
        .record({ width: fc.nat(9), height: fc.integer(), encodedImageString: fc.uint8Array() })
        .map((value) => ({ case: "image", value }) as const),
      fc
        .record({
          sampleRate: fc.constantFrom(0, 44100, NaN, Infinity, -1),
          encodedAudioString: fc.oneof(fc.uint8Array(), fc.constant(wavHead(16000))),
        })
        .map((value) => ({ case: "audio", value }) as const),
      fc.uint8Array().map((value) => ({ case: "obsoleteOldStyleHistogram", value }) as const),
    ),
  },
  { requiredKeys: ["tag"] },
);

const steps = fc.oneof(
  fc.nat(100).map(BigInt),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-1n, 127n, 128n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n)),
  // Halfway between two doubles.
  fc.constantFrom(2n ** 53n + 1n, -(2n ** 60n) - 128n, 2n ** 63n - 513n),
);
const wallTimes = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: 1e9, max: 2e9, noNaN: true }) },
  fc.double(),
);
const contents: fc.Arbitrary<NonNullable<EventInit["what"]>> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .array(values, { maxLength: 4 })
      .map((value) => ({ case: "summary", value: { value } }) as const),
  },
  fc.constant({ case: "fileVersion", value: "brain.Event:2" } as const),
  fc.uint8Array().map((value) => ({ case: "graphDef", value }) as const),
  fc.constant({ case: "logMessage", value: { message: "hello" } } as const),
  fc.constantFrom(0, 1, 2, 3).map((status) => ({ case: "sessionLog", value: { status } }) as const),
  fc
    .record({ tag: fc.constantFrom("step", "loss"), runMetadata: fc.uint8Array({ maxLength: 4 }) })
    .map((value) => ({ case: "taggedRunMetadata", value }) as const),
);

/** Messages as any writer may spell them: the fields of events and of values in any order. */
const events: fc.Arbitrary<Uint8Array> = fc
  .record(
    { wallTime: wallTimes, step: steps, what: contents, seed: fc.nat() },
    { requiredKeys: ["wallTime", "seed"] },
  )
  .map(({ wallTime, step, what, seed }) => {
    const parts: Uint8Array[] = [encodeMessage(EventSchema, { wallTime })];
    if (step !== undefined) parts.push(encodeMessage(EventSchema, { step }));
    if (what?.case === "summary" && seed % 2 === 1)
      parts.push(
        block(5, concat((what.value.value ?? []).map((value) => block(1, shuffledValue(value, seed))))),
      );
    else if (what !== undefined) parts.push(encodeMessage(EventSchema, { what }));
    return concat(rotated(parts, seed));
  });

function shuffledValue({ tag, metadata, value, nodeName }: SummaryValue, seed: number): Uint8Array {
  const parts: SummaryValue[] = [{ tag: tag ?? "" }, { nodeName: nodeName ?? "" }];
  if (metadata) parts.push({ metadata });
  if (value) parts.push({ value });
  return concat(rotated(parts, seed >> 1).map((part) => encodeMessage(Summary_ValueSchema, part)));
}

function rotated<T>(parts: readonly T[], by: number): T[] {
  const at = by % parts.length;
  return [...parts.slice(at), ...parts.slice(0, at)];
}

/** A length-delimited field. */
function block(field: number, bytes: Uint8Array): Uint8Array {
  const head = [field * 8 + 2];
  let rest = bytes.length;
  for (; rest > 127; rest >>= 7) head.push((rest & 127) | 128);
  head.push(rest);
  return concat([Uint8Array.from(head), bytes]);
}

const files = fc.array(events, { maxLength: 25 }).map((payloads) => concat(payloads.map(encodeRecord)));

describe("what a scan gives is what the generated decoder says", () => {
  test("on a value that nothing reads, whose tag becomes a series of hparams", () => {
    const started = encodeMessage(HParamsPluginDataSchema, { data: { case: "sessionStartInfo", value: {} } });
    const metadata = { pluginData: { pluginName: "hparams", content: started } };
    const unread = { case: "obsoleteOldStyleHistogram", value: new Uint8Array(0) } as const;
    const known: SummaryValue = { tag: "x", metadata: { pluginData: { pluginName: "hparams" } } };
    for (const value of [
      [{ tag: "x", metadata, value: unread }, known],
      [known, { tag: "x", metadata, value: unread }],
    ]) {
      const event = encodeMessage(EventSchema, {
        wallTime: 1e9,
        what: { case: "summary", value: { value } },
      });
      const file = encodeRecord(event);
      expect(plainScan(scanWhole(file), file)).toEqual(generatedScan(file));
      expect(scanOnce(file).sessionEnded).toBeNull();
    }
  });

  test("on any valid events", () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(plainScan(scanWhole(file), file)).toEqual(generatedScan(file));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(eventFiles)("on %s", (path) => {
    const file = readFixture(path);
    expect(plainScan(scanWhole(file), file)).toEqual(generatedScan(file));
  });
});

describe("a stream that is cut anywhere gives the same", () => {
  /** Feeds a scanner as a tailing reader does: what was not consumed comes again, with more behind it. */
  function scanInPieces(file: Uint8Array, sizes: readonly number[], takeEvery: number): FileScan {
    const scan = new FileScan();
    let at = 0;
    let end = 0;
    for (let turn = 0; end < file.length; turn++) {
      end = Math.min(file.length, end + sizes[turn % sizes.length]!);
      at += scan.scan(file.slice(at, end), at).consumedBytes;
      if (turn % takeEvery === 0) scan.take();
    }
    scan.take();
    return scan;
  }

  /** Reads on with a new scanner, which knows what the file gave so far, wherever the first one stopped. */
  function scanTwice(file: Uint8Array, end: number): FileScan {
    const first = new FileScan();
    const { consumedBytes } = first.scan(file.slice(0, end));
    first.take();
    const known = new Map<string, { tag: string; metadata: SeriesMetadata }>();
    for (const { tag, metadata } of first.taken.flatMap(({ scalars, records }) => [...scalars, ...records]))
      known.set(`${seriesKind(metadata)} ${tag}`, { tag, metadata });
    const second = new FileScan(new EventFileScanner({ knownSeries: [...known.values()].reverse() }), first);
    second.scan(file.slice(consumedBytes), consumedBytes);
    second.take();
    return second;
  }

  test("any events, any cuts", () => {
    fc.assert(
      fc.property(
        files,
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (file, sizes, takeEvery) => {
          expect(plainScan(scanInPieces(file, sizes, takeEvery), file)).toEqual(
            plainScan(scanWhole(file), file),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test("any events, read on by another scanner", () => {
    fc.assert(
      fc.property(files, fc.nat(), (file, cut) => {
        expect(plainScan(scanTwice(file, cut % (file.length + 1)), file)).toEqual(
          plainScan(scanWhole(file), file),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test.each(eventFiles.filter((path) => readFixture(path).length < 5000))("%s byte by byte", (path) => {
    const file = readFixture(path);
    expect(plainScan(scanInPieces(file, [1], 7), file)).toEqual(plainScan(scanWhole(file), file));
  });
});

describe("damaged files", () => {
  const scanFixture = (run: string) => {
    const file = readFixture(join("restarts/logdir", run, "events.out.tfevents.1700000000.host"));
    const scan = new FileScan();
    const { result } = scan.scan(file);
    scan.take();
    return { result, points: plainScan(scan, file), file };
  };

  test("cut: what is whole is read, the rest is waited for", () => {
    const { result, points, file } = scanFixture("cut");
    expect(result).toEqual({ kind: "truncated", consumedBytes: 1676, neededBytes: 42 });
    expect(file.length).toBe(1709);
    expect(points.series[0]?.points.length).toBe(39);
  });

  test("flipped: one record is left out", () => {
    const { result, points, file } = scanFixture("flipped");
    expect(result).toEqual({ kind: "truncated", consumedBytes: file.length, neededBytes: 12 });
    expect(points).toMatchObject({ skippedCount: 1, firstSkippedOffsetBytes: 836, eventCount: 40 });
    expect(points.series[0]?.points.length).toBe(39);
  });

  test("garbage: nothing is read", () => {
    const { result, points } = scanFixture("garbage");
    expect(result).toMatchObject({ kind: "corrupt", consumedBytes: 0 });
    expect(points).toMatchObject({ series: [], eventCount: 0, skippedCount: 0 });
  });

  test("long_length: read up to the wrong length", () => {
    const { result, points } = scanFixture("long_length");
    expect(result).toMatchObject({ kind: "corrupt", consumedBytes: 458 });
    expect(points.series[0]?.points.length).toBe(10);
  });

  test("empty: waited for", () => {
    expect(scanFixture("empty").result).toEqual({ kind: "truncated", consumedBytes: 0, neededBytes: 12 });
  });

  test("says what was wrong with the first record that it left out", () => {
    const file = fileOf(
      { wallTime: NaN, what: { case: "fileVersion", value: "" } },
      summaryOf({ tag: "a", value: { case: "simpleValue", value: 1 } }),
    );
    const { skipped, eventCount } = scanOnce(file);
    expect(skipped).toEqual({
      count: 1,
      firstOffsetBytes: 0,
      reason: "wall time is not a finite number",
      lateOffsetsBytes: [],
    });
    expect(eventCount).toBe(1);
  });
});

describe("steps", () => {
  test("beyond 2⁵³ are the nearest double, rounded once", () => {
    const wanted = [2n ** 53n + 1n, 2n ** 53n + 3n, 1_700_000_000_123_456_789n, -(2n ** 63n), 2n ** 63n - 1n];
    const file = fileOf(
      ...wanted.map((step) => ({
        ...summaryOf({ tag: "a", value: { case: "simpleValue", value: 1 } }),
        step,
      })),
    );
    const { scalars, skipped } = scanOnce(file);
    expect([...scalars[0]!.steps]).toEqual(wanted.map(Number));
    expect(skipped.count).toBe(0);
  });
});

describe("steps of any size", () => {
  const scalarEvent = (step: bigint): Uint8Array =>
    encodeMessage(EventSchema, {
      ...summaryOf({ tag: "a", value: { case: "simpleValue", value: 1 } }),
      step,
    });
  const anyStep = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    fc
      .record({
        around: fc.constantFrom(49n, 53n, 54n, 55n, 56n, 62n, 63n),
        by: fc.integer({ min: -600, max: 600 }),
      })
      .map(({ around, by }) => BigInt.asUintN(63, 2n ** around + BigInt(by))),
    fc.constantFrom(
      2n ** 49n - 1n,
      2n ** 49n,
      2n ** 53n + 1n,
      2n ** 56n + 9n,
      2n ** 62n,
      2n ** 63n - 1n,
      -1n,
      -(2n ** 63n),
    ),
  );

  test("are those that the slow way reads", () => {
    // A field that events do not have makes all of them go the slow way.
    const unknownField = Uint8Array.of(0xf8, 0x07, 0);
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 20 }), (given) => {
        const payloads = given.map(scalarEvent);
        const [fast] = scanOnce(concat(payloads.map(encodeRecord))).scalars;
        const slow = scanOnce(
          concat(payloads.map((payload) => encodeRecord(concat([payload, unknownField])))),
        );
        expect(slow.scalars[0]?.steps).toEqual(fast?.steps);
        expect([...(fast?.steps ?? [])]).toEqual(given.map(Number));
      }),
      { numRuns: 1000 },
    );
  });

  test("are read in place when they are not negative", () => {
    const read = vi.spyOn(EventReader.prototype, "read");
    const wanted = [0n, 2n ** 49n, 1_700_000_000_123_456n, 1_700_000_000_123_456_789n, 2n ** 63n - 1n];
    scanOnce(concat(wanted.map((step) => encodeRecord(scalarEvent(step)))));
    // The first one says what the series is.
    expect(read).toHaveBeenCalledTimes(1);
    read.mockClear();
    scanOnce(concat([0n, -1n].map((step) => encodeRecord(scalarEvent(step)))));
    expect(read).toHaveBeenCalledTimes(2);
    read.mockRestore();
  });

  test.each([8, 9, 10])("are left out when the event ends within their %s bytes", (sizeBytes) => {
    const cut = concat([scalarEvent(1n), Uint8Array.of(0x10), new Uint8Array(sizeBytes - 1).fill(255)]);
    const { scalars, skipped } = scanOnce(concat([scalarEvent(1n), cut, scalarEvent(2n)].map(encodeRecord)));
    expect(skipped).toMatchObject({ count: 1, reason: "record is no event" });
    expect([...(scalars[0]?.steps ?? [])]).toEqual([1, 2]);
  });
});

describe("START marks", () => {
  const value = summaryOf({ tag: "a", value: { case: "simpleValue", value: 1 } });
  const session = (status: SessionLog_SessionStatus, step: bigint): EventInit => ({
    wallTime: 7,
    step,
    what: { case: "sessionLog", value: { status } },
  });

  test("stop the scan behind them; other marks of a session do not", () => {
    const events = [value, session(2, 9n), session(1, 4n), value, value, session(3, 5n), session(1, 0n)];
    const file = fileOf(...events);
    const scan = new FileScan();
    const { result } = scan.scan(file);
    expect(result).toEqual({ kind: "truncated", consumedBytes: 0, neededBytes: 12 });
    expect(scan.marks).toEqual([
      { step: 4, wallTimeSeconds: 7, pointCount: 1 },
      { step: 0, wallTimeSeconds: 7, pointCount: 3 },
    ]);
    expect(scan.taken.map(({ sessionEnded, eventCount }) => [sessionEnded, eventCount])).toEqual([
      [false, 3],
      [false, 4],
    ]);
    const consumed = new EventFileScanner().scan(file, 0).consumedBytes;
    expect(consumed).toBe(fileOf(...events.slice(0, 3)).length);
  });
});

describe("records without their payload's checksum", () => {
  const value = (step: bigint): EventInit => ({
    ...summaryOf({ tag: "a", value: { case: "simpleValue", value: 1 } }),
    step,
  });
  const unsealed = (record: Uint8Array) => {
    const zeros = record.slice();
    zeros.fill(0, 20);
    return zeros;
  };

  test("may be waited for: nothing of them is read, and they are read when they are whole", () => {
    const [one, two, three] = [fileOf(value(1n)), fileOf(value(2n)), fileOf(value(3n))];
    const scanner = new EventFileScanner();
    const file = concat([one, unsealed(two), three]);
    const stopped = {
      kind: "unsealed",
      sizeBytes: two.length,
      reason: "checksum of a record's payload is wrong",
    };
    expect(scanner.scan(file, 0, 0)).toEqual({ ...stopped, consumedBytes: one.length });
    expect(scanner.scan(file.subarray(one.length), one.length, 0)).toEqual({
      ...stopped,
      consumedBytes: 0,
    });
    expect(scanner.take().skipped.count).toBe(0);
    file.set(two, one.length);
    expect(scanner.scan(file.subarray(one.length), one.length, 0).kind).toBe("truncated");
    const { scalars, skipped } = scanner.take();
    expect([...scalars[0]!.steps]).toEqual([2, 3]);
    expect(skipped.count).toBe(0);
  });

  test("are waited for from a place on only", () => {
    const [one, two, three] = [fileOf(value(1n)), fileOf(value(2n)), fileOf(value(3n))];
    const file = concat([one, unsealed(two), three, unsealed(two)]);
    const lastBytes = file.length - two.length;
    const scanner = new EventFileScanner();
    expect(scanner.scan(file, 5000, 5000 + lastBytes)).toMatchObject({
      kind: "unsealed",
      consumedBytes: lastBytes,
    });
    const { scalars, skipped } = scanner.take();
    expect([...(scalars[0]?.steps ?? [])]).toEqual([1, 3]);
    expect(skipped).toMatchObject({ count: 1, lateOffsetsBytes: [5000 + one.length] });
  });

  test("are told from those that will never be better", () => {
    const [one, two] = [fileOf(value(1n)), fileOf(value(2n))];
    const noEvent = encodeRecord(Uint8Array.of(255));
    const file = concat([one, unsealed(two), noEvent, unsealed(one), two]);
    const { skipped, scalars } = scanOnce(file);
    expect(skipped).toEqual({
      count: 3,
      firstOffsetBytes: one.length,
      reason: "checksum of a record's payload is wrong",
      lateOffsetsBytes: [one.length, one.length + two.length + noEvent.length],
    });
    expect([...scalars[0]!.steps]).toEqual([1, 2]);
  });

  test("are counted beyond the first hundred whose places are kept", () => {
    const record = unsealed(fileOf(value(1n)));
    const { skipped } = scanOnce(concat(new Array<Uint8Array>(150).fill(record)));
    expect(skipped.count).toBe(150);
    expect(skipped.lateOffsetsBytes).toEqual(
      Array.from({ length: 100 }, (_, index) => index * record.length),
    );
  });
});
