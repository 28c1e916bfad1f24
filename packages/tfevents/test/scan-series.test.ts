// Which series the values of a file belong to.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { seriesKind, type SeriesMetadata } from "../src/points.ts";
import { EventReader } from "../src/scan-event.ts";
import { PointLog } from "../src/scan-log.ts";
import { ScannedSeries, SeriesTable } from "../src/scan-series.ts";
import { EventFileScanner } from "../src/scan.ts";
import type { SummaryValue } from "../src/summary-values.ts";
import { type EventInit, EventWriter } from "../src/writer.ts";
import { generatedScan } from "./generated-scan.ts";
import { concat, digest, fileOf, plainScan, scanOnce, scanWhole, summaryOf } from "./testing.ts";

const SCALAR_METADATA: SeriesMetadata = {
  dataClass: "scalar",
  plugin: "scalars",
  pluginContent: new Uint8Array(0),
  displayName: "",
  description: "",
};

describe("taking points again and again", () => {
  const series = Array.from(
    { length: 1000 },
    (_, id) => new ScannedSeries(id, `tag${id}`, { ...SCALAR_METADATA, displayName: `${id}` }),
  );

  test("looks at no series without scalar points", () => {
    let lookCount = 0;
    const watched = new Proxy(series, {
      get: (target, name): unknown => {
        if (typeof name === "string" && /^\d+$/.test(name)) lookCount++;
        return Reflect.get(target, name);
      },
    });
    const log = new PointLog();
    for (let round = 0; round < 10; round++) {
      log.append(700, round, 1, 1);
      log.append(3, round, 2, 2);
      log.append(700, round + 0.5, 3, 3);
      expect(log.deal(watched).map(({ tag, steps }) => [tag, [...steps]])).toEqual([
        ["tag3", [round]],
        ["tag700", [round, round + 0.5]],
      ]);
      expect(log.deal(watched)).toEqual([]);
    }
    expect(lookCount).toBeLessThan(100);
  });

  test("looks at no series without records", () => {
    const look = vi.spyOn(ScannedSeries.prototype, "takeRecords");
    const table = new SeriesTable([]);
    const metadata = { ...SCALAR_METADATA, dataClass: "tensor" } as const;
    const all = Array.from({ length: 1000 }, (_, id) => table.ensure(`tag${id}`, metadata));
    const details = { kind: "message" } as const;
    for (let round = 0; round < 10; round++) {
      for (const id of [700, 3, 700]) {
        const one = all[id];
        if (one)
          table.addRecord(one, { step: id, wallTimeSeconds: 1, offsetBytes: 0, lengthBytes: 0, details });
      }
      expect(table.takeRecords().map(({ tag, steps }) => [tag, steps.length])).toEqual([
        ["tag3", 1],
        ["tag700", 2],
      ]);
      expect(table.takeRecords()).toEqual([]);
    }
    expect(look).toHaveBeenCalledTimes(20);
    look.mockRestore();
  });
});

