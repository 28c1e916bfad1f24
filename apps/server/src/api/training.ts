// What can be trained here, and what a request would start.
import { planTraining, readTraining } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

export function serveTraining(app: FastifyInstance, { trainer, backend, config }: AppParts): void {
  const context = { app, isReadOnly: config.isReadOnly };
  serveEndpoint(context, readTraining, async () => {
    const overview = await trainer.overview();
    // Nothing computes where nothing can be trained.
    if (overview.unavailable !== null) return overview;
    return { ...overview, backend: backend.known() ?? overview.backend };
  });
  serveEndpoint(context, planTraining, ({ body }) => trainer.plan(body));
}
