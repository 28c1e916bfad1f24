// One animation frame for all charts of the page: what asks to be drawn is drawn once, in the order of asking; long work goes on in slices.

const budgetMillis = 12;
/** What slices have in a frame that somebody waits for, moved by how long such frames turn out to take: a canvas may be filled after the slice that strokes on it. */
const sliceBudget = { least: 2, most: 10, millis: 10 };
/** A frame that follows work and takes longer than this was too full. */
const fullFrameMillis = 30;
/** What they have while nobody does: the page answers the first gesture in time all the same. */
const restingMillis = 16;
/** A gesture goes on for as long after its last event. */
const gestureMillis = 400;
let gestureEndMillis = -Infinity;

/** Does a part of some work until about the deadline, in terms of `performance.now()`. Returns whether more is left. */
type RenderSlice = (deadlineMillis: number) => boolean;

const queue = new Set<() => void>();
let slices = new Set<RenderSlice>();
let frame: number | null = null;
/** When the frame before began, if it did slices; else null. */
let workedAtMillis: number | null = null;

/**
 * Calls `render` in the next frame, once however often it is asked for until then.
 * A frame that has taken 12 ms leaves the rest to the one after, so that the page stays responsive.
 */
export function scheduleRender(render: () => void): void {
  queue.add(render);
  frame ??= requestAnimationFrame(drawFrame);
}

export function cancelRender(render: () => void): void {
  queue.delete(render);
}

const gestureEvents = ["wheel", "scroll", "pointermove", "pointerdown", "keydown", "touchmove"] as const;

/** Lets frames be short while somebody scrolls, points or types in the window. Call it once. */
export function watchGestures(target: EventTarget): void {
  const note = (): void => void (gestureEndMillis = performance.now() + gestureMillis);
  for (const name of gestureEvents) target.addEventListener(name, note, { capture: true, passive: true });
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
  if (workedAtMillis !== null && isWatched) adaptSlices(startMillis - workedAtMillis);
  workedAtMillis = null;
  // What is asked for while drawing waits for the next frame.
  const due = [...queue];
  try {
    for (const render of due) {
      // It may have been cancelled by one drawn before.
      if (!queue.delete(render)) continue;
      render();
      if (performance.now() - startMillis > budgetMillis) break;
    }
    drawSlices(startMillis, isWatched ? sliceBudget.millis : restingMillis);
  } finally {
    // Also when one throws: the others still get their turn.
    frame = queue.size + slices.size > 0 ? requestAnimationFrame(drawFrame) : null;
  }
}

function drawSlices(startMillis: number, millis: number): void {
  if (slices.size === 0) return;
  workedAtMillis = startMillis;
  // However long renders took, a little is done in every frame.
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
