// Finds a port and listens on it.
import { lookup } from "node:dns/promises";
import { createServer, type AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";

/** Nothing could be listened on. The message is for the person at the terminal. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** Listens where the configuration says and returns the port. Throws ListenError. */
export async function listen(app: FastifyInstance, { host, port }: Config): Promise<number> {
  const first = port.kind === "exact" ? port.port : port.first;
  const count = port.kind === "exact" ? 1 : port.count;
  for (let candidate = first; candidate < first + count; candidate += 1) {
    const failure = await tryToListen(app, host, candidate);
    if (failure === undefined) return (app.server.address() as AddressInfo).port;
    if (failure === "EADDRINUSE") continue;
    throw new ListenError(reasonOf(failure, host, candidate));
  }
  throw new ListenError(
    port.kind === "exact"
      ? `port ${port.port} is in use: stop what listens there, or give another --port (0: any free one)`
      : `ports ${first} to ${first + count - 1} are all in use: give a free one with --port (0: any)`,
  );
}

/** The code of the failure; undefined when it listens. */
async function tryToListen(app: FastifyInstance, host: string, port: number): Promise<string | undefined> {
  if (host === "localhost" && port !== 0 && !(await isFreeOnLocalhost(port))) return "EADDRINUSE";
  try {
    await app.listen({ host, port });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // All interfaces, on a machine without IPv6.
    if (code === "EAFNOSUPPORT" && host === "::") return tryToListen(app, "0.0.0.0", port);
    if (code === undefined) throw error;
    return code;
  }
}

/** `localhost` is two addresses: another server on either of them would take some of our visitors. */
async function isFreeOnLocalhost(port: number): Promise<boolean> {
  const addresses = await lookup("localhost", { all: true }).catch(() => []);
  const free = await Promise.all(addresses.map(({ address }) => isFree(address, port)));
  return free.every(Boolean);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // An address that this machine does not have is not taken either.
    probe.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "EADDRINUSE"));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function reasonOf(code: string, host: string, port: number): string {
  switch (code) {
    case "EACCES":
      return `port ${port} is not allowed to this user: give one above 1023 with --port`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${host} is not an address of this machine: give another --host, or --bind_all`;
    default:
      return `cannot listen on ${host} port ${port} (${code})`;
  }
}
