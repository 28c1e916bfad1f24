// Checkpoints of runs: what their directories hold is looked for when somebody asks, and read by a thread of its own.
import { dirname } from "node:path";
import {
  ApiError,
  type EndpointResponse,
  listCheckpoints,
  readCheckpointWeights,
  type RunName,
} from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts, DashboardParts } from "../app-parts.ts";
import { findCheckpoints } from "../checkpoints/checkpoint-files.ts";
import type { FoundCheckpoint } from "../checkpoints/checkpoint-questions.ts";
import { JsonBytes, serveEndpoint } from "../serve-endpoint.ts";

export function serveCheckpoints(app: FastifyInstance, parts: DashboardParts): void {
  const { checkpoints, config } = parts;
  const context = { app, isReadOnly: config.isReadOnly };
  serveEndpoint(context, listCheckpoints, async ({ query: { run } }, signal) => {
    const files = await filesOf(parts, run);
    const bytes = await checkpoints.ask({ kind: "list", ...files }, signal);
    return new JsonBytes<EndpointResponse<typeof listCheckpoints>>(bytes);
  });
  serveEndpoint(context, readCheckpointWeights, async ({ body: { run, step, prefix } }, signal) => {
    const { found } = await filesOf(parts, run);
    const checkpoint = chosen(found, { run, step, prefix });
    const earlier = found.filter((one) => one.prefix === checkpoint.prefix && one.step < step).reverse();
    const bytes = await checkpoints.ask({ kind: "weights", checkpoint, earlier }, signal);
    return new JsonBytes<EndpointResponse<typeof readCheckpointWeights>>(bytes);
  });
}

/** Throws ApiError when there is no such run. */
async function filesOf({ store, config }: Pick<AppParts, "store" | "config">, run: RunName) {
  const directories = new Map<string, string>();
  for (const { run: own, path } of await store.listFiles()) directories.set(dirname(path), own);
  const ofRun = [...directories].flatMap(([directory, own]) => (own === run ? [directory] : []));
  if (ofRun.length === 0) throw new ApiError("run_not_found", `there is no run ${JSON.stringify(run)}`);
  return findCheckpoints(ofRun, { roots: config.roots, isRun: (below) => directories.has(below) });
}

/** Throws ApiError where there is none, or more than one. */
function chosen(
  found: readonly FoundCheckpoint[],
  {
    run,
    step,
    prefix,
  }: { readonly run: RunName; readonly step: number; readonly prefix: string | undefined },
): FoundCheckpoint {
  const there = found.filter((one) => one.step === step && (prefix === undefined || one.prefix === prefix));
  const [first, ...others] = there;
  if (!first)
    throw new ApiError(
      "checkpoint_not_found",
      `run ${JSON.stringify(run)} has no checkpoint of step ${step}${prefix === undefined ? "" : ` with the prefix ${JSON.stringify(prefix)}`}`,
    );
  if (others.length > 0 && prefix === undefined)
    throw new ApiError(
      "invalid_request",
      `several checkpoints are of step ${step}; give one prefix of ${there.map((one) => JSON.stringify(one.prefix)).join(", ")}`,
    );
  return first;
}
