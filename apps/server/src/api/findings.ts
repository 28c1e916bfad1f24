// What was noticed in scalar series while they were read.
import { listFindings, type RunName, type Tag } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

export function serveFindings(app: FastifyInstance, { store, config }: AppParts): void {
  serveEndpoint({ app, isReadOnly: config.isReadOnly }, listFindings, async ({ body }) => {
    const revision = await store.revision();
    const rows = await store.listFindings({
      ...(body.runs && { runs: body.runs }),
      ...(body.tags && { tags: body.tags }),
    });
    // The store holds only names that reading gave.
    const findings = rows.map((row) => ({ ...row, run: row.run as RunName, tag: row.tag as Tag }));
    return { revision, findings };
  });
}
