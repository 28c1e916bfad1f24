// Axes and grid in an element of their own, by ECharts. Making an instance of ECharts costs more than drawing with it,
// so instances of charts that are gone serve the next ones.
import { init, use, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { ChartTheme } from "./chart.ts";
import { chartOption, registerAxesParts } from "./chart-option.ts";
import type { ChartSize } from "./plane.ts";
import type { AxesScene } from "./axes-scene.ts";

interface Instance {
  readonly element: HTMLElement;
  readonly echarts: ECharts;
  readonly pixelRatio: number;
  size: ChartSize;
}

const mostSpareInstances = 16;
const spareInstances: Instance[] = [];

export class AxesLayer {
  readonly #place: HTMLElement;
  #instance: Instance | null = null;

  /** Draws into the place, which holds nothing else. */
  constructor(place: HTMLElement) {
    this.#place = place;
  }

  draw(scene: AxesScene, theme: ChartTheme, size: ChartSize, pixelRatio: number): void {
    if (this.#instance?.pixelRatio !== pixelRatio) {
      this.#instance?.echarts.dispose();
      this.#instance?.element.remove();
      this.#instance = takeInstance(this.#place, size, pixelRatio);
    }
    const instance = this.#instance;
    const { echarts } = instance;
    const isResized = instance.size.width !== size.width || instance.size.height !== size.height;
    echarts.setOption(chartOption(scene, theme), { silent: true, lazyUpdate: isResized });
    if (isResized) {
      echarts.resize({ ...size, silent: true });
      instance.size = size;
    }
    // Now, within the time that the scheduler measures, and before an emptied canvas is seen.
    echarts.getZr().flush();
  }

  dispose(): void {
    const instance = this.#instance;
    this.#instance = null;
    if (!instance) return;
    instance.element.remove();
    if (spareInstances.length < mostSpareInstances) spareInstances.push(instance);
    else instance.echarts.dispose();
  }
}

function takeInstance(place: HTMLElement, size: ChartSize, pixelRatio: number): Instance {
  const { ownerDocument } = place;
  const index = spareInstances.findIndex(
    (spare) => spare.pixelRatio === pixelRatio && spare.element.ownerDocument === ownerDocument,
  );
  const [kept] = index < 0 ? [] : spareInstances.splice(index, 1);
  if (kept) {
    place.append(kept.element);
    return kept;
  }
  registerAxesParts();
  use([CanvasRenderer]);
  const element = ownerDocument.createElement("div");
  place.append(element);
  const echarts = init(element, null, { renderer: "canvas", devicePixelRatio: pixelRatio, ...size });
  return { element, echarts, pixelRatio, size };
}
