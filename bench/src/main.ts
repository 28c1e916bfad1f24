// `npm run bench [-- --only load,serve,idle,mutate] [--repetitions 3]`: measures the built command and prints the table that ARCHITECTURE.md keeps.
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { figureTable, type Figure } from "./figures.ts";
import { measureIdle, measureLoad, measureServe } from "./load.ts";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "load,serve,idle,mutate" },
    repetitions: { type: "string", default: "5" },
  },
});
const measurements: Record<string, () => Promise<readonly Figure[]>> = {
  load: () => measureLoad(Number(flags.repetitions)),
  serve: measureServe,
  idle: measureIdle,
  mutate: readDamagedFiles,
};

const figures: Figure[] = [];
for (const name of flags.only.split(",")) {
  const measure = measurements[name];
  if (!measure) throw new Error(`--only ${name}: one of ${Object.keys(measurements).join(", ")}`);
  console.error(`${name} …`);
  figures.push(...(await measure()));
}
if (figures.length > 0) console.log(`\n${figureTable(figures)}\n`);
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} cores, medians of ${flags.repetitions} starts`,
);

/** 100,000 damaged files; a program of its own, which says what it found. */
function readDamagedFiles(): Promise<readonly Figure[]> {
  const program = join(import.meta.dirname, "mutate-events.ts");
  const { status } = spawnSync(process.execPath, [...process.execArgv, program], { stdio: "inherit" });
  if (status !== 0) throw new Error("a damaged file was not taken as it should be");
  return Promise.resolve([]);
}
