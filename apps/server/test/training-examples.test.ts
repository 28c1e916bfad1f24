// The examples of training as their readers run them, on the tutorial's network and real digits, a single step each.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServedLogdir } from "./served-logdir.ts";
import { TrainingServer } from "./training-server.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const tsx = createRequire(import.meta.url).resolve("tsx/cli");
const place = new TrainingServer();
let server: ServedLogdir;
beforeAll(async () => {
  server = await place.serve();
});
afterAll(() => place.dispose());

test.each([
  ["sweep.ts", process.execPath, [tsx]],
  ["sweep.sh", "sh", []],
])(
  "%s starts a sweep, waits and prints the best run",
  async (name, program, args) => {
    const script = spawn(program, [...args, `examples/${name}`, server.baseUrl, "1"], { cwd: root });
    let [out, err] = ["", ""];
    script.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
    script.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
    const [code] = (await once(script, "close")) as [number];
    expect([code, err]).toEqual([0, ""]);
    expect(out.match(/^lr_1E-0[34],conv=2,fc=[12]\S*: succeeded$/gm)).toHaveLength(4);
    expect(out).toMatch(/^best: lr_1E-0[34],conv=2,fc=[12]\S* \(validation\/accuracy 0\.\d+\)$/m);
  },
  300_000,
);
