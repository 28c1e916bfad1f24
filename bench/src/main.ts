// `npm run bench [-- --only load,serve] [--repetitions 3]`: measures the built command and prints the table that ARCHITECTURE.md keeps.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { figureTable, type Figure } from "./figures.ts";
import { measureIdle, measureLoad, measureServe } from "./load.ts";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "load,serve,idle" },
    repetitions: { type: "string", default: "5" },
  },
});
const measurements: Record<string, () => Promise<readonly Figure[]>> = {
  load: () => measureLoad(Number(flags.repetitions)),
  serve: measureServe,
  idle: measureIdle,
};

const figures: Figure[] = [];
for (const name of flags.only.split(",")) {
  const measure = measurements[name];
  if (!measure) throw new Error(`--only ${name}: one of ${Object.keys(measurements).join(", ")}`);
  console.error(`${name} …`);
  figures.push(...(await measure()));
}
console.log(`\n${figureTable(figures)}\n`);
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} cores, medians of ${flags.repetitions} starts`,
);
