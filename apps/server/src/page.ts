// The page: files of the built web app, held in memory as they are asked for; any other path is the app itself.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ApiError } from "@runboard/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { pathOf, sendProblem } from "./problem.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".wasm": "application/wasm",
};

export interface FileAnswer {
  readonly content: Buffer;
  readonly mediaType: string;
  readonly entityTag: string;
}

/** Files of one directory, by their path relative to it. Nothing outside it can be named: only listed paths are served. */
export class FileShelf {
  readonly #directory: string;
  readonly #paths: ReadonlySet<string>;
  readonly #loaded = new Map<string, Promise<FileAnswer>>();

  private constructor(directory: string, paths: ReadonlySet<string>) {
    this.#directory = directory;
    this.#paths = paths;
  }

  /** Lists the directory; one that does not exist is empty. */
  static async open(directory: string): Promise<FileShelf> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
    return new FileShelf(directory, new Set(files.map((file) => file.split(path.sep).join("/"))));
  }

  read(name: string): Promise<FileAnswer> | undefined {
    if (!this.#paths.has(name)) return undefined;
    let loaded = this.#loaded.get(name);
    if (!loaded) {
      loaded = this.#load(name);
      this.#loaded.set(name, loaded);
    }
    return loaded;
  }

  async #load(name: string): Promise<FileAnswer> {
    const content = await readFile(path.join(this.#directory, name));
    return {
      content,
      mediaType: mediaTypes[path.extname(name)] ?? "application/octet-stream",
      entityTag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`,
    };
  }
}

/** Sends a file, or 304 when the client has it. `isImmutable`: its name changes with its content. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { content, mediaType, entityTag }: FileAnswer,
  { isImmutable }: { readonly isImmutable: boolean },
): FastifyReply {
  void reply
    .header("etag", entityTag)
    .header("cache-control", isImmutable ? "public, max-age=31536000, immutable" : "no-cache");
  if ((request.headers["if-none-match"] ?? "").includes(entityTag)) return reply.code(304).send();
  return reply.type(mediaType).send(content);
}

/** Serves the page below the prefix of `app`; `pathPrefix` is that prefix. */
export function servePage(app: FastifyInstance, shelf: FileShelf, pathPrefix: string): void {
  app.get<{ Params: { readonly "*": string } }>("/*", async (request, reply) => {
    const asked = request.params["*"];
    const name = asked === "index.html" ? "" : asked;
    const file = await shelf.read(name);
    if (file) return sendFile(request, reply, file, { isImmutable: name.startsWith("assets/") });
    // What looks like a file or belongs to an interface is missing, not a place in the app.
    if (/^(api|data|assets)(\/|$)|\.\w{2,5}$/.test(name))
      return sendProblem(reply, new ApiError("not_found", `there is nothing at ${pathOf(request)}`));
    const index = await shelf.read("index.html");
    if (!index)
      return reply
        .code(503)
        .type("text/plain; charset=utf-8")
        .send("The page is not built: run `npm run build`. The API is at api/docs.\n");
    const depth = pathOf(request).slice(pathPrefix.length).split("/").length - 2;
    return sendFile(request, reply, withBase(index, depth), { isImmutable: false });
  });
}

/**
 * The app's own links are relative to a base: the way up from the requested path, so that any proxy may stand in front.
 * `depth`: how many directories the path is below the app's root.
 */
function withBase(index: FileAnswer, depth: number): FileAnswer {
  const base = depth === 0 ? "./" : "../".repeat(depth);
  const html = index.content.toString("utf8").replace(/<base\s[^>]*>/i, "");
  return {
    ...index,
    content: Buffer.from(html.replace(/<head>/i, `<head><base href="${base}">`)),
    entityTag: index.entityTag.replace(/"$/, `-${depth}"`),
  };
}
