// The elements of a chart: a focusable root, the places of axes and of what is drawn, the overlay's canvas and a line for screen readers.

export interface ChartElements {
  readonly root: HTMLElement;
  readonly axes: HTMLElement;
  /** Clips what is drawn to the plot. */
  readonly drawing: HTMLElement;
  /** Joins the others when there is something to draw on it: most charts of a page are never pointed at. */
  readonly overlay: HTMLCanvasElement;
  /** What it says is read aloud. */
  readonly status: HTMLElement;
}

/** Appends to the container; removing `root` takes everything away. Styles are set by property, which a strict content security policy allows. */
export function createChartElements(
  container: HTMLElement,
  { label, roleDescription }: { readonly label: string; readonly roleDescription: string },
): ChartElements {
  const { ownerDocument } = container;
  const root = ownerDocument.createElement("div");
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-roledescription", roleDescription);
  root.setAttribute("aria-label", label);
  // One finger up or down scrolls the page; sideways, and two fingers, are the chart's.
  assignStyle(root, {
    position: "relative",
    width: "100%",
    height: "100%",
    overflow: "hidden",
    outline: "none",
    touchAction: "pan-y",
    userSelect: "none",
  });
  const axes = ownerDocument.createElement("div");
  assignStyle(axes, { position: "absolute", inset: "0", pointerEvents: "none" });
  const drawing = ownerDocument.createElement("div");
  assignStyle(drawing, { position: "absolute", overflow: "hidden", pointerEvents: "none" });
  const overlay = ownerDocument.createElement("canvas");
  assignStyle(overlay, { position: "absolute", left: "0", top: "0" });
  const status = ownerDocument.createElement("div");
  status.setAttribute("role", "status");
  assignStyle(status, {
    position: "absolute",
    width: "1px",
    height: "1px",
    overflow: "hidden",
    clipPath: "inset(50%)",
    whiteSpace: "nowrap",
  });
  root.append(axes, drawing, status);
  container.append(root);
  return { root, axes, drawing, overlay, status };
}

function assignStyle(element: HTMLElement, style: Partial<CSSStyleDeclaration>): void {
  Object.assign(element.style, style);
}
