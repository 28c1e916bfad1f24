import { execFileSync, spawnSync } from "node:child_process";
import {
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  decodeCheckpointTensor,
  parseProjectorConfig,
  readCheckpointIndex,
  RecordReader,
} from "@runboard/tfevents";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSummaryWriter } from "../writer.ts";
import { AppendFile } from "./append-file.ts";
import { eventsOf, readEventFile, readRun, scalarsOf } from "./testing/read-run.ts";

const endingWriter = fileURLToPath(new URL("./testing/ending-writer.ts", import.meta.url));
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "runboard-writer-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const pointCount = (): number => readRun(directory).scalars[0]?.steps.length ?? 0;

describe("what was written reaches the file", () => {
  test("the file begins with the writer, in a directory that it makes", () => {
    const writer = createSummaryWriter(join(directory, "a/b"), { filenameSuffix: ".v2", clock: () => 5000 });
    expect(writer.path).toMatch(/a\/b\/events\.out\.tfevents\.0000000005\..+\.\d+\.0\.v2$/);
    expect(eventsOf(readFileSync(writer.path))).toHaveLength(1);
    // Another one of the same second has a file of its own.
    const second = createSummaryWriter(join(directory, "a/b"), { clock: () => 5000, filenameSuffix: ".v2" });
    expect(second.path).toMatch(/\.1\.v2$/);
    second.close();
    writer.close();
  });

  test("by flush, by close, by a full buffer", () => {
    const writer = createSummaryWriter(directory, { bufferBytes: 4096, flushIntervalMillis: Infinity });
    writer.scalar("loss", 1, 0);
    expect(pointCount()).toBe(0);
    writer.flush();
    expect(pointCount()).toBe(1);
    for (let step = 1; step <= 200; step++) writer.scalar("loss", 1, step);
    expect(pointCount()).toBeGreaterThan(50);
    expect(pointCount()).toBeLessThan(201);
    writer.close();
    expect(pointCount()).toBe(201);
  });

  test("by the interval, also where the process never waits", async () => {
    let nowMillis = 0;
    const waiting = createSummaryWriter(directory, { flushIntervalMillis: 20 });
    waiting.scalar("loss", 1, 0);
    await sleep(200);
    expect(pointCount()).toBe(1);
    waiting.close();

    rmSync(waiting.path);
    const busy = createSummaryWriter(directory, { flushIntervalMillis: 1000, clock: () => nowMillis });
    busy.scalar("loss", 1, 0);
    nowMillis = 999;
    busy.scalar("loss", 1, 1);
    expect(pointCount()).toBe(0);
    nowMillis = 1000;
    busy.scalar("loss", 1, 2);
    expect(pointCount()).toBe(2);
    busy.close();
  });

  test("at once where the interval is none", () => {
    const writer = createSummaryWriter(directory, { flushIntervalMillis: 0 });
    writer.scalar("loss", 1, 0);
    expect(pointCount()).toBe(1);
    writer.close();
  });

  test.each(["at the end", "by process.exit", "by an error"])("when the process ends %s", (ending) => {
    spawnSync(process.execPath, ["--import", "tsx", endingWriter, directory, ending]);
    expect(pointCount()).toBe(1000);
  });

  test("before the process is killed, but for the last interval", () => {
    const { signal } = spawnSync(process.execPath, ["--import", "tsx", endingWriter, directory, "killed"]);
    expect([signal, pointCount()]).toEqual(["SIGKILL", 1000]);
  });
});

describe("a disk that refuses", () => {
  test("is told by the next call, and what was written before is whole", () => {
    // The limit on a file's size, in KiB, stands for a full disk.
    const script = `trap '' XFSZ; ulimit -f 100; exec "$0" --import tsx "$@"`;
    const { stdout } = spawnSync(
      "bash",
      ["-c", script, process.execPath, endingWriter, directory, "on a full disk"],
      {
        encoding: "utf8",
      },
    );
    const { step, message } = JSON.parse(stdout) as { step: number; message: string };
    expect(message).toContain(`cannot write to ${directory}`);
    expect(message).toContain("EFBIG");
    const reader = new RecordReader();
    reader.push(readEventFile(directory));
    let count = -1;
    let result = reader.next();
    for (; result.kind === "record"; result = reader.next()) count++;
    expect(result.kind).toBe("truncated");
    expect(count).toBeGreaterThan(1500);
    expect(count).toBeLessThan(step);
  });

  test("loses nothing when it takes bytes again", () => {
    const path = join(directory, "pipe");
    execFileSync("mkfifo", [path]);
    // A pipe that nobody reads is full after 64 KiB, and has room again when somebody does.
    const { O_RDWR, O_NONBLOCK } = constants;
    const end = openSync(path, O_RDWR | O_NONBLOCK);
    const file = new AppendFile(path, O_RDWR | O_NONBLOCK);
    const expected = Uint8Array.from({ length: 250_000 }, (_, index) => index % 251);
    const received: number[] = [];
    const buffer = new Uint8Array(2 ** 16);
    let [sent, refusals] = [0, 0];
    while (received.length < expected.length) {
      try {
        if (sent < expected.length) {
          file.append(expected.subarray(sent, sent + 50_000));
          sent += 50_000;
        } else file.drain();
        if (sent < expected.length) continue;
      } catch (error) {
        expect(String(error)).toContain("EAGAIN");
        refusals++;
      }
      for (const byte of buffer.subarray(0, readSync(end, buffer))) received.push(byte);
    }
    expect(refusals).toBeGreaterThan(1);
    expect(Buffer.compare(Uint8Array.from(received), expected)).toBe(0);
    file.close();
  });

  test("and a directory that cannot be made, are told at the beginning", () => {
    writeFileSync(join(directory, "file"), "");
    expect(() => createSummaryWriter(join(directory, "file"))).toThrow("EEXIST");
  });
});