describe("series", () => {
  const scalar = (tag: string, value: number): SummaryValue => ({
    tag,
    value: { case: "simpleValue", value },
  });

  const scalarTensor = (tag: string, value: number, plugin?: string): SummaryValue => ({
    tag,
    ...(plugin !== undefined && { metadata: { pluginData: { pluginName: plugin } } }),
    value: { case: "tensor", value: { dtype: 1, tensorShape: {}, floatVal: [value] } },
  });

  /** Kinds of the series of a file, each with its number of points, in the order of their appearance. */
  const kindsOf = (...values: readonly (SummaryValue | readonly SummaryValue[])[]) => {
    const file = fileOf(...values.map((value) => summaryOf(...[value].flat())));
    expect(plainScan(scanWhole(file), file)).toEqual(generatedScan(file));
    const { scalars, records, skipped } = scanOnce(file);
    expect(skipped.count).toBe(0);
    return [...scalars, ...records].map(({ metadata, steps }) => `${seriesKind(metadata)} × ${steps.length}`);
  };
  const histogram: SummaryValue = { tag: "x", value: { case: "histo", value: {} } };
  const image: SummaryValue = { tag: "x", value: { case: "image", value: {} } };
  const withMetadata = (value: SummaryValue, pluginName: string) =>
    ({ ...value, metadata: { pluginData: { pluginName } } }) as SummaryValue;

  test("of one tag are as many as it has kinds, in any order and form", () => {
    const x = scalar("x", 1);
    expect(kindsOf(histogram, x, histogram, x)).toEqual(["scalar × 2", "tensor histograms × 2"]);
    expect(kindsOf(x, image, x, image)).toEqual(["scalar × 2", "blob_sequence images × 2"]);
    expect(kindsOf([image, x, histogram], [histogram, x])).toEqual([
      "scalar × 2",
      "blob_sequence images × 1",
      "tensor histograms × 2",
    ]);
    expect(kindsOf(scalarTensor("x", 1, "scalars"), scalarTensor("x", 1, "mine"), x)).toEqual([
      "scalar × 2",
      "tensor mine × 1",
    ]);
  });

  test("of Keras: a histogram and an image of one name, each with metadata", () => {
    const rows = {
      dtype: 2 as const,
      tensorShape: { dim: [{ size: 1n }, { size: 3n }] },
      doubleVal: [0, 1, 1],
    };
    const strings = [Uint8Array.of(49), Uint8Array.of(50), Uint8Array.of(0x89)];
    const pictures = { dtype: 7 as const, tensorShape: { dim: [{ size: 3n }] }, stringVal: strings };
    const bareRows: SummaryValue = { tag: "x", value: { case: "tensor", value: rows } };
    const barePictures: SummaryValue = { tag: "x", value: { case: "tensor", value: pictures } };
    const first = [withMetadata(bareRows, "histograms"), withMetadata(barePictures, "images")];
    const expected = (count: number) => [`tensor histograms × ${count}`, `blob_sequence images × ${count}`];
    expect(kindsOf(...first, ...first)).toEqual(expected(2));
    // TensorFlow 1 leaves the metadata out after the first value.
    expect(kindsOf(...first, barePictures, bareRows, bareRows, barePictures)).toEqual(expected(3));
  });

  test("tell numbers apart that stand alike, before and after their tag gets another kind", () => {
    const bare = scalarTensor("x", 1);
    const plain = scalarTensor("x", 1, "scalars");
    const mine = scalarTensor("x", 1, "mine");
    expect(kindsOf(plain, plain, plain, mine, mine, plain, mine)).toEqual(["scalar × 4", "tensor mine × 3"]);
    expect(kindsOf(mine, bare, mine, bare)).toEqual(["tensor mine × 4"]);
    expect(kindsOf(plain, bare, bare, mine, bare)).toEqual(["scalar × 4", "tensor mine × 1"]);
    const merged = [scalar("a", 1), plain];
    expect(kindsOf(merged, merged, merged, [scalar("a", 1), mine], merged)).toEqual([
      "scalar × 5",
      "scalar × 4",
      "tensor mine × 1",
    ]);
  });

  test("that the file has already stand, several of a tag among them", () => {
    const metadata = {
      dataClass: "scalar",
      plugin: "scalars",
      pluginContent: Uint8Array.of(1),
      displayName: "Loss",
      description: "known",
    } as const;
    const other = { ...metadata, dataClass: "tensor", plugin: "mine" } as const;
    const knownSeries = [
      { tag: "x", metadata: other },
      { tag: "x", metadata },
    ];
    const scanner = new EventFileScanner({ knownSeries });
    scanner.scan(fileOf(summaryOf(scalar("x", 1), histogram, scalarTensor("x", 3, "mine"))), 0);
    const { scalars, records } = scanner.take();
    expect(scalars.map((series) => series.metadata)).toEqual([metadata]);
    expect(scalars[0]?.metadata).toBe(metadata);
    expect(records.map((series) => [series.metadata, series.steps.length])).toEqual([[other, 2]]);
  });

  test("of a tag with ever new kinds end somewhere", () => {
    const kinds = Array.from({ length: 20 }, (_, index) => scalarTensor("x", 1, `plugin${index}`));
    const { records, skipped } = scanOnce(fileOf(...kinds.map((value) => summaryOf(value))));
    expect(records.length).toBe(16);
    expect(skipped).toMatchObject({ count: 4, reason: 'values of "x" are of too many kinds' });
  });

  test("a graph that the file has hides that of a meta graph", () => {
    const metaGraph: EventInit = {
      wallTime: 1,
      what: { case: "metaGraphDef", value: Uint8Array.of(18, 1, 7) },
    };
    const graph: EventInit = { wallTime: 1, what: { case: "graphDef", value: Uint8Array.of(7, 8) } };
    const graphsOf = (...events: EventInit[]) => {
      const file = fileOf(...events);
      const points = plainScan(scanWhole(file), file).series[0]?.points;
      return points?.map(({ content, details }) => [content, details?.kind]);
    };
    const [own, meta] = [
      [digest(Uint8Array.of(7, 8)), "message"],
      [digest(Uint8Array.of(7)), "message"],
    ];
    expect(graphsOf(graph, metaGraph)).toEqual([own]);
    expect(graphsOf(metaGraph, graph)).toEqual([meta, own]);
    expect(
      graphsOf({ wallTime: 1, what: { case: "metaGraphDef", value: Uint8Array.of(10, 0) } }),
    ).toBeUndefined();
    // What else has that tag is no graph.
    const named = summaryOf(scalar("__run_graph__", 1));
    expect(scanOnce(fileOf(named, metaGraph)).records.length).toBe(1);
  });

  test("a value that does not fit leaves its neighbours alone", () => {
    const misfit: SummaryValue = {
      tag: "a",
      value: { case: "image", value: {} },
      metadata: { dataClass: 1 },
    };
    const { scalars, skipped } = scanOnce(
      fileOf(summaryOf(scalar("a", 1)), summaryOf(misfit, scalar("a", 2), misfit, scalar("b", 3))),
    );
    expect(scalars.map(({ tag, values }) => [tag, ...values])).toEqual([
      ["a", 1, 2],
      ["b", 3],
    ]);
    expect(skipped).toMatchObject({ count: 1, reason: 'value of "a" is no scalar' });
  });

  test("whose details repeat share them", () => {
    const { records } = scanOnce(fileOf(summaryOf(histogram), summaryOf(histogram, image), summaryOf(image)));
    for (const { details } of records) {
      expect(details.length).toBe(2);
      expect(details[1]).toBe(details[0]);
    }
  });

  describe("of tensors", () => {
    const tensorOf = (
      {
        tag,
        plugin,
        shape,
      }: { readonly tag: string; readonly plugin?: string; readonly shape: readonly number[] },
      value: number,
    ): SummaryValue => {
      const elements = new Float64Array(shape.reduce((product, size) => product * size, 1)).fill(value);
      return {
        tag,
        ...(plugin !== undefined && { metadata: { pluginData: { pluginName: plugin } } }),
        value: {
          case: "tensor",
          value: {
            dtype: 2,
            tensorShape: { dim: shape.map((size) => ({ size: BigInt(size) })) },
            tensorContent: new Uint8Array(elements.buffer),
          },
        },
      };
    };
    const logged = fc.record(
      {
        tag: fc.constantFrom("x", "y"),
        plugin: fc.constantFrom("histograms", "mine", "scalars", "images"),
        shape: fc.constantFrom([2, 3], [1, 3], [], [1], [0]),
      },
      { requiredKeys: ["tag", "shape"] },
    );

    test("that come again and again are those that the generated decoder says", () => {
      const files = fc.array(logged, { minLength: 1, maxLength: 4 }).chain((kinds) =>
        fc.array(fc.tuple(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 2 }), fc.double()), {
          maxLength: 30,
        }),
      );
      fc.assert(
        fc.property(files, (events) => {
          const file = fileOf(
            ...events.map(([values, value]) => summaryOf(...values.map((one) => tensorOf(one, value)))),
          );
          expect(plainScan(scanWhole(file), file)).toEqual(generatedScan(file));
        }),
        { numRuns: 400 },
      );
    });

    test("that differ in their elements alone are read in place, with and without metadata", () => {
      const read = vi.spyOn(EventReader.prototype, "read");
      for (const plugin of ["histograms", undefined]) {
        const one = { tag: "x", shape: [2, 3], ...(plugin !== undefined && { plugin }) };
        const other = { ...one, tag: "y" };
        const rounds = Array.from({ length: 20 }, (_, step) => [tensorOf(one, step), tensorOf(other, -step)]);
        read.mockClear();
        const { records } = scanOnce(fileOf(...rounds.flat().map((value) => summaryOf(value))));
        expect(records.map(({ tag, steps }) => [tag, steps.length])).toEqual([
          ["x", 20],
          ["y", 20],
        ]);
        expect(read.mock.calls.length).toBeLessThan(8);
      }
      read.mockRestore();
    });

    test("go to another series as soon as the tag has one that they fit better", () => {
      const bare = { tag: "x", shape: [2, 3] };
      const plain = Array.from({ length: 4 }, (_, step) =>
        tensorOf({ ...bare, ...(step === 0 && { plugin: "mine" }) }, step),
      );
      const better = tensorOf({ ...bare, plugin: "histograms" }, 9);
      expect(kindsOf(...plain, better, tensorOf(bare, 1), tensorOf(bare, 2))).toEqual([
        "tensor mine × 4",
        "tensor histograms × 3",
      ]);
    });
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
