// `npm run bench [-- --only load,serve,values,rich,idle,mutate,page,rich-page,page-live,graphs,writer,training,serve-training] [--repetitions 3] [--minutes 30] [--profiles DIRECTORY]`:
// measures the built command and its page, and prints the table that ARCHITECTURE.md keeps.
import { spawnSync } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { figureTable, type Figure } from "./figures.ts";
import { measureGraphs } from "./graphs.ts";
import { measureIdle, measureLoad, measureServe } from "./load.ts";
import { measureLivePage } from "./page-live.ts";
import { measurePage } from "./page.ts";
import { measureRich } from "./rich.ts";
import { measureRichPage } from "./rich-page.ts";
import { measureServeWhileTraining } from "./serve-training.ts";
import { measureTraining } from "./training.ts";
import { measureValues } from "./values.ts";
import { measureWriter } from "./writer.ts";

const { values: flags } = parseArgs({
  options: {
    only: {
      type: "string",
      default:
        "load,serve,values,rich,idle,mutate,page,rich-page,page-live,graphs,writer,training,serve-training",
    },
    repetitions: { type: "string", default: "5" },
    /** How long the page is watched while runs grow. */
    minutes: { type: "string", default: "3" },
    /** Where to leave processor profiles of the page; its figures are then those of a page that is being profiled. */
    profiles: { type: "string" },
  },
});
const measurements: Record<string, () => Promise<readonly Figure[]>> = {
  load: () => measureLoad(Number(flags.repetitions)),
  serve: measureServe,
  values: () => measureValues(Number(flags.repetitions)),
  rich: () => measureRich(Number(flags.repetitions)),
  idle: measureIdle,
  mutate: readDamagedFiles,
  page: () => measurePage(Number(flags.repetitions), flags.profiles),
  "rich-page": () => measureRichPage(Number(flags.repetitions), flags.profiles),
  "page-live": () => measureLivePage(Number(flags.minutes)),
  graphs: () => measureGraphs(Number(flags.repetitions)),
  writer: () => Promise.resolve(measureWriter(Number(flags.repetitions))),
  training: () => measureTraining(),
  "serve-training": measureServeWhileTraining,
};

// Times of a machine that does something else say little.
const [loadBefore = NaN] = loadavg();
const figures: Figure[] = [];
for (const name of flags.only.split(",")) {
  const measure = measurements[name];
  if (!measure) throw new Error(`--only ${name}: one of ${Object.keys(measurements).join(", ")}`);
  console.error(`${name} …`);
  figures.push(...(await measure()));
}
if (figures.length > 0) console.log(`\n${figureTable(figures)}\n`);
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} cores (load before: ${loadBefore.toFixed(1)}), medians of ${flags.repetitions}`,
);

/** 100,000 damaged files; a program of its own, which says what it found. */
function readDamagedFiles(): Promise<readonly Figure[]> {
  const program = join(import.meta.dirname, "mutate-events.ts");
  const { status } = spawnSync(process.execPath, [...process.execArgv, program], { stdio: "inherit" });
  if (status !== 0) throw new Error("a damaged file was not taken as it should be");
  return Promise.resolve([]);
}
