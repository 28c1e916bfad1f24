// Sweeps: many jobs that are started, watched and stopped as one.
import { listSweeps, pauseSweep, resumeSweep, startSweep, stopSweep } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

export function serveSweeps(app: FastifyInstance, { trainer, config }: AppParts): void {
  const context = { app, isReadOnly: config.isReadOnly };
  serveEndpoint(context, listSweeps, async ({ query }) => ({
    sweeps: [...(await trainer.sweeps(query.sweep))],
  }));
  serveEndpoint(context, startSweep, async ({ body }) => {
    const { sweep, jobs } = await trainer.startSweep(body);
    return { sweep, jobs: [...jobs] };
  });
  serveEndpoint(context, pauseSweep, async ({ body }) => ({ sweep: await trainer.pauseSweep(body.sweep) }));
  serveEndpoint(context, resumeSweep, async ({ body }) => ({ sweep: await trainer.resumeSweep(body.sweep) }));
  serveEndpoint(context, stopSweep, async ({ body }) => ({ sweep: await trainer.stopSweep(body.sweep) }));
}
