// One animation frame for all charts of the page: what asks to be drawn is drawn once, in the order of asking; long work goes on in slices.

const budgetMillis = 12;
/** While something is scrolled: a late frame is seen then. */
const scrolledBudgetMillis = 5;
/** What slices have in a frame that somebody waits for, moved by how long such frames turn out to take: a canvas may be filled after the slice that strokes on it. */
const sliceBudget = { least: 2, most: 10, millis: 10 };
/** A frame that follows work and takes longer than this was too full. */
const fullFrameMillis = 30;
/** What they have while nobody does: the page answers the first gesture in time all the same. */
const restingMillis = 16;
/** A gesture goes on for as long after its last event. */
const gestureMillis = 400;
let gestureEndMillis = -Infinity;
let scrollEndMillis = -Infinity;

/** Does a part of some work until about the deadline, in terms of `performance.now()`. Returns whether more is left. */
type RenderSlice = (deadlineMillis: number) => boolean;

const queue = new Set<() => void>();
let slices = new Set<RenderSlice>();
let frame: number | null = null;
/** When the frame before began, if it did slices; else null. */
let workedAtMillis: number | null = null;
/** The frame before was full without slices. */
let wereSlicesLeftOut = false;

/**
 * Calls `render` in the next frame, once however often it is asked for until then.
 * A frame that has taken 12 ms, or 5 ms while something is scrolled, leaves the rest to the one after, so that the page stays responsive.
 */
export function scheduleRender(render: () => void): void {
  queue.add(render);
  frame ??= requestAnimationFrame(drawFrame);
}

export function cancelRender(render: () => void): void {
  queue.delete(render);
}

/** Whether anything asked to be drawn, or goes on being drawn, that is not on the screen yet. */
export function isRenderPending(): boolean {
  return queue.size + slices.size > 0;
}

const scrollEvents = ["wheel", "scroll", "touchmove"] as const;
const gestureEvents = [...scrollEvents, "pointermove", "pointerdown", "keydown"] as const;

/** Lets frames be short while somebody scrolls, points or types in the window. Call it once. */
export function watchGestures(target: EventTarget): void {
  const listen = (names: readonly string[], note: (endMillis: number) => void): void => {
    for (const name of names)
      target.addEventListener(name, () => note(performance.now() + gestureMillis), {
        capture: true,
        passive: true,
      });
  };
  listen(gestureEvents, (endMillis) => (gestureEndMillis = endMillis));
  listen(scrollEvents, (endMillis) => (scrollEndMillis = endMillis));
}

/** Whether something is scrolled, or was a moment ago. */
export function isScrolling(): boolean {
  return performance.now() < scrollEndMillis;
}

/** Calls `slice` in the time that renders leave, in this frame and the next ones, until nothing is left of it. The first that asked is the first to finish. */
export function scheduleSlices(slice: RenderSlice): void {
  slices.add(slice);
  frame ??= requestAnimationFrame(drawFrame);
}

export function cancelSlices(slice: RenderSlice): void {
  slices.delete(slice);
}

function drawFrame(): void {
  const startMillis = performance.now();
  const isWatched = startMillis < gestureEndMillis;
  const isScrolled = startMillis < scrollEndMillis;
  const rendersMillis = isScrolled ? scrolledBudgetMillis : budgetMillis;
  if (workedAtMillis !== null && isWatched) adaptSlices(startMillis - workedAtMillis);
  workedAtMillis = null;
  // What is asked for while drawing waits for the next frame.
  const due = [...queue];
  try {
    for (const render of due) {
      // It may have been cancelled by one drawn before.
      if (!queue.delete(render)) continue;
      render();
      if (performance.now() - startMillis > rendersMillis) break;
    }
    wereSlicesLeftOut = isScrolled && !wereSlicesLeftOut && performance.now() - startMillis > rendersMillis;
    if (!wereSlicesLeftOut) drawSlices(startMillis, isWatched ? sliceBudget.millis : restingMillis);
  } finally {
    // Also when one throws: the others still get their turn.
    frame = isRenderPending() ? requestAnimationFrame(drawFrame) : null;
  }
}

function drawSlices(startMillis: number, millis: number): void {
  if (slices.size === 0) return;
  workedAtMillis = startMillis;
  // However long renders took, a little is done.
  const deadlineMillis = Math.max(startMillis + millis, performance.now() + sliceBudget.least);
  for (const slice of [...slices]) {
    if (!slices.delete(slice)) continue;
    // Before those that asked later.
    if (slice(deadlineMillis)) slices = new Set([slice, ...slices]);
    if (performance.now() >= deadlineMillis) break;
  }
}

function adaptSlices(frameMillis: number): void {
  const { millis, least, most } = sliceBudget;
  sliceBudget.millis =
    frameMillis > fullFrameMillis ? Math.max(least, millis / 2) : Math.min(most, millis + 0.5);
}
