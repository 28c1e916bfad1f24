// Values by their places in real files, whatever becomes of these; and how many bytes that reads.
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import type { RecordColumns } from "@runboard/store";
import { audioValue, type TensorInit, tensorValue, textValue } from "@runboard/tfevents";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { columnsOf, eventFileBytes, ValueFiles, writeMerged } from "./testing.ts";
import { ValueReader } from "./value-reader.ts";

let files: ValueFiles;
beforeEach(() => {
  files = new ValueFiles();
});
afterEach(() => files.dispose());

/** Bytes that say which file it is. */
const HEAD_BYTES = 24;
const GAP_BYTES = 32 * 1024;

function wantedBytes({ lengthsBytes }: RecordColumns): number {
  return lengthsBytes.reduce((sum, length) => sum + length, 0);
}

/** Bytes between the values that are worth reading with them. */
function gapBytes({ offsetsBytes, lengthsBytes }: RecordColumns): number {
  return [...offsetsBytes.keys()].slice(1).reduce((sum, index) => {
    const gap = (offsetsBytes[index] ?? 0) - (offsetsBytes[index - 1] ?? 0) - (lengthsBytes[index - 1] ?? 0);
    return gap <= GAP_BYTES ? sum + gap : sum;
  }, 0);
}

/** The codes of problems, or what was read. */
async function outcomes(columns: RecordColumns, reader = new ValueReader()): Promise<readonly string[]> {
  const found = await reader.readTensors(columns);
  return found.map((value) => (value.kind === "problem" ? value.code : value.kind));
}

describe("what is kept", () => {
  test("is read again when the file was written anew in its place, not when it grew", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 20));
    const columns = columnsOf(path, "biases");
    const reader = new ValueReader();
    const edge = async (): Promise<unknown> => {
      const [value] = await reader.readTensors(columns, { indexes: [19] });
      return value?.kind === "tensor" && value.tensor.kind === "numbers" && value.tensor.values[0];
    };
    expect(await edge()).toBe(19);
    const bytes = readFileSync(path);
    const double = (value: number): Buffer => Buffer.from(Float64Array.of(value).buffer);
    for (let at = bytes.indexOf(double(19)); at >= 0; at = bytes.indexOf(double(19)))
      double(77).copy(bytes, at);
    writeFileSync(path, bytes);
    utimesSync(path, 1, 1);
    expect(await edge()).toBe(77);
    const read = reader.bytesRead;
    appendFileSync(path, bytes.subarray(HEAD_BYTES));
    expect(await edge()).toBe(77);
    expect(reader.bytesRead - read).toBe(HEAD_BYTES);
  });
});

