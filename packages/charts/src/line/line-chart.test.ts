// @vitest-environment happy-dom
// The mounted chart with real elements and events. happy-dom has neither layout nor canvas: both are given the least they need.
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { mountLineChart } from "./line-chart.ts";
import type { Interval } from "../plane/axis.ts";
import type { LineChartHover, LineChartProps } from "./line-chart-props.ts";
import type { View } from "../plane/view.ts";
import { line, lineChartProps } from "../testing.ts";

const width = 400;
const height = 240;
let frames: FrameRequestCallback[] = [];
let observed = new Set<ResizeObserver>();

beforeEach(() => {
  frames = [];
  observed = new Set();
  vi.stubGlobal("requestAnimationFrame", (draw: FrameRequestCallback) => frames.push(draw));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  vi.stubGlobal("ResizeObserver", SizedObserver);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(canvasContext);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(height);
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  HTMLElement.prototype.setPointerCapture = () => undefined;
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

/** Tells a size once, when something is observed. */
class SizedObserver implements ResizeObserver {
  readonly #tell: ResizeObserverCallback;
  constructor(tell: ResizeObserverCallback) {
    this.#tell = tell;
  }
  observe(): void {
    observed.add(this);
    this.#tell([], this);
  }
  unobserve(): void {
    observed.delete(this);
  }
  disconnect(): void {
    observed.delete(this);
  }
}

/** A canvas context that takes any call and measures text by its length. */
function canvasContext(this: HTMLCanvasElement): never {
  const known: Record<string | symbol, unknown> = {
    canvas: this,
    measureText: (text: string) => ({ width: text.length * 6 }),
  };
  return new Proxy(known, {
    get: (target, name) => (name in target ? target[name] : () => undefined),
  }) as never;
}

function drawFrames(): void {
  for (let i = 0; i < 5 && frames.length > 0; i++) {
    const due = frames;
    frames = [];
    for (const draw of due) draw(performance.now());
  }
}

/** A chart whose owner gives back the view that it asks for, as a page does. */
function mounted(more: Partial<LineChartProps> = {}) {
  const container = document.createElement("div");
  document.body.append(container);
  const views: View[] = [];
  const hovers: (LineChartHover | null)[] = [];
  const selected: string[] = [];
  let props = lineChartProps({
    lines: [line([0, 50, 100], [0, 5, 10], { id: "rising" }), line([0, 50, 100], [2, 2, 2], { id: "flat" })],
    onViewChange: (view) => {
      views.push(view);
      update({ view });
    },
    onHover: (hover) => hovers.push(hover),
    onSelect: (id, isSolo) => selected.push(isSolo ? `${id} alone` : id),
    ...more,
  });
  const chart = mountLineChart(container, props);
  onTestFinished(() => chart.dispose());
  const update = (change: Partial<LineChartProps>) => {
    props = { ...props, ...change };
    chart.update(props);
  };
  drawFrames();
  const root = container.firstElementChild as HTMLElement;
  const point = (type: string, left: number, top: number, init: PointerEventInit = {}) => {
    root.dispatchEvent(
      new PointerEvent(type, { clientX: left, clientY: top, pointerId: 1, pointerType: "mouse", ...init }),
    );
  };
  const drag = (
    from: readonly [number, number],
    to: readonly [number, number],
    init: PointerEventInit = {},
  ) => {
    point("pointerdown", ...from, init);
    point("pointermove", ...to, init);
    drawFrames();
    point("pointerup", ...to, init);
    drawFrames();
  };
  const press = (key: string, init: KeyboardEventInit = {}) => {
    root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
    drawFrames();
  };
  return { chart, container, root, update, point, drag, press, views, hovers, selected };
}

describe("hover", () => {
  it("tells the nearest point of each line, once a frame, and when the pointer has left", () => {
    const { point, hovers } = mounted();
    for (let left = 100; left < 215; left++) point("pointermove", left, 100);
    drawFrames();
    expect(hovers).toHaveLength(1);
    expect(hovers[0]?.x).toBe(50);
    expect(hovers[0]?.nearest.map(({ id, index }) => [id, index])).toEqual([
      ["rising", 1],
      ["flat", 1],
    ]);
    point("pointerleave", -1, 100);
    drawFrames();
    expect(hovers.at(-1)).toBeNull();
  });

  it("tells anew when other points are under a resting pointer", () => {
    const { point, hovers, update } = mounted();
    point("pointermove", 213, 100);
    drawFrames();
    update({ lines: [line([0, 40, 100], [0, 5, 10], { id: "other" })] });
    drawFrames();
    expect(hovers.at(-1)?.nearest).toMatchObject([{ id: "other", index: 1 }]);
    expect(hovers.at(-1)?.x).toBe(40);
  });

  it("tells the line that a click would select", () => {
    const { point, hovers } = mounted();
    // Flat at 2, of a plot that shows 0 to 10.
    const tops = Array.from({ length: 24 }, (_, i) => 10 + 8 * i);
    for (const top of tops) {
      point("pointermove", 213, top);
      drawFrames();
    }
    const pointed = hovers.map((hover) => hover?.pointedId);
    expect(new Set(pointed)).toEqual(new Set([null, "rising", "flat"]));
    expect(pointed.indexOf("rising")).toBeLessThan(pointed.indexOf("flat"));
  });

  it("points at no other line than the closest one it tells", () => {
    const steep = Array.from({ length: 40 }, (_, i) =>
      line([0, 20, 40, 60, 80, 100], [i / 5, 9 - i / 5, i / 10, 9.5 - i / 10, i / 4, 5], { id: `run ${i}` }),
    );
    const { point, hovers } = mounted({ lines: steep });
    for (let left = 44; left < 380; left += 31)
      for (let top = 12; top < 200; top += 17) {
        point("pointermove", left, top);
        drawFrames();
      }
    expect(hovers.length).toBeGreaterThan(100);
    for (const hover of hovers) {
      const [first] = hover?.nearest.toSorted((a, b) => a.distancePixels - b.distancePixels) ?? [];
      expect(hover?.closestId).toBe(first?.id);
      expect([first?.id, null]).toContain(hover?.pointedId);
    }
    expect(hovers.some((hover) => hover?.pointedId === null)).toBe(true);
    expect(hovers.some((hover) => hover?.pointedId !== null)).toBe(true);
  });

  it("stays after a tap of a finger until the next one elsewhere, and not after a sweep", () => {
    const { point, hovers } = mounted();
    const touch = { pointerType: "touch" };
    point("pointerdown", 213, 100, touch);
    point("pointerup", 213, 100, touch);
    point("pointerleave", 213, 100, touch);
    drawFrames();
    expect(hovers.at(-1)?.x).toBe(50);
    document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, ...touch }));
    drawFrames();
    expect(hovers.at(-1)).toBeNull();
    point("pointerdown", 213, 100, touch);
    point("pointermove", 300, 100, touch);
    drawFrames();
    expect(hovers.at(-1)?.x).toBe(100);
    point("pointerup", 300, 100, touch);
    drawFrames();
    expect(hovers.at(-1)).toBeNull();
  });

  it("says nothing outside the plot", () => {
    const { point, hovers } = mounted();
    point("pointermove", 5, 100);
    drawFrames();
    expect(hovers).toEqual([]);
  });
});

