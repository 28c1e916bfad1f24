// The ECharts option of a chart: one custom series whose elements are the axes and, in a picture to keep, what lies on them.
// On the page what is drawn has a canvas of its own: ECharts' own series of lines keeps several copies of every point and takes seven times as long to redraw.
import { CustomChart } from "echarts/charts";
import { use, type EChartsCoreOption } from "echarts/core";
import { axisElements } from "./axis-elements.ts";
import type { ChartTheme } from "./chart.ts";
import type { AxesScene } from "./axes-scene.ts";

/** Makes the parts of ECharts known that the option needs, except a renderer. */
export function registerAxesParts(): void {
  use([CustomChart]);
}

/** Pure: the same scene gives the same picture, in a browser's canvas or as SVG without one. The elements, as ECharts draws them, lie above the axes. */
export function chartOption(
  scene: AxesScene,
  theme: ChartTheme,
  elements: readonly object[] = [],
): EChartsCoreOption {
  return {
    animation: false,
    series: [
      {
        id: "chart",
        type: "custom",
        coordinateSystem: "none",
        silent: true,
        // One item that stands for all of it: ECharts keeps state for each item.
        data: [0],
        renderItem: () => ({ type: "group", children: [...axisElements(scene, theme), ...elements] }),
      },
    ],
  };
}
