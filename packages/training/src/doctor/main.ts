// The doctor as a program of its own, for scripts that run before anything is built:
// node --import tsx packages/training/src/doctor/main.ts [--fix] [--json] [--strict]
import { parseArgs } from "node:util";
import { backendCacheDirectory } from "../backend/cache-directory.ts";
import { runDoctor } from "./run-doctor.ts";

const { values } = parseArgs({
  options: { fix: { type: "boolean" }, json: { type: "boolean" }, strict: { type: "boolean" } },
});
process.exitCode = await runDoctor({
  cacheDirectory: backendCacheDirectory(process.env),
  fix: values.fix ?? false,
  json: values.json ?? false,
  strict: values.strict ?? false,
  write: (line) => process.stdout.write(`${line}\n`),
});
