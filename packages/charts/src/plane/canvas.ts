// A canvas of a size in CSS pixels, cleared and ready to be drawn on.

interface CanvasSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Its context, in which a unit is a CSS pixel and the origin its top left; null where the browser gives none. Its other styles stay. */
export function clearedContext(
  canvas: HTMLCanvasElement,
  { width, height }: CanvasSize,
  pixelRatio: number,
): CanvasRenderingContext2D | null {
  const [columns, rows] = [Math.ceil(width * pixelRatio), Math.ceil(height * pixelRatio)];
  // Setting a size clears; a canvas of the right size keeps its memory.
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  Object.assign(canvas.style, {
    position: "absolute",
    left: "0",
    top: "0",
    width: `${columns / pixelRatio}px`,
    height: `${rows / pixelRatio}px`,
  });
  const context = canvas.getContext("2d");
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, columns, rows);
  context?.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  return context;
}
