// For tests and benchmarks elsewhere: jobs in real processes, and the back end that they use.
export { backendCacheDirectory } from "./backend/cache-directory.ts";
export { openBackend } from "./backend/open-backend.ts";
export { readEvents, readScalar, type RunningJob, startJob } from "./child/testing.ts";