describe("emphasis", () => {
  it("lets the other lines recede without drawing any of them again", () => {
    const { container, update } = mounted();
    const marks = vi.spyOn(performance, "mark");
    const plain = [line([0, 50], [0, 5], { id: "a" }), line([0, 50], [2, 2], { id: "b" })];
    update({ lines: plain });
    drawFrames();
    expect(marks).toHaveBeenCalledTimes(1);
    const receded = () =>
      [...container.querySelectorAll("div")].filter(({ style }) => style.opacity === "0.15").length;
    expect(receded()).toBe(0);
    update({ lines: plain.map((one) => ({ ...one, isEmphasized: one.id === "b" })) });
    drawFrames();
    expect(receded()).toBe(1);
    update({ lines: plain });
    drawFrames();
    expect(receded()).toBe(0);
    expect(marks).toHaveBeenCalledTimes(1);
    marks.mockRestore();
  });
});

describe("the view", () => {
  it("is zoomed by a drag to the range dragged over", () => {
    const { drag, views } = mounted();
    drag([100, 100], [300, 104]);
    expect(views).toHaveLength(1);
    expect(views[0]?.y).toBeNull();
    const [low = NaN, high = NaN] = views[0]?.x ?? [];
    // The plot is 346 pixels wide from 40, and shows -1.5 to 101.5.
    expect(low).toBeCloseTo(-1.5 + (60 / 346) * 103);
    expect(high).toBeCloseTo(-1.5 + (260 / 346) * 103);
  });

  it("is moved by a drag with shift", () => {
    const { drag, views } = mounted();
    drag([100, 100], [273, 100], { shiftKey: true });
    expect(views.at(-1)?.x?.[0]).toBeCloseTo(-1.5 - 51.5);
    expect(views.at(-1)?.y).toBeNull();
  });

  it("is zoomed by the wheel with ctrl, and the page is not", () => {
    const { root, views } = mounted();
    const turn = (ctrlKey: boolean) => {
      // happy-dom's WheelEvent knows neither the pointer's place nor the keys.
      const event = new MouseEvent("wheel", { clientX: 213, clientY: 100, cancelable: true, ctrlKey });
      root.dispatchEvent(Object.assign(event, { deltaX: 0, deltaY: -100, deltaMode: 0 }));
      drawFrames();
      return event.defaultPrevented;
    };
    expect(turn(false)).toBe(false);
    expect(views).toEqual([]);
    expect(turn(true)).toBe(true);
    expect(views).toHaveLength(1);
    expect(views[0]?.x?.[0]).toBeGreaterThan(0);
  });

  it("fits again after a double click", () => {
    const { root, views } = mounted({ view: { x: [10, 20], y: null } });
    root.dispatchEvent(new MouseEvent("dblclick"));
    drawFrames();
    expect(views).toEqual([{ x: null, y: null }]);
  });

  it("stays as it is when a drag is called off", () => {
    const { point, views, press } = mounted();
    point("pointerdown", 100, 100);
    point("pointermove", 300, 100);
    press("Escape");
    point("pointerup", 300, 100);
    drawFrames();
    expect(views).toEqual([]);
  });
});

