// A page without the test driver's watch: for as long as that follows a page's network, the browser keeps a note of every request in the page's
// own memory. It speaks to the page through the browser, and turns on nothing but what it is asked for.
import { readFileSync } from "node:fs";
import type { Browser, CDPSession } from "@playwright/test";

/** What the page sends back. */
interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export class UnwatchedPage {
  readonly #session: CDPSession;
  readonly #sessionId: string;
  readonly #pending = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  private constructor(session: CDPSession, sessionId: string) {
    this.#session = session;
    this.#sessionId = sessionId;
    session.on("Target.receivedMessageFromTarget", (event) => {
      if (event.sessionId !== sessionId) return;
      const reply = JSON.parse(event.message) as Reply;
      if (reply.id === undefined) return;
      this.#pending.get(reply.id)?.(reply);
      this.#pending.delete(reply.id);
    });
  }

  /** In a context that the driver does not know. */
  static async open(browser: Browser, address: string): Promise<UnwatchedPage> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send("Target.createBrowserContext");
    const { targetId } = await session.send("Target.createTarget", {
      url: address,
      browserContextId,
      width: 1440,
      height: 900,
    });
    const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
    return new UnwatchedPage(session, sessionId);
  }

  /** The value of an expression in the page; a promise's value. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = (await this.#send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { readonly result: { readonly value?: unknown }; readonly exceptionDetails?: unknown };
    if (answer.exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(answer.exceptionDetails)}`);
    return answer.result.value;
  }

  /** Bytes of JavaScript objects, the browser's own that they hold, and buffers of typed arrays, after a collection. */
  async usedBytes(): Promise<number> {
    await this.#send("HeapProfiler.collectGarbage", {});
    const usage = (await this.#send("Runtime.getHeapUsage", {})) as Record<
      "usedSize" | "embedderHeapUsedSize" | "backingStorageSize",
      number
    >;
    return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
  }

  /** Resident bytes of the browser's processes for pages, with all their threads and garbage; NaN where the system does not tell. */
  async residentBytes(): Promise<number> {
    const { processInfo } = await this.#session.send("SystemInfo.getProcessInfo");
    const pages = processInfo.filter(({ type }) => type === "renderer");
    return pages.reduce((sum, { id }) => sum + residentBytesOf(id), 0);
  }

  async #send(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const reply = new Promise<Reply>((resolve) => this.#pending.set(id, resolve));
    await this.#session.send("Target.sendMessageToTarget", {
      sessionId: this.#sessionId,
      message: JSON.stringify({ id, method, params }),
    });
    const { result, error } = await reply;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }
}

function residentBytesOf(processId: number): number {
  try {
    const [, kibibytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, "utf8")) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return NaN;
  }
}
