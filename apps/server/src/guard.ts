// Who may ask: no foreign host names (DNS rebinding), no foreign sites (CSRF), no one without the token if there is one; and what browsers may do with answers.
import { createHmac, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { ApiError } from "@runboard/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isLoopbackHost } from "./config.ts";
import { pathOf } from "./problem.ts";

export interface GuardOptions {
  /** Address that the server listens on; `::` or `0.0.0.0` for all. */
  readonly host: string;
  /** Further host names: exact, `.example.com` for a domain and all below it, `*` for any. */
  readonly allowedHosts: readonly string[];
  readonly token: string | undefined;
  readonly pathPrefix: string;
}

/** Scripts, fonts, images and connections of our own only; ECharts' tooltips need style attributes; notebooks on this machine may frame the page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
].join("; ");

export function guardRequests(app: FastifyInstance, options: GuardOptions): void {
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers({
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    checkHost(request, options);
    checkSite(request, options);
    if (options.token !== undefined) return checkToken(request, reply, options.token, options.pathPrefix);
    return undefined;
  });
}

function checkHost(request: FastifyRequest, { host, allowedHosts }: GuardOptions): void {
  const name = hostNameOf(request.headers.host ?? "");
  if (name !== undefined && (isOwnName(name, host) || isListed(name, allowedHosts))) return;
  throw new ApiError(
    "forbidden_host",
    `requests for the host ${JSON.stringify(request.headers.host ?? "")} are refused, as a page of another site could send them; if it is this server's name, start it with --allowed-hosts ${name ?? "NAME"}`,
  );
}

/** `name[:port]` without the port, in lower case, IPv6 addresses without brackets; undefined when it is no such thing. */
function hostNameOf(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, "");
}

function isOwnName(name: string, boundHost: string): boolean {
  if (isLoopbackHost(name) || name.endsWith(".localhost") || name === boundHost.toLowerCase()) return true;
  if (isLoopbackHost(boundHost)) return false;
  // An address cannot be rebound; a name can, so only this machine's are taken.
  const own = hostname().toLowerCase();
  return isIP(name) !== 0 || name === own || name === `${own}.local`;
}

function isListed(name: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((entry) => {
    const allowed = entry.toLowerCase();
    return (
      allowed === "*" ||
      name === allowed ||
      (allowed.startsWith(".") && (name === allowed.slice(1) || name.endsWith(allowed)))
    );
  });
}

/** Pages of other sites get nothing; a person may follow a link from one. */
function checkSite(request: FastifyRequest, { allowedHosts }: GuardOptions): void {
  const { origin, host } = request.headers;
  if (origin !== undefined) {
    const from = URL.canParse(origin) ? new URL(origin) : undefined;
    const name = from && hostNameOf(from.host);
    if (from?.host === host?.toLowerCase().replace(from?.protocol === "https:" ? /:443$/ : /:80$/, ""))
      return;
    if (name !== undefined && isListed(name, allowedHosts)) return;
    throw new ApiError(
      "forbidden_origin",
      `requests from pages of ${origin} are refused; if that is this server behind a proxy, start it with --allowed-hosts ${name ?? "NAME"}`,
    );
  }
  const isNavigation = request.headers["sec-fetch-mode"] === "navigate" && isRead(request);
  if (request.headers["sec-fetch-site"] === "cross-site" && !isNavigation)
    throw new ApiError("forbidden_origin", "requests from pages of other sites are refused");
}

function isRead(request: FastifyRequest): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

/** `Authorization: Bearer`, or the cookie; `?token=` sets the cookie and comes back without the token in the address. */
async function checkToken(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  pathPrefix: string,
): Promise<FastifyReply | undefined> {
  if (pathOf(request) === `${pathPrefix}/healthz` || pathOf(request) === "/healthz") return undefined;
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined && isSame(bearer, token)) return undefined;
  const cookie = cookieValue(token);
  for (const [name, value] of cookiesOf(request)) {
    if (name === COOKIE && value !== undefined && isSame(value, cookie)) return undefined;
  }
  const url = new URL(request.url, "http://localhost");
  const given = url.searchParams.get("token");
  if (given !== null && isRead(request) && isSame(given, token)) {
    url.searchParams.delete("token");
    return reply
      .header(
        "set-cookie",
        `${COOKIE}=${cookie}; Path=${pathPrefix || "/"}; HttpOnly; SameSite=Strict; Max-Age=31536000`,
      )
      .header("cache-control", "no-store")
      .redirect(`${url.pathname}${url.search}`, 303);
  }
  void reply.header("www-authenticate", 'Bearer realm="runboard"');
  if (isRead(request) && (request.headers.accept ?? "").includes("text/html"))
    return reply
      .code(401)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(TOKEN_PAGE);
  throw new ApiError(
    "unauthorized",
    "this server asks for a token: send it as `Authorization: Bearer TOKEN`, or open the page once with ?token=TOKEN",
  );
}

const COOKIE = "runboard_token";

/** The cookie proves that its holder knew the token without being the token. */
function cookieValue(token: string): string {
  return createHmac("sha256", token).update("runboard cookie").digest("base64url");
}

function cookiesOf(request: FastifyRequest): readonly (readonly [string, string | undefined])[] {
  return (request.headers.cookie ?? "").split(";").map((pair) => {
    const [name = "", value] = pair.trim().split("=", 2);
    return [name, value] as const;
  });
}

/** In a time that does not depend on where they differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const TOKEN_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Runboard</title>
<h1>Runboard</h1>
<form method="get"><p><label>This server asks for a token: <input name="token" type="password" autofocus required></label> <button>Open</button></p></form>
</html>
`;
