import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventSchema } from "../src/gen/event_pb.ts";
import { HParamsPluginDataSchema } from "../src/gen/hparams_pb.ts";
import { Summary_ValueSchema } from "../src/gen/summary_pb.ts";
import { encodeMessage } from "../src/messages.ts";
import { encodeRecord } from "../src/record.ts";
import { EventFileScanner, type ScannedPoints } from "../src/scan.ts";
import type { SummaryValue } from "../src/summary-values.ts";
import type { TensorInit } from "../src/tensor-init.ts";
import { type EventInit, EventWriter } from "../src/writer.ts";
import { concat, generatedScan, plainScan } from "./testing.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const eventFiles = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((path) => /tfevents/.test(path))
  .sort();
const readFixture = (path: string) => new Uint8Array(readFileSync(join(fixtures, path)));

const fileOf = (...events: EventInit[]) =>
  concat(events.map((event) => encodeRecord(encodeMessage(EventSchema, event))));

function scanOnce(file: Uint8Array): ScannedPoints {
  const scanner = new EventFileScanner();
  scanner.scan(file, 0);
  return scanner.take();
}

const summaryOf = (...value: SummaryValue[]): EventInit => ({
  wallTime: 1,
  step: 5n,
  what: { case: "summary", value: { value } },
});

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
    stringVal: fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 6 }),
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
      fc
        .record({ min: fc.double(), bucketLimit: doubles, bucket: doubles })
        .map((value) => ({ case: "histo", value }) as const),
      fc
        .record({ width: fc.nat(9), encodedImageString: fc.uint8Array() })
        .map((value) => ({ case: "image", value }) as const),
      fc.record({ encodedAudioString: fc.uint8Array() }).map((value) => ({ case: "audio", value }) as const),
      fc.uint8Array().map((value) => ({ case: "obsoleteOldStyleHistogram", value }) as const),
    ),
  },
  { requiredKeys: ["tag"] },
);

const steps = fc.oneof(
  fc.nat(100).map(BigInt),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-1n, 127n, 128n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n)),
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
  fc.constantFrom("step", "loss").map((tag) => ({ case: "taggedRunMetadata", value: { tag } }) as const),
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
      expect(plainScan([scanOnce(file)])).toEqual(generatedScan(file));
      expect(plainScan([scanOnce(file)]).sessionEnded).toBeNull();
    }
  });

  test("on any valid events", () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(plainScan([scanOnce(file)])).toEqual(generatedScan(file));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(eventFiles)("on %s", (path) => {
    const file = readFixture(path);
    const scan = plainScan([scanOnce(file)]);
    expect(scan).toEqual(generatedScan(file));
  });
});