describe("what is read", () => {
  test("histograms out of merged summaries, in the order asked", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 20));
    const columns = columnsOf(path, "biases");
    const [last, first] = await new ValueReader().readTensors(columns, { indexes: [19, 0] });
    expect(first).toMatchObject({ kind: "tensor", tag: "biases", tensor: { dtype: "float64" } });
    const edges = [last, first].map(
      (value) => value?.kind === "tensor" && value.tensor.kind === "numbers" && value.tensor.values[0],
    );
    expect(edges).toEqual([19, 0]);
  });

  test("pictures without their sizes, clips without labels, and a graph", async () => {
    const path = files.write("blobs", (writer) => {
      writeMerged(writer, 3);
      writer.writeSummary([audioValue({ tag: "sound", clips: [Uint8Array.of(1, 2), Uint8Array.of(3)] })], {
        step: 3,
        wallTimeSeconds: 200,
      });
      writer.writeGraph(Uint8Array.of(9, 8, 7), { step: 4, wallTimeSeconds: 200 });
    });
    const reader = new ValueReader();
    const pictures = await reader.readBlobs(columnsOf(path, "input"), { indexes: [2] });
    expect(pictures).toMatchObject([{ blobs: [new Uint8Array(300).fill(2), Uint8Array.of(1)] }]);
    expect(await reader.readBlobs(columnsOf(path, "sound"))).toMatchObject([
      { blobs: [Uint8Array.of(1, 2), Uint8Array.of(3)] },
    ]);
    expect(await reader.readBlobs(columnsOf(path, "__run_graph__"))).toMatchObject([
      { blobs: [Uint8Array.of(9, 8, 7)], tag: null },
    ]);
  });

  test.each([
    ["near", 300],
    ["far", 100_000],
  ])("wanted bytes and those between %s ones, and a head", async (_, pictureBytes) => {
    const path = files.write("merged", (writer) => writeMerged(writer, 50, pictureBytes));
    const reader = new ValueReader();
    for (const tag of ["weights", "biases", "note"]) {
      const columns = columnsOf(path, tag);
      const before = reader.bytesRead;
      expect(new Set(await outcomes(columns, reader))).toEqual(new Set(["tensor"]));
      const read = reader.bytesRead - before - HEAD_BYTES;
      expect(read).toBeLessThanOrEqual(1.2 * (wantedBytes(columns) + gapBytes(columns)));
      expect(read).toBeGreaterThanOrEqual(wantedBytes(columns));
    }
  });

  test("near values with one read, from the first to the last", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 50));
    const columns = columnsOf(path, "biases");
    const reader = new ValueReader();
    await reader.readTensors(columns);
    expect(gapBytes(columns)).toBeGreaterThan(wantedBytes(columns));
    expect(reader.bytesRead).toBe(HEAD_BYTES + wantedBytes(columns) + gapBytes(columns));
  });

  test("what is kept does not hold on to what was read with it", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 50));
    const reader = new ValueReader();
    const [text] = await reader.readTensors(columnsOf(path, "note"));
    const [pictures] = await reader.readBlobs(columnsOf(path, "input"));
    const note = text?.kind === "tensor" && text.tensor.kind === "strings" && text.tensor.values[0];
    const picture = pictures?.kind === "blobs" && pictures.blobs[0];
    for (const bytes of [note, picture]) expect(bytes && bytes.buffer.byteLength).toBeLessThan(1000);
  });
});

describe("what is kept", () => {
  test("is not read again while its file is there", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 10));
    const columns = columnsOf(path, "weights");
    const reader = new ValueReader();
    const first = await reader.readTensors(columns);
    const before = reader.bytesRead;
    expect(await reader.readTensors(columns)).toEqual(first);
    expect(reader.bytesRead - before).toBe(HEAD_BYTES);
    rmSync(path);
    expect(new Set(await outcomes(columns, reader))).toEqual(new Set(["file_gone"]));
  });

  test("the newest of more than may be kept, and nothing that is a large part of it", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 10));
    const columns = columnsOf(path, "input");
    const [one] = columns.lengthsBytes;
    const pictureOf = async (reader: ValueReader, index: number): Promise<number> => {
      const before = reader.bytesRead;
      await reader.readBlobs(columns, { indexes: [index] });
      return reader.bytesRead - before - HEAD_BYTES;
    };
    // A picture of 300 bytes and one of a byte are kept as 501.
    const roomForFour = new ValueReader({ cacheBytes: 4 * 501 });
    for (const index of [0, 1, 2, 3, 0, 4]) await pictureOf(roomForFour, index);
    expect(await pictureOf(roomForFour, 0)).toBe(0);
    expect(await pictureOf(roomForFour, 1)).toBe(one);
    const roomForThree = new ValueReader({ cacheBytes: 3 * 501 });
    await pictureOf(roomForThree, 0);
    expect(await pictureOf(roomForThree, 0)).toBe(one);
  });

  test("what several ask for at once is read once", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 10));
    const columns = columnsOf(path, "weights");
    const alone = new ValueReader({ cacheBytes: 0 });
    const expected = await alone.readTensors(columns);
    // Some may come only when others are done: those take what was kept.
    const reader = new ValueReader();
    const all = await Promise.all(Array.from({ length: 4 }, () => reader.readTensors(columns)));
    for (const found of all) expect(found).toEqual(expected);
    expect(reader.bytesRead).toBe(alone.bytesRead + 3 * HEAD_BYTES);
  });

  test("who leaves does not take from others what they wait for", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 10));
    const columns = columnsOf(path, "weights");
    const reader = new ValueReader();
    const leaving = new AbortController();
    const left = reader.readTensors(columns, { signal: leaving.signal });
    const staying = reader.readTensors(columns);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    expect((await staying).map(({ kind }) => kind)).toEqual(new Array(10).fill("tensor"));
    await expect(reader.readTensors(columns, { signal: leaving.signal })).rejects.toThrow("left");
  });
});