describe("errors say what and where", () => {
  test.each<[string, (writer: ReturnType<typeof createSummaryWriter>) => void, string]>([
    ["empty tags", (writer) => writer.scalar("", 1, 0), "a tag is a string that is not empty"],
    ["steps", (writer) => writer.scalar("loss", 1, NaN), 'step of "loss" is NaN'],
    ["steps between", (writer) => writer.text("note", "a", 1.5), 'step of "note" is 1.5'],
    [
      "times",
      (writer) => writer.scalar("loss", 1, 0, { wallTimeSeconds: NaN }),
      'wall time of "loss" at step 0',
    ],
    [
      "pixels",
      (writer) => writer.image("in", { width: 2, height: 2, channels: 3, data: new Uint8Array(4) }, 7),
      'picture 0 of "in" at step 7 has 4 numbers',
    ],
    ["files", (writer) => writer.image("in", Uint8Array.of(1, 2), 7), "neither a PNG nor a JPEG"],
    [
      "shapes",
      (writer) => writer.image("in", { shape: [2, 2], dataSync: () => new Float32Array(3) }, 7),
      "has 3 numbers, which do not fill its shape [2, 2]",
    ],
    [
      "sizes",
      (writer) =>
        writer.images(
          "in",
          [1, 2].map((width) => ({ width, height: 1, channels: 1 as const, data: new Uint8Array(width) })),
          7,
        ),
      'pictures of "in" at step 7 have different sizes',
    ],
    [
      "samples",
      (writer) => writer.audio("a", { samples: [0, 0, 0], channels: 2, sampleRateHertz: 8000 }, 1),
      "3 samples",
    ],
    ["rows", (writer) => writer.text("t", [["a"], ["b", "c"]], 1), 'rows of the table "t" at step 1'],
    [
      "predictions",
      (writer) => writer.prCurve("pr", { labels: [true], predictions: [3] }, 1),
      'prediction 0 of "pr" at step 1 is 3',
    ],
    ["labels", (writer) => writer.prCurve("pr", { labels: [true], predictions: [1, 0] }, 1), "1, 2, 1"],
    [
      "faces",
      (writer) =>
        writer.mesh(
          "m",
          { vertices: { shape: [1, 3], values: [0, 0, 0] }, faces: { shape: [1, 3], values: [0, 1, 2] } },
          1,
        ),
      'faces of "m" at step 1 name points',
    ],
    ["runs", (writer) => writer.subRun("../other"), "is not below"],
    [
      "vectors",
      (writer) => writer.embedding("e", { vectors: { shape: [4], values: [1, 2, 3, 4] } }),
      'embedding "e" has shape [4]',
    ],
    [
      "labels of points",
      (writer) => writer.embedding("e", { vectors: { shape: [2, 2], values: [1, 2, 3, 4] }, labels: ["a"] }),
      "2, 1",
    ],
  ])("%s", (_, use, message) => {
    const writer = createSummaryWriter(directory);
    expect(() => use(writer)).toThrow(message);
    writer.close();
    expect(readRun(directory).scalars).toEqual([]);
  });

  test("a closed writer", () => {
    const writer = createSummaryWriter(directory);
    writer.close();
    writer.close();
    expect(() => writer.scalar("loss", 1, 0)).toThrow(`writer of ${writer.path} is closed`);
  });
});

