// One animation frame for all charts of the page: whatever asks to be drawn is drawn once, in the order of asking.

const budgetMillis = 12;
const queue = new Set<() => void>();
let frame: number | null = null;

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

function drawFrame(): void {
  const startMillis = performance.now();
  // What is asked for while drawing waits for the next frame.
  const due = [...queue];
  try {
    for (const render of due) {
      // It may have been cancelled by one drawn before.
      if (!queue.delete(render)) continue;
      render();
      if (performance.now() - startMillis > budgetMillis) break;
    }
  } finally {
    // Also when one throws: the others still get their turn.
    frame = queue.size > 0 ? requestAnimationFrame(drawFrame) : null;
  }
}
