// Jobs: the list, what can be done to them, and what they printed.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  cancelJobs,
  downloadJobLog,
  listJobs,
  prioritizeJobs,
  readJobLog,
  resumeJobs,
  retryJobs,
  startJob,
} from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { parseQuery, serveEndpoint } from "../serve-endpoint.ts";
import { readLogTail } from "./log-tail.ts";

export function serveJobs(app: FastifyInstance, { trainer, config }: AppParts): void {
  const context = { app, isReadOnly: config.isReadOnly };
  serveEndpoint(context, listJobs, async ({ query }) => ({
    jobs: [...(await trainer.jobs({ jobs: query.job, sweep: query.sweep, statuses: query.status }))],
  }));
  serveEndpoint(context, startJob, async ({ body }) => ({ job: await trainer.startJob(body) }));
  serveEndpoint(context, cancelJobs, async ({ body }) => ({ jobs: [...(await trainer.cancel(body.jobs))] }));
  serveEndpoint(context, retryJobs, async ({ body }) => ({ jobs: [...(await trainer.retry(body.jobs))] }));
  serveEndpoint(context, resumeJobs, async ({ body }) => ({ jobs: [...(await trainer.resume(body.jobs))] }));
  serveEndpoint(context, prioritizeJobs, async ({ body }) => ({
    jobs: [...(await trainer.prioritize(body.jobs, body.priority))],
  }));
  serveEndpoint(context, readJobLog, async ({ query }) => ({
    job: query.job,
    ...(await readLogTail(trainer.logPath(query.job), query.maxBytes)),
  }));
  app.route({
    method: downloadJobLog.method,
    url: downloadJobLog.path,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { job } = parseQuery(downloadJobLog.query, request);
      const file = trainer.logPath(job);
      const hasBegun = await stat(file).then(
        () => true,
        () => false,
      );
      return reply
        .header("content-disposition", `attachment; filename="${job}.log"`)
        .header("cache-control", "no-store")
        .type("text/plain; charset=utf-8")
        .send(hasBegun ? createReadStream(file) : Readable.from([]));
    },
  });
}
