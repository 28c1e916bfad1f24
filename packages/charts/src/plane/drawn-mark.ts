// What says in profiles and benchmarks that a chart was drawn.

/** Name of the performance mark that each drawing makes; its detail is the chart's label. */
const drawnMark = "runboard:chart";

/** Observers get the mark; the page's own list of marks, which would grow for as long as it is open, does not keep it. */
export function markDrawn(label: string): void {
  performance.mark(drawnMark, { detail: label });
  performance.clearMarks(drawnMark);
}