describe("what the world does to a file", () => {
  const all = (code: string): readonly string[] => new Array<string>(6).fill(code);
  let path: string;
  let columns: RecordColumns;
  beforeEach(() => {
    path = files.write("merged", (writer) => writeMerged(writer, 6));
    columns = columnsOf(path, "biases");
  });

  test("it is gone", async () => {
    rmSync(path);
    expect(await outcomes(columns)).toEqual(all("file_gone"));
  });

  test("another stands in its place", async () => {
    const other = files.write("other", (writer) => writeMerged(writer, 6));
    renameSync(other, path);
    expect(await outcomes(columns)).toEqual(all("file_replaced"));
  });

  test("it was written anew in its place", async () => {
    writeFileSync(
      path,
      eventFileBytes((writer) => writeMerged(writer, 6), 101),
    );
    expect(await outcomes(columns)).toEqual(all("file_replaced"));
  });

  test("it was cut: what is still there is given", async () => {
    truncateSync(path, columns.offsetsBytes[3] ?? 0);
    expect(await outcomes(columns)).toEqual([...all("tensor").slice(3), ...all("file_shrunk").slice(3)]);
    truncateSync(path, 3);
    expect(await outcomes(columns)).toEqual(all("file_shrunk"));
  });

  test("a pipe that nobody writes to, or a directory", async () => {
    rmSync(path);
    expect(spawnSync("mkfifo", [path]).status).toBe(0);
    expect(await outcomes(columns)).toEqual(all("file_replaced"));
    rmSync(path);
    mkdirSync(path);
    expect(await outcomes(columns)).toEqual(all("file_replaced"));
  });

  test("it cannot be opened", async () => {
    rmSync(path);
    symlinkSync("merged", path);
    expect(await outcomes(columns)).toEqual(all("file_unreadable"));
  });

  test("other bytes stand where a value was, or that of another tag", async () => {
    const bytes = readFileSync(path);
    const [first = 0, second = 0, third = 0] = columns.offsetsBytes;
    bytes.fill(0xff, first, first + (columns.lengthsBytes[0] ?? 0));
    bytes[second + 2] = "B".charCodeAt(0);
    bytes[third + 2] = "b".charCodeAt(0);
    writeFileSync(path, bytes);
    expect(await outcomes(columns)).toEqual(["value_changed", "value_changed", ...all("tensor").slice(2)]);
  });
});