describe("a click", () => {
  it("selects the line under it, alone with alt", () => {
    const { drag, selected } = mounted();
    // y goes from -1 to 11 over 208 pixels from the top at 8; the flat line is at 2.
    const top = 8 + (9 / 12) * 208;
    drag([300, top], [300, top]);
    drag([300, top], [300, top], { altKey: true });
    drag([300, top + 30], [300, top + 30]);
    expect(selected).toEqual(["flat", "flat alone"]);
  });

  it("waits for a second one when that would mean something", () => {
    vi.useFakeTimers();
    const { drag, selected } = mounted({ view: { x: [0, 100], y: [0, 10] } });
    const top = 8 + (8 / 10) * 208;
    drag([300, top], [300, top]);
    expect(selected).toEqual([]);
    vi.runAllTimers();
    expect(selected).toEqual(["flat"]);
    vi.useRealTimers();
  });
});

describe("the keyboard", () => {
  it("moves the crosshair from point to point and says what it reads", () => {
    const { press, hovers, container, root } = mounted();
    expect(root.tabIndex).toBe(0);
    expect(root.getAttribute("aria-label")).toBe("accuracy");
    press("ArrowRight");
    press("ArrowRight");
    expect(hovers.map((hover) => hover?.x)).toEqual([0, 50]);
    expect(container.querySelector("[role=status]")?.textContent).toBe("step 50: rising 5, flat 2");
    press("End");
    press("ArrowRight");
    expect(hovers.at(-1)?.x).toBe(100);
    press("ArrowLeft");
    expect(hovers.at(-1)?.x).toBe(50);
    root.dispatchEvent(new Event("blur"));
    drawFrames();
    expect(hovers.at(-1)).toBeNull();
  });

  it("zooms and fits", () => {
    const { press, views } = mounted();
    press("+");
    expect(views[0]?.x?.[0]).toBeCloseTo(-1.5 + 0.1 * 103);
    press("0");
    expect(views[1]).toEqual({ x: null, y: null });
  });

  it("leaves the page the keys that are not its own", () => {
    const { root } = mounted();
    const event = new KeyboardEvent("keydown", { key: "s", bubbles: true, cancelable: true });
    root.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});

describe("the selection on the x axis", () => {
  const strip = 230;

  function selectable(more: Partial<LineChartProps> = {}) {
    const chosen: (number | Interval)[] = [];
    const chart = mounted({
      onSelectionChange: (x) => {
        chosen.push(x);
        chart.update({ selection: { x } });
      },
      ...more,
    });
    return { ...chart, chosen };
  }

  it("is made by a click below the plot, at the nearest point", () => {
    const { drag, chosen, selected } = selectable();
    drag([205, strip], [205, strip]);
    drag([300, strip], [300, strip]);
    // The second click changes nothing: there is one.
    expect(chosen).toEqual([50]);
    expect(selected).toEqual([]);
  });

  it("is made by a drag along the axis, which then doesn't zoom", () => {
    const { drag, chosen, views } = selectable();
    drag([45, strip], [205, strip]);
    expect(chosen).toEqual([[0, 50]]);
    expect(views).toEqual([]);
    const plain = mounted();
    plain.drag([45, strip], [205, strip]);
    expect(plain.views).toHaveLength(1);
  });

  it("follows its handles", () => {
    const { drag, chosen } = selectable({ selection: { x: [0, 50] } });
    // x goes from -1.5 to 101.5 over 346 pixels from 40.
    drag([213, strip], [380, strip]);
    drag([45, strip], [205, strip]);
    expect(chosen).toEqual([
      [0, 100],
      [50, 100],
    ]);
    const step = selectable({ selection: { x: 50 } });
    step.drag([213, strip], [380, strip]);
    expect(step.chosen).toEqual([100]);
  });

  it("is made by Enter where the keyboard's crosshair is", () => {
    const { press, chosen } = selectable();
    press("Enter");
    press("End");
    press("ArrowLeft");
    press("Enter");
    expect(chosen).toEqual([50]);
  });

  it("is moved by shift and an arrow; without one these move the crosshair far", () => {
    const { press, chosen, hovers, container } = selectable({ selection: { x: 50 } });
    press("ArrowRight", { shiftKey: true });
    press("ArrowRight", { shiftKey: true });
    press("ArrowLeft", { shiftKey: true });
    expect(chosen).toEqual([100, 50]);
    expect(hovers).toEqual([]);
    expect(container.querySelector("[role=status]")?.textContent).toBe("Selected step 50");
    const none = selectable();
    none.press("ArrowRight", { shiftKey: true });
    expect(none.hovers.at(-1)?.x).toBe(100);
  });

  it("says what the pointer can do on the axes", () => {
    const { root, point, update } = selectable({ selection: { x: 50 } });
    const cursorAt = (left: number, top: number) => {
      point("pointermove", left, top);
      drawFrames();
      return root.style.cursor;
    };
    expect(cursorAt(213, strip)).toBe("ew-resize");
    expect(cursorAt(300, strip)).toBe("pointer");
    expect(cursorAt(10, 100)).toBe("default");
    update({ onAxisEdit: () => undefined });
    expect(cursorAt(301, strip)).toBe("text");
    expect(cursorAt(11, 100)).toBe("text");
    expect(cursorAt(213, strip)).toBe("ew-resize");
    expect(cursorAt(213, 100)).toBe("crosshair");
  });
});

describe("a double click on an axis", () => {
  it("asks for its editor, with the place of its labels", () => {
    const asked: string[] = [];
    const { root, views } = mounted({
      onAxisEdit: (axis, { left, top, width, height: tall }) =>
        asked.push(`${axis} ${[left, top, width, tall].join(" ")}`),
    });
    const doubleClick = (clientX: number, clientY: number) => {
      root.dispatchEvent(new MouseEvent("dblclick", { clientX, clientY }));
      drawFrames();
    };
    doubleClick(200, 230);
    doubleClick(10, 100);
    expect(asked).toEqual(["x 40 216 346 24", "y 0 8 40 208"]);
    expect(views).toEqual([]);
  });

  it("is awaited before a click there selects", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const chosen: unknown[] = [];
    const { drag } = mounted({
      onAxisEdit: () => undefined,
      onSelectionChange: (x) => chosen.push(x),
    });
    drag([205, 230], [205, 230]);
    expect(chosen).toEqual([]);
    vi.advanceTimersByTime(260);
    drawFrames();
    expect(chosen).toEqual([50]);
    vi.useRealTimers();
  });
});

describe("many lines", () => {
  const lineCount = 250;
  const many = (offset: number) =>
    Array.from({ length: lineCount }, (_, i) => line([0, 50, 100], [i, i + offset, i], { id: `run ${i}` }));

  it("are drawn in slices, over the old picture only when they are complete", () => {
    let nowMillis = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (nowMillis += 0.25));
    const { container, update } = mounted({ lines: many(0) });
    const canvases = () => [...container.querySelectorAll("canvas")];
    for (let i = 0; i < 20; i++) drawFrames();
    const before = canvases();
    update({ lines: many(5) });
    const due = frames;
    frames = [];
    for (const draw of due) draw(nowMillis);
    // Not complete: the old picture, and a frame that is asked for to go on.
    expect(canvases()).toEqual(before);
    expect(frames).toHaveLength(1);
    for (let i = 0; i < 20; i++) drawFrames();
    expect(frames).toHaveLength(0);
    const after = canvases();
    expect(after).toHaveLength(before.length);
    expect(after.filter((canvas) => !before.includes(canvas))).toHaveLength(1);
  });
});

