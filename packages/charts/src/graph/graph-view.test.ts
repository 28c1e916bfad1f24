// @vitest-environment happy-dom
// The mounted graph with real elements and events. happy-dom has neither layout nor canvas: both are given the least they need.
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { isRenderPending } from "../plane/render-scheduler.ts";
import { FrameClock, lineChartProps } from "../testing.ts";
import { fittedCamera, type GraphCamera, windowOf } from "./graph-camera.ts";
import { edgeEndsOf, type GraphEdgeEnds } from "./graph-pick.ts";
import { BEYOND } from "./graph-scene.ts";
import { mountGraphView, type GraphViewProps } from "./graph-view.ts";
import { boxAt, itemsById, placeGraph, wholeBox } from "./placed-graph.ts";
import { mnistSpec, sceneOf } from "./testing.ts";

const clock = new FrameClock();
const view = { width: 800, height: 600 };
let calls: (readonly [string, ...unknown[]])[] = [];
let observers: (() => void)[] = [];

beforeEach(() => {
  calls = [];
  observers = [];
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
  const context = new Proxy(
    {},
    {
      get: (_, name) =>
        name === "measureText"
          ? (text: string) => ({ width: text.length * 50 })
          : (...parts: unknown[]) => void calls.push([String(name), ...parts]),
      set: (_, name, value) => {
        calls.push([String(name), value]);
        return true;
      },
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(() => context as never);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => view.width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(() => view.height);
  HTMLElement.prototype.setPointerCapture = () => undefined;
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
});
afterEach(() => document.body.replaceChildren());

const closedScene = sceneOf(mnistSpec({ opened: [] }));
const openScene = sceneOf(mnistSpec({ opened: ["conv"] }));
const closed = placeGraph(closedScene, "up");
const fitted = fittedCamera(wholeBox(closed), view);

/** Where an item is on the screen. */
function pointOf(id: string, camera: GraphCamera = fitted, graph = closed) {
  const { x, y } = boxAt(graph, itemsById(graph).get(id) ?? -1);
  const { left, top, scale } = windowOf(camera, view);
  return { clientX: (x - left) * scale, clientY: (y - top) * scale };
}

function mount(more: Partial<GraphViewProps> = {}) {
  const container = document.createElement("div");
  document.body.append(container);
  const told = { onSelect: vi.fn(), onOpen: vi.fn(), onHover: vi.fn(), onEdge: vi.fn(), onCamera: vi.fn() };
  let props: GraphViewProps = {
    scene: closedScene,
    colors: [],
    theme: lineChartProps().theme,
    selectedId: null,
    highlightedIds: null,
    foundIds: new Set(),
    pinnedIds: new Set(),
    direction: "up",
    camera: null,
    isMotionReduced: true,
    label: "graph of mnist",
    ...told,
    ...more,
  };
  const graph = mountGraphView(container, props);
  onTestFinished(() => {
    if (container.childElementCount > 0) graph.dispose();
    // What waited for a frame does not wait into the next test.
    clock.drawFrame();
  });
  clock.drawFrame();
  const root = container.firstElementChild as HTMLElement;
  const point = (
    type: string,
    at: { clientX: number; clientY: number },
    pointerId = 1,
    pointerType = "mouse",
  ): void => {
    root.dispatchEvent(new PointerEvent(type, { ...at, pointerId, pointerType, button: 0, bubbles: true }));
  };
  const click = (at: { clientX: number; clientY: number }): void => {
    point("pointerdown", at);
    point("pointerup", at);
  };
  const key = (name: string, more: KeyboardEventInit = {}): void => {
    root.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
  };
  const update = (changed: Partial<GraphViewProps>): void => {
    props = { ...props, ...changed };
    graph.update(props);
  };
  const cameraNow = (): GraphCamera => told.onCamera.mock.lastCall?.[0] as GraphCamera;
  return { graph, container, root, told, point, click, key, update, cameraNow };
}

const writtenTexts = () => calls.filter(([name]) => name === "fillText").map(([, text]) => text);

describe("mountGraphView", () => {
  it("draws the whole graph, says what it is, and can be reached by keyboard", () => {
    const { root, container } = mount();
    expect(writtenTexts()).toContain("conv");
    expect(root.getAttribute("aria-label")).toBe("graph of mnist");
    expect(root.getAttribute("role")).toBe("application");
    expect(root.tabIndex).toBe(0);
    expect(container.querySelector("canvas")).not.toBeNull();
    expect(isRenderPending()).toBe(false);
  });

  it("says a new label aloud", () => {
    const { root, update } = mount();
    update({ label: "conv, scope, 15 ops" });
    expect(root.querySelector("[aria-live]")?.textContent).toBe("conv, scope, 15 ops");
  });

  it("selects what is clicked, and nothing for what is free", () => {
    const { click, told } = mount();
    click(pointOf("MaxPool"));
    click({ clientX: 2, clientY: 598 });
    expect(told.onSelect.mock.calls).toEqual([["MaxPool"], [null]]);
    expect(told.onOpen).not.toHaveBeenCalled();
  });

  it("opens by double click, but no operation; fits on what is free", () => {
    const { root, told, graph, cameraNow } = mount();
    root.dispatchEvent(new MouseEvent("dblclick", pointOf("fc")));
    root.dispatchEvent(new MouseEvent("dblclick", pointOf("MaxPool")));
    expect(told.onOpen.mock.calls).toEqual([["fc"]]);
    graph.zoomBy(3);
    clock.drawFrame();
    expect(cameraNow().scale).toBeCloseTo(3 * fitted.scale);
    root.dispatchEvent(new MouseEvent("dblclick", { clientX: 2, clientY: 598 }));
    clock.drawFrame();
    expect(cameraNow().scale).toBeCloseTo(fitted.scale);
  });

  it("opens by one click on the mark, and not again by the double click", () => {
    const camera = { ...boxAt(closed, itemsById(closed).get("fc") ?? -1), scale: 2 };
    const { click, root, told } = mount({ camera });
    const at = pointOf("fc", camera);
    const mark = {
      ...at,
      clientX: at.clientX + (boxAt(closed, itemsById(closed).get("fc") ?? -1).width / 2 - 12) * 2,
    };
    click(mark);
    click(mark);
    root.dispatchEvent(new MouseEvent("dblclick", mark));
    expect(told.onOpen.mock.calls).toEqual([["fc"], ["fc"]]);
    expect(told.onSelect).not.toHaveBeenCalled();
  });

  it("pans with a drag, which is no click, and tells when it rests", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { point, told, cameraNow } = mount();
    point("pointerdown", { clientX: 100, clientY: 100 });
    point("pointermove", { clientX: 102, clientY: 100 });
    point("pointermove", { clientX: 140, clientY: 80 });
    point("pointerup", { clientX: 140, clientY: 80 });
    clock.drawFrame();
    expect(told.onSelect).not.toHaveBeenCalled();
    expect(cameraNow().x).toBeCloseTo(fitted.x - 40 / fitted.scale);
    expect(cameraNow().y).toBeCloseTo(fitted.y + 20 / fitted.scale);
    expect(told.onCamera.mock.calls.map(([, isResting]) => isResting as boolean)).toEqual([false]);
    vi.advanceTimersByTime(250);
    expect(told.onCamera.mock.calls.map(([, isResting]) => isResting as boolean)).toEqual([false, true]);
  });

  it("zooms at the pointer by wheel, and about two fingers", () => {
    const { root, point, cameraNow } = mount();
    const at = pointOf("fc");
    // happy-dom's wheel has no place of its own.
    root.dispatchEvent(Object.assign(new WheelEvent("wheel", { deltaY: -100, cancelable: true }), at));
    clock.drawFrame();
    expect(cameraNow().scale).toBeGreaterThan(fitted.scale);
    expect(pointOf("fc", cameraNow()).clientX).toBeCloseTo(at.clientX, 4);
    const { scale } = cameraNow();
    point("pointerdown", { clientX: 100, clientY: 100 }, 1, "touch");
    point("pointerdown", { clientX: 200, clientY: 100 }, 2, "touch");
    point("pointermove", { clientX: 300, clientY: 100 }, 2, "touch");
    clock.drawFrame();
    expect(cameraNow().scale).toBeCloseTo(2 * scale);
  });

  it("tells what the pointer is at once a frame, and once that it left", () => {
    const { point, told } = mount();
    point("pointermove", { clientX: 2, clientY: 598 });
    point("pointermove", pointOf("fc"));
    clock.drawFrame();
    expect(told.onHover.mock.calls.map(([id]) => id as string)).toEqual(["fc"]);
    point("pointerleave", { clientX: 0, clientY: 0 });
    clock.drawFrame();
    expect(told.onHover.mock.lastCall).toEqual([null, null]);
  });

  it("walks by arrows, opens by Enter, zooms by + and -, fits by 0", () => {
    const { key, told, update, cameraNow } = mount({ selectedId: "Reshape" });
    key("ArrowUp");
    expect(told.onSelect.mock.lastCall).toEqual(["conv"]);
    update({ selectedId: "conv" });
    key("Enter");
    expect(told.onOpen.mock.calls).toEqual([["conv"]]);
    key("+");
    clock.drawFrame();
    expect(cameraNow().scale).toBeCloseTo(1.25 * fitted.scale);
    key("0");
    clock.drawFrame();
    expect(cameraNow()).toEqual(fitted);
    update({ scene: openScene });
    key("ArrowDown", { altKey: true });
    expect(told.onSelect.mock.lastCall?.[0]).toMatch(/^conv\//);
    update({ selectedId: "conv/W" });
    key("ArrowUp", { altKey: true });
    expect(told.onSelect.mock.lastCall).toEqual(["conv"]);
  });

  it("leaves other keys to the page", () => {
    const { root } = mount();
    for (const name of ["Escape", "a", "Tab"]) {
      const event = new KeyboardEvent("keydown", { key: name, cancelable: true });
      root.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(false);
    }
  });

  it("keeps the opened scope where it was on the screen, at once without motion", () => {
    const { update, cameraNow } = mount();
    const before = pointOf("fc");
    update({ scene: openScene, anchorId: "fc" });
    clock.drawFrame();
    const open = placeGraph(openScene, "up");
    const after = pointOf("fc", cameraNow(), open);
    expect(after.clientX).toBeCloseTo(before.clientX, 4);
    expect(after.clientY).toBeCloseTo(before.clientY, 4);
    expect(isRenderPending()).toBe(false);
  });

  it("moves for 200 ms to another scene, and may be interrupted", () => {
    const { update, cameraNow } = mount({ isMotionReduced: false });
    const before = pointOf("fc");
    update({ scene: openScene, anchorId: "fc" });
    clock.nowMillis += 100;
    clock.drawFrame();
    expect(isRenderPending()).toBe(true);
    expect(cameraNow().scale).toBe(fitted.scale);
    update({ scene: closedScene, anchorId: "fc" });
    clock.nowMillis += 100;
    clock.drawFrame();
    expect(isRenderPending()).toBe(true);
    clock.nowMillis += 150;
    clock.drawFrame();
    clock.drawFrame();
    expect(isRenderPending()).toBe(false);
    expect(pointOf("fc", cameraNow()).clientX).toBeCloseTo(before.clientX, 4);
  });

  it("follows the page's camera, but not the echo of its own", () => {
    const { update, graph, cameraNow } = mount();
    graph.zoomBy(2);
    clock.drawFrame();
    const first = cameraNow();
    graph.zoomBy(2);
    clock.drawFrame();
    update({ camera: first });
    clock.drawFrame();
    expect(cameraNow().scale).toBeCloseTo(4 * fitted.scale);
    clock.nowMillis += 1000;
    update({ camera: { x: 1, y: 2, scale: 1 } });
    graph.zoomBy(1.5);
    clock.drawFrame();
    expect(cameraNow()).toEqual({ x: 1, y: 2, scale: 1.5 });
  });

  it("flies to an item, near enough to read", () => {
    const { graph, cameraNow } = mount();
    graph.flyTo("nothing");
    graph.flyTo("fc");
    clock.drawFrame();
    const { x, y } = boxAt(closed, itemsById(closed).get("fc") ?? -1);
    expect(cameraNow()).toMatchObject({ x, y });
    expect(cameraNow().scale).toBeGreaterThanOrEqual(0.8);
  });

  it("paints anew for what is drawn otherwise, and not for callbacks", () => {
    const { update } = mount();
    const paints = vi.spyOn(performance, "mark");
    update({ onSelect: vi.fn(), onHover: vi.fn() });
    expect(isRenderPending()).toBe(false);
    for (const more of [
      { selectedId: "fc" },
      { colors: [["#ff0000"]] },
      { foundIds: new Set(["fc"]) },
      { highlightedIds: new Set(["fc"]) },
    ]) {
      update(more);
      clock.drawFrame();
    }
    expect(paints).toHaveBeenCalledTimes(4);
  });

  it("tells of the line under the pointer, and chooses it by a click instead of what is behind", () => {
    const onSelectEdge = vi.fn();
    const { click, point, root, told, update } = mount();
    const { edges } = closed;
    const edge = edges.froms.findIndex((from, at) => from !== BEYOND && edges.offsets[at + 1]! > 0);
    const middle = edges.offsets[edge]! + ((edges.offsets[edge + 1]! - edges.offsets[edge]!) >> 1);
    const { left, top, scale } = windowOf(fitted, view);
    const at = {
      clientX: (edges.points[2 * middle]! - left) * scale,
      clientY: (edges.points[2 * middle + 1]! - top) * scale,
    };
    click(at);
    expect(told.onSelect.mock.calls).toEqual([[null]]);
    update({ onSelectEdge });
    point("pointermove", at);
    clock.drawFrame();
    const ends = edgeEndsOf(closed, edge);
    expect(told.onEdge.mock.lastCall?.[0]).toEqual(ends);
    expect(root.style.cursor).toBe("pointer");
    click(at);
    expect(onSelectEdge.mock.calls).toEqual([[ends]]);
    expect(told.onSelect).toHaveBeenCalledTimes(1);
    update({ scene: openScene });
    expect(told.onEdge.mock.lastCall).toEqual([null, null]);
  });

  it("shows the chosen line, and nothing for one that is not there", () => {
    const { update } = mount();
    const strokes = () => calls.filter(([name]) => name === "stroke").length;
    const ends = edgeEndsOf(closed, 0);
    const drawn = (selectedEdge: GraphEdgeEnds): number => {
      const before = strokes();
      update({ selectedEdge });
      clock.drawFrame();
      return strokes() - before;
    };
    expect(drawn(ends)).toBeGreaterThan(drawn({ ...ends, level: "gone" }));
  });

  it("says what is seen", () => {
    const { graph, cameraNow } = mount();
    graph.zoomBy(2);
    clock.drawFrame();
    expect(graph.seen()).toEqual({ camera: cameraNow(), size: view });
  });

  it("leaves nothing behind", () => {
    const { graph, container, point, update } = mount();
    graph.zoomBy(2);
    update({ selectedId: "fc" });
    graph.dispose();
    expect(container.childElementCount).toBe(0);
    expect(observers).toEqual([]);
    expect(isRenderPending()).toBe(false);
    point("pointermove", { clientX: 100, clientY: 100 });
    window.dispatchEvent(new Event("resize"));
    document.fonts.dispatchEvent(new Event("loadingdone"));
    expect(isRenderPending()).toBe(false);
  });
});