describe("sizes", () => {
  test("a value and a call have limits", async () => {
    const path = files.write("merged", (writer) => writeMerged(writer, 4));
    const columns = columnsOf(path, "weights");
    const sizes = [...columns.lengthsBytes];
    const largest = Math.max(...sizes);
    const forOne = await outcomes(columns, new ValueReader({ maxValueBytes: largest - 1 }));
    expect(forOne).toEqual(sizes.map((size) => (size === largest ? "too_large" : "tensor")));
    const [first = 0, second = 0] = sizes;
    const forCall = await outcomes(columns, new ValueReader({ maxCallBytes: first + second }));
    expect(forCall.slice(2)).toEqual(["too_large", "too_large"]);
  });

  test("a few bytes that stand for millions of numbers count as these", async () => {
    const path = files.write("filled", (writer) => {
      for (let step = 0; step < 4; step++)
        writer.writeSummary(
          [
            tensorValue({
              tag: "ones",
              plugin: "mine",
              // Of doubles.
              tensor: { dtype: 2, tensorShape: { dim: [{ size: 2n ** 20n }] }, doubleVal: [1] },
            }),
          ],
          { step, wallTimeSeconds: 100 },
        );
    });
    const reader = new ValueReader({ maxCallBytes: 17 * 2 ** 20 });
    expect(await outcomes(columnsOf(path, "ones"), reader)).toEqual([
      "tensor",
      "tensor",
      "too_large",
      "too_large",
    ]);
  });

  test("a large text is not copied out of the memory that was read for it alone", async () => {
    const path = files.write("large", (writer) => {
      writer.writeSummary([textValue({ tag: "large", text: "x".repeat(2 ** 21) })], {
        step: 0,
        wallTimeSeconds: 100,
      });
    });
    const columns = columnsOf(path, "large");
    const [value] = await new ValueReader().readTensors(columns);
    if (value?.kind !== "tensor" || value.tensor.kind !== "strings") throw new Error("no text was read");
    const [text] = value.tensor.values;
    expect(text?.length).toBe(2 ** 21);
    expect(text?.buffer.byteLength).toBe(columns.lengthsBytes[0]);
  });

  describe("a string that fills a shape", () => {
    const filled = (count: number, steps = [0]): RecordColumns => {
      const tensor: TensorInit = {
        dtype: 7,
        tensorShape: { dim: [{ size: BigInt(count) }] },
        stringVal: [Uint8Array.of(1), new Uint8Array(7000)],
      };
      const path = files.write("filled", (writer) => {
        for (const step of steps)
          writer.writeSummary([tensorValue({ tag: "long", plugin: "text", tensor })], {
            step,
            wallTimeSeconds: 100,
          });
      });
      return columnsOf(path, "long");
    };

    test("is copied once", async () => {
      const [value] = await new ValueReader().readTensors(filled(1000));
      if (value?.kind !== "tensor" || value.tensor.kind !== "strings")
        throw new Error("no strings were read");
      expect(value.tensor.values).toHaveLength(1000);
      expect(new Set(value.tensor.values.map(({ buffer }) => buffer)).size).toBe(2);
      expect(value.sizeBytes).toBeGreaterThan(999 * 7000);
    });

    async function outcomesAndCopies(columns: RecordColumns, reader: ValueReader) {
      const copied = vi.spyOn(Uint8Array.prototype, "slice");
      try {
        const found = await outcomes(columns, reader);
        const sizes = copied.mock.contexts.map((bytes) => (bytes as Uint8Array).length);
        return { found, copyCount: sizes.filter((size) => size === 7000).length };
      } finally {
        copied.mockRestore();
      }
    }

    test("counts for each element, and is not copied when that is too much", async () => {
      const reader = new ValueReader({ maxCallBytes: 2 ** 20 });
      expect(await outcomesAndCopies(filled(1000), reader)).toEqual({ found: ["too_large"], copyCount: 0 });
    });

    test("is not decoded any more when a call has brought all that it may", async () => {
      const reader = new ValueReader({ maxCallBytes: 10 * 2 ** 20 });
      const { found, copyCount } = await outcomesAndCopies(filled(1000, [0, 1, 2, 3, 4]), reader);
      expect(found).toEqual(["tensor", "too_large", "too_large", "too_large", "too_large"]);
      expect(copyCount).toBe(2);
    });
  });

  test.each([
    [NaN, 10, "value_changed"],
    [-1, 10, "value_changed"],
    [0, -1, "value_changed"],
    [0.5, 10, "value_changed"],
    [100, 2 ** 27, "file_shrunk"],
    [2 ** 52, 10, "file_shrunk"],
    [0, 2 ** 52, "too_large"],
    [0, Infinity, "too_large"],
    [0, NaN, "value_changed"],
  ])("a place at %d of %d bytes, which no file has, is %s", async (offset, length, code) => {
    const path = files.write("merged", (writer) => writeMerged(writer, 1));
    const columns = columnsOf(path, "weights");
    const places = { offsetsBytes: Float64Array.of(offset), lengthsBytes: Float64Array.of(length) };
    expect(await outcomes({ ...columns, ...places })).toEqual([code]);
  });
});
