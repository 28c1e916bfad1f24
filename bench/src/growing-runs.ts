// A process that lets runs grow, as training jobs do: a point a second for each tag of each run, behind a history that is there at once.
//
//   tsx bench/src/growing-runs.ts LOGDIR RUN_COUNT TAG_COUNT HISTORY_STEPS
import { mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eventFileName, EventWriter } from "@runboard/tfevents";

const [logdir = ".", runCount = "20", tagCount = "5", historySteps = "5000"] = process.argv.slice(2);
const startSeconds = Date.now() / 1000 - Number(historySteps);
const writers = Array.from({ length: Number(runCount) }, (_, index) => {
  const directory = join(logdir, `live/run_${String(index).padStart(2, "0")}`);
  mkdirSync(directory, { recursive: true });
  const name = eventFileName({
    wallTimeSeconds: startSeconds,
    hostname: "bench",
    pid: process.pid,
    uid: index,
  });
  const file = openSync(join(directory, name), "a");
  return new EventWriter({ write: (bytes) => writeSync(file, bytes), wallTimeSeconds: startSeconds });
});

let step = 0;
for (; step < Number(historySteps); step++) logStep();
flush();
process.send?.("ready");
process.on("disconnect", () => process.exit());
setInterval(() => {
  logStep();
  step++;
  flush();
}, 1000);

function logStep(): void {
  for (const [run, writer] of writers.entries())
    for (let tag = 0; tag < Number(tagCount); tag++)
      writer.writeScalar(
        `train/measure_${tag}`,
        2 ** (-step / 1000) + 0.1 * Math.sin(step * (tag + 1) + run),
        {
          step,
          wallTimeSeconds: startSeconds + step,
        },
      );
}

function flush(): void {
  for (const writer of writers) writer.flush();
}
