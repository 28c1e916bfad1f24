// For tests: a program as people declare it in `commands`. Logs a score that climbs to `--score`, says its steps, and fails or diverges at its end when told to.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { EventWriter } from "@runboard/tfevents";

const { values } = parseArgs({
  options: {
    score: { type: "string", default: "1" },
    steps: { type: "string", default: "3" },
    pause: { type: "string", default: "0" },
    fails: { type: "string", default: "false" },
    diverges: { type: "string", default: "false" },
  },
});
const [score, steps, pauseMillis] = [values.score, values.steps, values.pause].map(Number);
const file = join(process.env["RUNBOARD_RUN_DIR"] ?? ".", "events.out.tfevents.1700000000.host");
const now = (): number => Date.now() / 1000;
const writer = new EventWriter({ write: (bytes) => appendFileSync(file, bytes), wallTimeSeconds: now() });
for (let step = 1; step <= (steps ?? 0); step += 1) {
  const hasDiverged = values.diverges === "true" && step === steps;
  const value = hasDiverged ? NaN : ((score ?? 0) * step) / (steps ?? 1);
  writer.writeScalar("score", value, { step, wallTimeSeconds: now() });
  writer.flush();
  console.log(`step ${step}/${steps ?? 0}`);
  await sleep(pauseMillis);
}
if (values.fails === "true") {
  console.error("told to fail");
  process.exitCode = 3;
}
