// A page under measurement: a Chromium, a context of its own with empty caches, the probe in it, and profiles when they are wanted.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type CDPSession,
  type Page,
} from "@playwright/test";
import { installProbe } from "./page-probe.ts";

const SAMPLING_MICROSECONDS = 200;
const OPENING_MILLIS = 1500;

/** What a trace says of a task, or of a thread's name. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Uses a Chromium of 1440 × 900, without a graphics card. */
export async function withBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = process.env["CHROMIUM_PATH"];
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    // Containers have no user namespaces and little shared memory.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

export class MeasuredPage {
  readonly page: Page;
  readonly session: CDPSession;
  readonly #profiles: string | undefined;

  private constructor(page: Page, session: CDPSession, profiles: string | undefined) {
    this.page = page;
    this.session = session;
    this.#profiles = profiles;
  }

  /** In a new context: no cache, no storage. `profiles` is the directory for profiles, if any are to be written. */
  static async open(
    browser: Browser,
    profiles: string | undefined,
    screen: Pick<BrowserContextOptions, "viewport" | "deviceScaleFactor"> = {},
  ): Promise<MeasuredPage> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...screen,
      locale: "en-GB",
      timezoneId: "UTC",
    });
    const page = await context.newPage();
    // The loader that runs these sources wraps functions in calls of this name.
    await page.addInitScript("globalThis.__name = (named) => named");
    await page.addInitScript(installProbe);
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    // A window that has just opened is busy with itself.
    await page.waitForTimeout(OPENING_MILLIS);
    return new MeasuredPage(page, session, profiles);
  }

  /** Goes to an address and waits until nothing happens any more. */
  async settleAt(address: string): Promise<void> {
    await this.page.goto(address, { waitUntil: "commit" });
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.evaluate(() => window.benchProbe.settled());
  }

  /** Processor time of the main thread so far: what a busy machine leaves comparable. */
  async threadMillis(): Promise<number> {
    const { metrics } = await this.session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ThreadTime")?.value ?? NaN) * 1000;
  }

  /** Acts, and gives the processor time of each task on the page's main thread meanwhile. */
  async taskMillis(act: () => Promise<void>): Promise<readonly number[]> {
    const browser = this.page.context().browser();
    if (!browser) throw new Error("the page has no browser");
    await browser.startTracing(undefined, { categories: ["toplevel"] });
    await act();
    const trace = JSON.parse((await browser.stopTracing()).toString()) as {
      readonly traceEvents: readonly TraceEvent[];
    };
    const mainThreads = new Set<string>();
    const tasks = new Map<string, number[]>();
    for (const { name, pid, tid, tdur, args } of trace.traceEvents) {
      const thread = `${pid} ${tid}`;
      if (args?.name === "CrRendererMain") mainThreads.add(thread);
      if (!name.endsWith("::RunTask") || tdur === undefined) continue;
      const known = tasks.get(thread);
      if (known) known.push(tdur / 1000);
      else tasks.set(thread, [tdur / 1000]);
    }
    const sum = (millis: readonly number[]): number => millis.reduce((total, one) => total + one, 0);
    // A page before this one may have left a process behind: this one works.
    const busiest = [...mainThreads].map((thread) => tasks.get(thread) ?? []).sort((a, b) => sum(b) - sum(a));
    return busiest[0] ?? [];
  }

  /** Acts, and leaves a profile of that as `<name>.cpuprofile` when profiles are wanted. */
  async profiled<T>(name: string, act: () => Promise<T>): Promise<T> {
    if (this.#profiles === undefined) return act();
    await this.session.send("Profiler.enable");
    await this.session.send("Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
    await this.session.send("Profiler.start");
    const result = await act();
    const { profile } = await this.session.send("Profiler.stop");
    mkdirSync(this.#profiles, { recursive: true });
    writeFileSync(join(this.#profiles, `${name}.cpuprofile`), JSON.stringify(profile));
    return result;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
