// The only place where React meets a renderer.
import type { Chart, MountChart } from "@runboard/charts";
import { useCallback, useLayoutEffect, useRef, type RefCallback } from "react";

/** Mounts a chart into the element that gets the ref, and feeds it props. */
export function useChart<Props>(mount: MountChart<Props>, props: Props): RefCallback<HTMLElement> {
  const chart = useRef<Chart<Props> | undefined>(undefined);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
    chart.current?.update(props);
  }, [props]);
  return useCallback(
    (container: HTMLElement | null) => {
      if (!container) return undefined;
      const mounted = mount(container, latest.current);
      chart.current = mounted;
      return () => {
        mounted.dispose();
        chart.current = undefined;
      };
    },
    [mount],
  );
}