it("draws once a frame however often it is updated, and not at all without a change", () => {
  const { update } = mounted();
  expect(frames).toHaveLength(0);
  for (let i = 0; i < 10; i++) update({ crosshairX: i });
  expect(frames).toHaveLength(1);
  drawFrames();
  update({ lines: [line([0], [1])], ignoreOutliers: true });
  drawFrames();
  update({ ignoreOutliers: true, onHover: () => undefined, view: { x: null, y: null } });
  expect(frames).toHaveLength(0);
});

it("leaves nothing behind after fifty mounts", () => {
  mounted().chart.dispose();
  document.body.replaceChildren();
  const listeners = countListeners([window, document, document.fonts]);
  for (let i = 0; i < 50; i++) {
    const { chart, container } = mounted();
    expect(container.querySelectorAll("canvas").length).toBeGreaterThan(1);
    chart.dispose();
    drawFrames();
    expect(container.childNodes).toHaveLength(0);
    container.remove();
  }
  expect(observed.size).toBe(0);
  expect(listeners.count()).toBe(0);
  expect(document.querySelectorAll("canvas")).toHaveLength(0);
});

/** Counts the listeners that are added to these targets from now on and not taken away again. */
function countListeners(targets: readonly EventTarget[]) {
  const held = new Set<string>();
  const names = new Map<unknown, number>();
  const key = (target: EventTarget, type: string, listener: unknown) => {
    if (!names.has(listener)) names.set(listener, names.size);
    return `${targets.indexOf(target)} ${type} ${String(names.get(listener))}`;
  };
  for (const target of targets) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    vi.spyOn(target, "addEventListener").mockImplementation((type, listener, options) => {
      const name = key(target, type, listener);
      held.add(name);
      if (typeof options === "object") options.signal?.addEventListener("abort", () => held.delete(name));
      add(type, listener, options);
    });
    vi.spyOn(target, "removeEventListener").mockImplementation((type, listener, options) => {
      held.delete(key(target, type, listener));
      remove(type, listener, options);
    });
  }
  return { count: () => held.size };
}

it("does what the README's example says", () => {
  const [element, props] = [document.createElement("div"), lineChartProps({})];
  // Each line of it, as it stands there.
  const chart = mountLineChart(element, props); // the element has a height of its own
  chart.update({ ...props, view: { x: [100, 200], y: null } }); // compares; draws at most once a frame
  expect(frames).toHaveLength(1);
  chart.dispose(); // nothing is left
  expect(element.childElementCount).toBe(0);
});