describe("a stream that is cut anywhere gives the same", () => {
  /** Feeds a scanner as a tailing reader does: what was not consumed comes again, with more behind it. */
  function scanInPieces(file: Uint8Array, sizes: readonly number[], takeEvery: number): ScannedPoints[] {
    const scanner = new EventFileScanner();
    const taken: ScannedPoints[] = [];
    let at = 0;
    let end = 0;
    for (let turn = 0; end < file.length; turn++) {
      end = Math.min(file.length, end + sizes[turn % sizes.length]!);
      const result = scanner.scan(file.slice(at, end), at);
      at += result.consumedBytes;
      if (turn % takeEvery === 0) taken.push(scanner.take());
      if (result.kind === "corrupt") break;
    }
    taken.push(scanner.take());
    return taken;
  }

  test("any events, any cuts", () => {
    fc.assert(
      fc.property(
        files,
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (file, sizes, takeEvery) => {
          expect(plainScan(scanInPieces(file, sizes, takeEvery))).toEqual(plainScan([scanOnce(file)]));
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(eventFiles.filter((path) => readFixture(path).length < 5000))("%s byte by byte", (path) => {
    const file = readFixture(path);
    expect(plainScan(scanInPieces(file, [1], 7))).toEqual(plainScan([scanOnce(file)]));
  });
});

describe("damaged files", () => {
  const scanFixture = (run: string) => {
    const file = readFixture(join("restarts/logdir", run, "events.out.tfevents.1700000000.host"));
    const scanner = new EventFileScanner();
    const result = scanner.scan(file, 0);
    return { result, points: plainScan([scanner.take()]), file };
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
      { wallTime: 1, step: 2n ** 60n },
      summaryOf({ tag: "a", value: { case: "simpleValue", value: 1 } }),
    );
    const { skipped, eventCount } = scanOnce(file);
    expect(skipped).toEqual({ count: 2, firstOffsetBytes: 0, reason: "wall time is not a finite number" });
    expect(eventCount).toBe(1);
  });
});

describe("series", () => {
  const scalar = (tag: string, value: number): SummaryValue => ({
    tag,
    value: { case: "simpleValue", value },
  });

  test("what the run has already stands", () => {
    const metadata = {
      dataClass: "scalar",
      plugin: "scalars",
      pluginContent: Uint8Array.of(1),
      displayName: "Loss",
      description: "known",
    } as const;
    const scanner = new EventFileScanner({ knownSeries: new Map([["loss", metadata]]) });
    scanner.scan(fileOf(summaryOf(scalar("loss", 1))), 0);
    expect(scanner.take().scalars[0]?.metadata).toBe(metadata);
  });

  test("a graph that the run has hides that of a meta graph", () => {
    const metaGraph: EventInit = {
      wallTime: 1,
      what: { case: "metaGraphDef", value: Uint8Array.of(18, 1, 7) },
    };
    const graph: EventInit = { wallTime: 1, what: { case: "graphDef", value: Uint8Array.of(7) } };
    const countOf = (...events: EventInit[]) => scanOnce(fileOf(...events)).records[0]?.steps.length;
    expect(countOf(graph, metaGraph)).toBe(1);
    expect(countOf(metaGraph, graph)).toBe(2);
    expect(countOf(metaGraph)).toBe(1);
    expect(
      countOf({ wallTime: 1, what: { case: "metaGraphDef", value: Uint8Array.of(10, 0) } }),
    ).toBeUndefined();
  });

  test("a value that does not fit leaves its neighbours alone", () => {
    const image: SummaryValue = { tag: "a", value: { case: "image", value: {} } };
    const { scalars, skipped } = scanOnce(
      fileOf(summaryOf(scalar("a", 1)), summaryOf(image, scalar("a", 2), image, scalar("b", 3))),
    );
    expect(scalars.map(({ tag, values }) => [tag, ...values])).toEqual([
      ["a", 1, 2],
      ["b", 3],
    ]);
    expect(skipped).toMatchObject({ count: 1, reason: 'value of "a" is no scalar' });
  });

  test("thousands of tags are told apart", () => {
    const parts: Uint8Array[] = [];
    const writer = new EventWriter({ write: (bytes) => parts.push(bytes), wallTimeSeconds: 1 });
    for (let step = 0; step < 3; step++)
      for (let tag = 0; tag < 5000; tag++)
        writer.writeScalar(`tag${(tag * 7919) % 5000}`, tag, { step, wallTimeSeconds: step });
    writer.flush();
    const { scalars } = scanOnce(concat(parts));
    expect(scalars.length).toBe(5000);
    for (const { tag, values, steps } of scalars) {
      expect([...steps]).toEqual([0, 1, 2]);
      expect(new Set(values).size).toBe(1);
      expect(`tag${(values[0]! * 7919) % 5000}`).toBe(tag);
    }
  });

  test("columns are the caller's: later scans leave them alone", () => {
    const scanner = new EventFileScanner();
    const file = fileOf(summaryOf(scalar("a", 1)));
    scanner.scan(file, 0);
    expect(scanner.pendingPointCount).toBe(1);
    const first = scanner.take();
    expect(scanner.pendingPointCount).toBe(0);
    scanner.scan(fileOf(summaryOf(scalar("a", 9))), file.length);
    expect([...first.scalars[0]!.values]).toEqual([1]);
    expect([...scanner.take().scalars[0]!.values]).toEqual([9]);
    expect(scanner.take()).toMatchObject({
      scalars: [],
      records: [],
      eventCount: 0,
      firstWallTimeSeconds: null,
    });
  });

  test("does not keep the bytes", () => {
    const scanner = new EventFileScanner();
    const tensor: SummaryValue = {
      tag: "t",
      metadata: { pluginData: { pluginName: "mine", content: Uint8Array.of(1, 2, 3) } },
      value: { case: "tensor", value: { dtype: 1 } },
    };
    const file = fileOf(summaryOf(scalar("a", 1), tensor));
    const copy = file.slice();
    scanner.scan(copy, 0);
    copy.fill(0);
    scanner.scan(file, file.length);
    const { scalars, records } = scanner.take();
    expect([...scalars[0]!.values]).toEqual([1, 1]);
    expect(records[0]?.metadata).toMatchObject({ plugin: "mine", pluginContent: Uint8Array.of(1, 2, 3) });
  });
});
