// What runs inside a measured page, before anything of the page: notes when charts were drawn, which tasks were long, how long keys took.

/** All times in milliseconds since the navigation began. */
interface Probe {
  /** Drawings of lines, oldest first. */
  readonly draws: Draw[];
  /** Main-thread tasks over 50 ms. */
  readonly longTasks: { readonly startMillis: number; readonly durationMillis: number }[];
  /** From each key to the end of the next frame. */
  readonly keyMillis: number[];
  /** Requests for series and curves. */
  readonly seriesAnswers: { readonly startMillis: number; readonly endMillis: number }[];
  /** When the pointer was last let go. */
  pointerUpMillis: number;
  /** Lengths of frames since noteFrames() was called, once. */
  readonly frameMillis: number[];
  noteFrames(): void;
  /** Resolves when the page has been without work for half a second. */
  settled(): Promise<void>;
}

interface Draw {
  /** What the chart says of itself; begins with its tag. */
  readonly label: string;
  readonly drawnMillis: number;
  /** When the frame that shows it was made; Infinity until then. */
  shownMillis: number;
}

declare global {
  interface Window {
    benchProbe: Probe;
    /** The page's own hook for tests. */
    waitForBoardIdle?: () => Promise<void>;
  }
}

/** Stands alone: its text is what runs in the page. */
export function installProbe(): void {
  const quietMillis = 500;
  let activeMillis = 0;
  // A message that is sent before or while a frame is made arrives when it has been made.
  const messages = new MessageChannel();
  const waiting: (() => void)[] = [];
  messages.port1.onmessage = () => {
    for (const act of waiting.splice(0)) act();
  };
  const afterFrame = (act: () => void): void => {
    waiting.push(act);
    messages.port2.postMessage(null);
  };

  const idle = async (): Promise<void> => {
    while (!window.waitForBoardIdle) await new Promise((resolve) => setTimeout(resolve, 20));
    await window.waitForBoardIdle();
  };

  const probe: Probe = {
    draws: [],
    longTasks: [],
    keyMillis: [],
    seriesAnswers: [],
    pointerUpMillis: NaN,
    frameMillis: [],
    noteFrames: () => {
      let lastMillis = performance.now();
      const note = (): void => {
        const now = performance.now();
        probe.frameMillis.push(now - lastMillis);
        lastMillis = now;
        requestAnimationFrame(note);
      };
      requestAnimationFrame(note);
    },
    settled: async () => {
      let sinceMillis: number;
      do {
        await idle();
        sinceMillis = performance.now();
        await new Promise((resolve) => setTimeout(resolve, quietMillis));
        await idle();
        // What waits for a busy machine is not idle for good.
      } while (activeMillis > sinceMillis || performance.now() - sinceMillis > 2 * quietMillis);
    },
  };
  window.benchProbe = probe;

  const mark = performance.mark.bind(performance);
  performance.mark = (name, options) => {
    if (name === "runboard:chart") {
      const draw: Draw = {
        label: String(options?.detail),
        drawnMillis: performance.now(),
        shownMillis: Infinity,
      };
      probe.draws.push(draw);
      activeMillis = draw.drawnMillis;
      afterFrame(() => (draw.shownMillis = performance.now()));
    }
    return mark(name, options);
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      probe.longTasks.push({ startMillis: startTime, durationMillis: duration });
      activeMillis = Math.max(activeMillis, startTime + duration);
    }
  }).observe({ type: "longtask", buffered: true });
  // Tables are fetched by another thread, whose resources are not this one's: the page measures them.
  const ended = new PerformanceObserver((list) => {
    for (const { name, startTime, duration } of list.getEntries()) {
      activeMillis = Math.max(activeMillis, startTime + duration);
      if (name === "runboard:table")
        probe.seriesAnswers.push({ startMillis: startTime, endMillis: startTime + duration });
    }
  });
  for (const type of ["resource", "measure"]) ended.observe({ type, buffered: true });
  addEventListener("pointerup", (event) => (probe.pointerUpMillis = event.timeStamp), { capture: true });
  addEventListener(
    "keydown",
    ({ timeStamp }) =>
      requestAnimationFrame(() => afterFrame(() => probe.keyMillis.push(performance.now() - timeStamp))),
    { capture: true },
  );
}
