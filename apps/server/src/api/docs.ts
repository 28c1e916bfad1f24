// The API's description and a page to try it, from files that come with Runboard.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import { FileShelf, sendFile } from "../page.ts";
import { sendProblem } from "../problem.ts";
import { ApiError } from "@runboard/contract";

/** Swagger UI sets style attributes and embeds its icons. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Runboard API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: "openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });\n`;

export function serveDocs(app: FastifyInstance, version: string, pathPrefix: string): void {
  let document: string | undefined;
  let shelf: Promise<FileShelf> | undefined;
  app.get("/api/openapi.json", async (_request, reply) => {
    document ??= JSON.stringify(
      (await import("./openapi.ts")).openApiDocument(version, pathPrefix === "" ? "/" : pathPrefix),
    );
    return reply.header("cache-control", "no-cache").type("application/json; charset=utf-8").send(document);
  });
  app.get("/api/docs", (_request, reply) =>
    reply
      .header("content-security-policy", CONTENT_SECURITY_POLICY)
      .header("cache-control", "no-cache")
      .type("text/html; charset=utf-8")
      .send(PAGE),
  );
  app.get("/api/docs/start.js", (_request, reply) =>
    reply.header("cache-control", "no-cache").type("text/javascript; charset=utf-8").send(START),
  );
  app.get<{ Params: { "*": string } }>("/api/docs/*", async (request, reply) => {
    shelf ??= FileShelf.open(docsDirectory());
    const name = request.params["*"];
    const file = /^(swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png)$/.test(name)
      ? await (await shelf).read(name)
      : undefined;
    if (!file) return sendProblem(reply, new ApiError("not_found", `the API page has no file ${name}`));
    return sendFile(request, reply, file, { isImmutable: false });
  });
}

/** Beside the bundle, or in the package when run from source. */
function docsDirectory(): string {
  const built = fileURLToPath(new URL("./docs", import.meta.url));
  if (existsSync(built)) return built;
  return path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
}
