// @vitest-environment happy-dom
// The mounted drawing with real elements and events. happy-dom has neither layout nor canvas: both are given the least they need.
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { isRenderPending } from "../plane/render-scheduler.ts";
import { FrameClock, lineChartProps } from "../testing.ts";
import { mountDrawing } from "./drawing-chart.ts";
import { drawMarks, pngUrlOf } from "./mark-canvas.ts";
import type { Drawing, DrawingProps, DrawingSize, Mark } from "./mark.ts";

interface Hit {
  readonly bin: number;
}

const { theme } = lineChartProps();
const clock = new FrameClock();
let size = { width: 400, height: 240 };
let observers: (() => void)[] = [];
let hasCanvas = true;
let calls: (readonly [string, ...unknown[]])[] = [];

beforeEach(() => {
  size = { width: 400, height: 240 };
  observers = [];
  calls = [];
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = (): void => undefined;
      disconnect = (): void => void (observers = []);
      constructor(tell: () => void) {
        observers.push(tell);
        tell();
      }
    },
  );
  vi.stubGlobal("ImageData", Object);
  hasCanvas = true;
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(() =>
    hasCanvas ? recordingContext() : null,
  );
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => size.width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(() => size.height);
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
});
afterEach(() => document.body.replaceChildren());

/** Remembers what is called and set on it. */
function recordingContext(): never {
  return new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...parts: unknown[]) =>
          void calls.push([String(name), ...parts]),
      set: (_, name, value) => {
        calls.push([String(name), value]);
        return true;
      },
    },
  ) as never;
}

function textMark(text: string): Mark {
  return {
    kind: "text",
    text,
    left: 1,
    top: 2,
    align: "left",
    baseline: "top",
    fill: "#000",
    fontPixels: 11,
  };
}

/** Ten bins across; the highlighted one is written above. */
function drawingOf({ width }: DrawingSize): Drawing<Hit> {
  return {
    theme,
    marks: [textMark("marks")],
    hitAt: ({ left }) => (left < width / 2 ? { bin: Math.floor((left / width) * 10) } : null),
    highlight: ({ bin }) => [textMark(`bin ${bin}`)],
  };
}

function mount(more: Partial<DrawingProps<Hit>> = {}) {
  const container = document.createElement("div");
  document.body.append(container);
  const draw = vi.fn(drawingOf);
  const props: DrawingProps<Hit> = { draw, label: "weights", ...more };
  const chart = mountDrawing(container, props);
  onTestFinished(() => {
    if (container.childElementCount > 0) chart.dispose();
  });
  clock.drawFrame();
  const root = container.firstElementChild as HTMLElement;
  const point = (type: string, left = 0): void => {
    root.dispatchEvent(new PointerEvent(type, { clientX: left, clientY: 20 }));
  };
  return { chart, container, root, draw, props, point };
}

const writtenTexts = () => calls.filter(([name]) => name === "fillText").map(([, text]) => text);