describe("values", () => {
  test("NaN and infinities are points; texts are kept", () => {
    const writer = createSummaryWriter(directory);
    for (const [step, value] of [NaN, Infinity, -Infinity, 1].entries())
      writer.scalar("loss", value, step, { displayName: "Loss", description: "*of* training" });
    writer.close();
    const run = readRun(directory);
    expect(scalarsOf(run)["loss"]?.map(([, value]) => value)).toEqual([NaN, Infinity, -Infinity, 1]);
    expect(run.scalars[0]?.metadata).toMatchObject({ displayName: "Loss", description: "*of* training" });
  });

  test("pictures of one to four channels, from tensors and from floats", () => {
    const writer = createSummaryWriter(directory);
    for (const channels of [1, 2, 3, 4] as const) {
      const data = Uint8Array.from({ length: 6 * channels }, (_, index) => index * 9);
      writer.image(`c${channels}`, { width: 3, height: 2, channels, data }, 0);
    }
    const floats = { shape: [2, 1, 1, 1], dataSync: () => Float32Array.of(-1, 0.5, 1, 2).subarray(1, 3) };
    writer.images("batch", floats, 0);
    writer.image("ints", { shape: [1, 2], dataSync: () => Int32Array.of(7, 300) }, 0);
    writer.close();
    const pictures = new Map(
      eventsOf(readEventFile(directory)).flatMap(({ event }) => {
        const [value] = event.what.case === "summary" ? event.what.value.value : [];
        return value?.value.case === "tensor"
          ? [[value.tag, value.value.value.stringVal.slice(2)] as const]
          : [];
      }),
    );
    const pixels = (tag: string, picture = 0): number[] =>
      Array.from(PNG.sync.read(Buffer.from(pictures.get(tag)?.[picture] ?? [])).data);
    expect(pixels("c1").slice(0, 8)).toEqual([0, 0, 0, 255, 9, 9, 9, 255]);
    expect(pixels("c2").slice(0, 8)).toEqual([0, 0, 0, 9, 18, 18, 18, 27]);
    expect(pixels("c3").slice(0, 8)).toEqual([0, 9, 18, 255, 27, 36, 45, 255]);
    expect(pixels("c4").slice(0, 8)).toEqual([0, 9, 18, 27, 36, 45, 54, 63]);
    expect([pixels("batch", 0)[0], pixels("batch", 1)[0]]).toEqual([127, 255]);
    expect(pixels("ints")).toEqual([7, 7, 7, 255, 255, 255, 255, 255]);
  });

  test("sub-runs are flushed and closed with their run", () => {
    const writer = createSummaryWriter(directory);
    writer.subRun("validation").scalar("loss", 2, 0);
    expect(writer.subRun("validation")).toBe(writer.subRun("validation"));
    writer.flush();
    expect(scalarsOf(readRun(join(directory, "validation")))).toEqual({ loss: [[0, 2]] });
    writer.close();
    expect(() => writer.subRun("validation")).toThrow("is closed");
  });

  test("the session ends as it is told", () => {
    const writer = createSummaryWriter(directory);
    writer.hparams({ lr: 0.1, optimizer: "adam", bias: true });
    writer.flush();
    expect(readRun(directory).sessionEnded).toBe(false);
    writer.endSession("success");
    writer.flush();
    expect(readRun(directory).sessionEnded).toBe(true);
    writer.sessionLog("start", 10);
    writer.close();
    expect(readRun(directory).sessionEnded).toBe(false);
  });
});

