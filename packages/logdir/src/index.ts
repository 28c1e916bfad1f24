export { parseLogdirSpec, type LogdirRoot } from "./logdir-spec.ts";
export { systemPath } from "./path-names.ts";
export {
  watchLogdir,
  type LoadProgress,
  type LogdirEvent,
  type LogdirWatch,
  type WatchOptions,
} from "./watch-logdir.ts";
