export { parseLogdirSpec, type LogdirRoot } from "./logdir-spec.ts";
export { startModuleThread } from "./module-thread.ts";
export { systemPath } from "./path-names.ts";
export { type ValueProblem, type ValueProblemCode } from "./values/span-file.ts";
export {
  type BlobPlace,
  ValueReader,
  type ValueReaderOptions,
  type ValueSelection,
} from "./values/value-reader.ts";
export { watchLogdir, type LogdirWatch, type WatchOptions } from "./watch-logdir.ts";
export { type LoadProgress, type LogdirEvent } from "./logdir-event.ts";
