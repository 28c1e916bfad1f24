// Hyperparameters of runs: from real writers' files, by folder, and from files that are damaged.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@runboard/contract";
import {
  EventWriter,
  experimentValue,
  numberTensor,
  scalarValue,
  sessionStartValue,
  tensorValue,
  type HParamValue,
  type SummaryValue,
} from "@runboard/tfevents";
import { expect, onTestFinished, test } from "vitest";
import { serveLogdir } from "./served-logdir.ts";

async function hparamsOf(logdir: string): Promise<Record<string, unknown>> {
  const server = await serveLogdir(logdir);
  try {
    const { runs } = await createClient(server).hparams();
    return Object.fromEntries(runs.map(({ run, values }) => [run, values]));
  } finally {
    await server.close();
  }
}

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}/logdir`, import.meta.url));

test("as PyTorch logs them", async () => {
  const runs = await hparamsOf(fixture("torch_all"));
  expect(Object.keys(runs).sort()).toEqual(["sweep/trial_0", "sweep/trial_1", "sweep/trial_2"]);
  expect(runs["sweep/trial_1"]).toMatchInlineSnapshot(`
    {
      "bsize": 16,
      "flag": 1,
      "lr": 0.01,
      "opt": "sgd",
    }
  `);
});

test("as TensorFlow logs them", async () => {
  const runs = await hparamsOf(fixture("tf2_summaries"));
  expect(runs["session_03"]).toMatchInlineSnapshot(`
    {
      "bn": true,
      "dropout": 0.25,
      "num_units": 16,
      "optimizer": "sgd",
    }
  `);
  expect(Object.keys(runs).filter((run) => /^session_\d+$/.test(run)).length).toBe(12);
  expect(runs["session_03/validation"]).toEqual(runs["session_03"]);
});

test("those of the nearest folder above, and none from damaged content", async () => {
  const logdir = mkdtempSync(join(tmpdir(), "runboard-hparams-"));
  onTestFinished(() => rmSync(logdir, { recursive: true, force: true }));
  const write = (run: string, ...values: SummaryValue[]): void => {
    const chunks: Uint8Array[] = [];
    const writer = new EventWriter({ write: (bytes) => void chunks.push(bytes), wallTimeSeconds: 100 });
    writer.writeSummary([scalarValue({ tag: "loss", value: 1 }), ...values], {
      step: 1,
      wallTimeSeconds: 101,
    });
    writer.flush();
    const path = join(logdir, run, "events.out.tfevents.100.host");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(chunks));
  };
  const started = (hparams: Record<string, HParamValue>): SummaryValue =>
    sessionStartValue({ hparams, startTimeSeconds: 100 });
  const damaged = (bytes: readonly number[]): SummaryValue =>
    tensorValue({
      tag: "_hparams_/session_start_info",
      plugin: "hparams",
      pluginContent: Uint8Array.from(bytes),
      dataClass: "tensor",
      tensor: numberTensor(new Float32Array(0), [0]),
    });
  write("a", started({ lr: 0.1, name: "sgd", isDeep: true, worst: NaN }));
  write("a/train");
  write("a/train/fold", started({}));
  write("a/valid", started({ lr: 0.2 }));
  write("ab");
  write("b", experimentValue({ name: "sweep" }));
  write("c/train", damaged([0x1a, 0xff, 0x01]));
  const above = { isDeep: true, lr: 0.1, name: "sgd", worst: "NaN" };
  const expected = { a: above, "a/train": above, "a/train/fold": above, "a/valid": { lr: 0.2 } };
  expect(await hparamsOf(logdir)).toEqual(expected);

  write(".", started({ seed: 7 }));
  expect(await hparamsOf(logdir)).toEqual({
    ...expected,
    ".": { seed: 7 },
    ab: { seed: 7 },
    b: { seed: 7 },
    "c/train": { seed: 7 },
  });
});

test("a client that has them is told so", async () => {
  const server = await serveLogdir(fixture("torch_all"));
  onTestFinished(() => server.close());
  const first = await server.app.inject({ url: "/api/v1/hparams" });
  const again = await server.app.inject({
    url: "/api/v1/hparams",
    headers: { "if-none-match": String(first.headers.etag) },
  });
  expect([first.statusCode, again.statusCode]).toEqual([200, 304]);
});
