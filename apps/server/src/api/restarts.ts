// Where series go on after restarts of their jobs.
import { listRestarts, type RunName, type Tag } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

export function serveRestarts(app: FastifyInstance, { store, config }: AppParts): void {
  serveEndpoint({ app, isReadOnly: config.isReadOnly }, listRestarts, async ({ body }) => {
    const revision = await store.revision();
    const rows = await store.listRestarts({
      dataClass: body.dataClass,
      ...(body.runs && { runs: body.runs }),
      ...(body.tags && { tags: body.tags }),
    });
    // The store holds only names that reading gave.
    const restarts = rows.map((row) => ({ ...row, run: row.run as RunName, tag: row.tag as Tag }));
    return { revision, restarts };
  });
}