describe("mountDrawing", () => {
  it("draws once for its size and the device, and says what it is", () => {
    window.devicePixelRatio = 2;
    onTestFinished(() => void (window.devicePixelRatio = 1));
    const { root, draw, container } = mount();
    expect(draw.mock.calls).toEqual([[{ width: 400, height: 240, pixelRatio: 2 }]]);
    expect(writtenTexts()).toEqual(["marks"]);
    const canvases = container.querySelectorAll("canvas");
    expect([...canvases].map((canvas) => [canvas.width, canvas.height])).toEqual([[800, 480]]);
    expect(root.getAttribute("role")).toBe("img");
    expect(root.getAttribute("aria-label")).toBe("weights");
  });

  it("is pending until it is drawn, and without a canvas until then", () => {
    const container = document.createElement("div");
    document.body.append(container);
    const chart = mountDrawing(container, { draw: drawingOf, label: "weights" });
    expect(isRenderPending()).toBe(true);
    expect(container.querySelector("canvas")).toBeNull();
    clock.drawFrame();
    expect(isRenderPending()).toBe(false);
    expect(container.querySelector("canvas")).not.toBeNull();
    chart.dispose();
  });

  it("draws nothing without a size, and when it has one", () => {
    size = { width: 0, height: 0 };
    const { draw } = mount();
    expect(draw).not.toHaveBeenCalled();
    size = { width: 100, height: 50 };
    for (const tell of observers) tell();
    clock.drawFrame();
    expect(draw).toHaveBeenCalledTimes(1);
  });

  it("draws anew for another drawing, a size or a font, once a frame, and not for the same", () => {
    const { chart, draw, props } = mount();
    chart.update({ ...props });
    for (const tell of observers) tell();
    expect(clock.waitingCount).toBe(0);
    const other = vi.fn(drawingOf);
    chart.update({ ...props, draw: other });
    size = { width: 300, height: 200 };
    for (const tell of observers) tell();
    document.fonts.dispatchEvent(new Event("loadingdone"));
    clock.drawFrame();
    expect(draw).toHaveBeenCalledTimes(1);
    expect(other).toHaveBeenCalledTimes(1);
  });

  it("tells what the pointer is at once a frame, and once that it left", () => {
    const onHover = vi.fn();
    const { point } = mount({ onHover });
    point("pointermove", 10);
    point("pointermove", 90);
    clock.drawFrame();
    expect(onHover.mock.calls).toEqual([[{ bin: 2 }, { left: 90, top: 20 }]]);
    point("pointermove", 390);
    clock.drawFrame();
    expect(onHover.mock.lastCall).toEqual([null, null]);
    point("pointermove", 380);
    point("pointerleave");
    clock.drawFrame();
    expect(onHover).toHaveBeenCalledTimes(2);
  });

  it("highlights on a canvas of its own, which goes when nothing is pointed at, and redraws no mark", () => {
    const { point, container, draw } = mount();
    point("pointermove", 90);
    clock.drawFrame();
    expect(writtenTexts()).toEqual(["marks", "bin 2"]);
    expect(container.querySelectorAll("canvas")).toHaveLength(2);
    // Within the same bin there is nothing to draw.
    point("pointermove", 95);
    clock.drawFrame();
    expect(writtenTexts()).toEqual(["marks", "bin 2"]);
    point("pointerleave");
    clock.drawFrame();
    expect(container.querySelectorAll("canvas")).toHaveLength(1);
    expect(draw).toHaveBeenCalledTimes(1);
  });

  it("highlights what the props say while the pointer is at nothing", () => {
    const { chart, props, point } = mount({ hit: { bin: 7 } });
    expect(writtenTexts()).toEqual(["marks", "bin 7"]);
    point("pointermove", 90);
    clock.drawFrame();
    point("pointerleave");
    clock.drawFrame();
    chart.update({ ...props, hit: { bin: 3 } });
    clock.drawFrame();
    expect(writtenTexts().slice(2)).toEqual(["bin 2", "bin 7", "bin 3"]);
    chart.update({ ...props, hit: { bin: 3 } });
    expect(isRenderPending()).toBe(false);
  });

  it("finds anew what is under a resting pointer when the drawing is another", () => {
    const onHover = vi.fn();
    const { chart, props, point } = mount({ onHover });
    point("pointermove", 90);
    clock.drawFrame();
    const draw = (at: DrawingSize): Drawing<Hit> => ({ ...drawingOf(at), hitAt: () => ({ bin: 9 }) });
    chart.update({ ...props, draw });
    clock.drawFrame();
    expect(onHover.mock.lastCall).toEqual([{ bin: 9 }, { left: 90, top: 20 }]);
    expect(writtenTexts().at(-1)).toBe("bin 9");
  });

  it("selects what is clicked, and only that", () => {
    const onSelect = vi.fn();
    const { root, point } = mount({ onSelect });
    point("pointermove", 90);
    clock.drawFrame();
    expect(root.style.cursor).toBe("pointer");
    root.dispatchEvent(new MouseEvent("click", { clientX: 90, clientY: 20 }));
    root.dispatchEvent(new MouseEvent("click", { clientX: 390, clientY: 20 }));
    expect(onSelect.mock.calls).toEqual([[{ bin: 2 }]]);
  });

  it("leaves nothing behind", () => {
    const { chart, container, root, point, props } = mount();
    const never = vi.fn(drawingOf);
    chart.update({ ...props, draw: never });
    chart.dispose();
    clock.drawFrame();
    expect(never).not.toHaveBeenCalled();
    expect(container.childElementCount).toBe(0);
    expect(observers).toEqual([]);
    expect(isRenderPending()).toBe(false);
    point("pointermove", 90);
    root.dispatchEvent(new MouseEvent("click", { clientX: 90, clientY: 20 }));
    window.dispatchEvent(new Event("resize"));
    document.fonts.dispatchEvent(new Event("loadingdone"));
    expect(isRenderPending()).toBe(false);
  });

  it("makes the mark that says it was drawn", () => {
    const mark = vi.spyOn(performance, "mark");
    mount();
    expect(mark.mock.calls).toEqual([["runboard:chart", { detail: "weights" }]]);
  });
});

describe("drawMarks", () => {
  it("draws an area, a line that is clipped, a text with a halo, and sharp pixels", () => {
    const points = Float64Array.of(1, 2, 3, 4, 5, 6);
    const clip = { left: 0, top: 1, width: 2, height: 3 };
    const image = { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
    const marks: readonly Mark[] = [
      { kind: "shape", points, isClosed: true, fill: "red", opacity: 0.5 },
      { kind: "shape", points, isClosed: false, stroke: "blue", lineWidth: 2, dash: [1, 2], clip },
      { ...textMark("a"), halo: "white" } as Mark,
      { kind: "pixels", left: 1, top: 2, width: 30, height: 40, image },
    ];
    drawMarks(recordingContext(), marks, "Inter");
    const names = calls.map(([name, ...parts]) =>
      [name, ...parts.filter((part) => typeof part !== "object")].join(" "),
    );
    for (const expected of [
      ["moveTo 1 2", "lineTo 3 4", "lineTo 5 6", "closePath", "globalAlpha 0.5", "fillStyle red", "fill"],
      ["rect 0 1 2 3", "clip", "moveTo 1 2", "strokeStyle blue", "lineWidth 2", "stroke", "restore"],
      ["font 400 11px Inter", "strokeText a 1 2", "fillText a 1 2"],
      ["imageSmoothingEnabled false", "drawImage 1 2 30 40"],
    ]) {
      let at = 0;
      for (const name of expected) {
        at = names.indexOf(name, at) + 1;
        expect(at, name).toBeGreaterThan(0);
      }
    }
    expect(calls).toContainEqual(["setLineDash", [1, 2]]);
  });

  it("says that there is no canvas for the pixels of a vector picture", () => {
    hasCanvas = false;
    const image = { width: 1, height: 1, rgba: new Uint8ClampedArray(4) };
    expect(() => pngUrlOf(image)).toThrow(/no canvas/);
  });
});