describe("checkpoints", () => {
  const tensor = (values: readonly number[]) => ({
    shape: [values.length],
    dataSync: () => Float32Array.from(values),
  });

  test("are whole, listed, and the newest are kept", () => {
    const writer = createSummaryWriter(directory);
    for (const step of [0, 100, 200, 300])
      writer.checkpoint(
        new Map([
          ["w", tensor([step])],
          ["b", tensor([1, 2])],
        ]),
        step,
        { keep: 2 },
      );
    writer.checkpoint([["w", tensor([301])]], 300, { keep: 2 });
    writer.close();
    expect(
      readdirSync(directory)
        .filter((name) => !name.includes("tfevents"))
        .sort(),
    ).toEqual([
      "checkpoint",
      "model.ckpt-200.data-00000-of-00001",
      "model.ckpt-200.index",
      "model.ckpt-300.data-00000-of-00001",
      "model.ckpt-300.index",
    ]);
    expect(readFileSync(join(directory, "checkpoint"), "utf8")).toBe(
      'model_checkpoint_path: "model.ckpt-300"\nall_model_checkpoint_paths: "model.ckpt-200"\nall_model_checkpoint_paths: "model.ckpt-300"\n',
    );
    const index = readCheckpointIndex(readFileSync(join(directory, "model.ckpt-200.index")));
    const shard = readFileSync(join(directory, "model.ckpt-200.data-00000-of-00001"));
    if (index.kind === "corrupt") throw new Error(index.reason);
    expect(
      index.tensors.map((entry) => {
        const { offsetBytes, sizeBytes } = entry;
        const result = decodeCheckpointTensor(entry, shard.subarray(offsetBytes, offsetBytes + sizeBytes));
        return [entry.name, result.kind === "tensor" && Array.from<unknown>(result.tensor.values)];
      }),
    ).toEqual([
      ["b", [1, 2]],
      ["w", [200]],
    ]);
  });

  test("of another writer stay, unless this one goes on from them", () => {
    const save = (steps: readonly number[], deletes?: "all") => {
      const writer = createSummaryWriter(directory);
      for (const step of steps)
        writer.checkpoint([["w", tensor([step])]], step, { keep: 2, ...(deletes && { deletes }) });
      writer.close();
      const names = readdirSync(directory).flatMap((name) => /ckpt-(\d+)\.index$/.exec(name)?.[1] ?? []);
      return names.map(Number).sort((a, b) => a - b);
    };
    expect(save([1, 2, 3])).toEqual([2, 3]);
    expect(save([4, 5, 6])).toEqual([2, 3, 5, 6]);
    expect(readFileSync(join(directory, "checkpoint"), "utf8")).toContain('paths: "model.ckpt-2"\n');
    expect(save([7], "all")).toEqual([6, 7]);
  });

  test("that fail leave nothing behind", () => {
    const writer = createSummaryWriter(directory);
    const broken = { shape: [3], dataSync: () => Float32Array.of(1) };
    expect(() => writer.checkpoint([["w", broken]], 0)).toThrow('tensor "w" has 1 values');
    writer.close();
    expect(readdirSync(directory)).toHaveLength(1);
  });
});

describe("embeddings", () => {
  const config = () => {
    const parsed = parseProjectorConfig(readFileSync(join(directory, "projector_config.pbtxt"), "utf8"));
    if (parsed.kind === "malformed") throw new Error(parsed.reason);
    return parsed.message.embeddings;
  };

  test("have vectors, labels and a sprite; one of the same name replaces the other", () => {
    const writer = createSummaryWriter(directory);
    const thumbnails = Array.from({ length: 5 }, (_, index) => ({
      width: 2,
      height: 1,
      channels: 1 as const,
      data: [index / 10, 1],
    }));
    writer.embedding("words/all", {
      vectors: { shape: [5, 2], values: Float32Array.from({ length: 10 }, (_, index) => index - 5) },
      labels: [["word", "kind"], ...["a", "b\tc", "d", "e", "f"].map((word) => [word, "x"])],
      thumbnails,
    });
    writer.embedding("test_embedding:0", { labels: ["1", "2"], fileBase: "test" });
    writer.embedding("test_embedding:0", { labels: ["3", "4"], fileBase: "test" });
    writer.close();
    const [words, held, ...rest] = config();
    expect(rest).toEqual([]);
    expect(words).toMatchObject({
      tensorName: "words/all",
      tensorPath: "words_all_vectors.bytes",
      tensorShape: [5, 2],
      metadataPath: "words_all_labels.tsv",
      sprite: { imagePath: "words_all_sprite.png", singleImageDim: [2, 1] },
    });
    expect(held).toMatchObject({
      tensorName: "test_embedding:0",
      tensorPath: "",
      metadataPath: "test_labels.tsv",
    });
    const read = (name: string): Buffer => readFileSync(join(directory, name));
    expect(read("words_all_vectors.bytes").readFloatLE(4)).toBe(-4);
    expect(read("words_all_labels.tsv").toString()).toBe("word\tkind\na\tx\nb c\tx\nd\tx\ne\tx\nf\tx\n");
    expect(read("test_labels.tsv").toString()).toBe("3\n4\n");
    const sprite = PNG.sync.read(read("words_all_sprite.png"));
    expect([sprite.width, sprite.height]).toEqual([6, 2]);
    const grey = Array.from({ length: 12 }, (_, index) => sprite.data[index * 4]);
    expect(grey).toEqual([0, 255, 25, 255, 51, 255, 76, 255, 102, 255, 0, 0]);
  });

  test("that TensorBoard would take for text are written as text", () => {
    const writer = createSummaryWriter(directory);
    writer.embedding("zeros", { vectors: { shape: [2, 2], values: [0, 0, 0, 0] } });
    writer.close();
    expect(config()[0]?.tensorPath).toBe("zeros_vectors.tsv");
    expect(readFileSync(join(directory, "zeros_vectors.tsv"), "utf8")).toBe("0\t0\n0\t0\n");
  });

  test("a configuration that cannot be read is not overwritten", () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "projector_config.pbtxt"), "embeddings {");
    const writer = createSummaryWriter(directory);
    expect(() => writer.embedding("e", { labels: ["a"] })).toThrow("correct or delete it");
    writer.close();
  });
});
