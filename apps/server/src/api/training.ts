// What can be trained here, and what a request would start.
import { planTraining, readTraining } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

export function serveTraining(app: FastifyInstance, { trainer, config }: AppParts): void {
  const context = { app, isReadOnly: config.isReadOnly };
  serveEndpoint(context, readTraining, () => trainer.overview());
  serveEndpoint(context, planTraining, ({ body }) => trainer.plan(body));
}
