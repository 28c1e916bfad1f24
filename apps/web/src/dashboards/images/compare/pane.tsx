// One pane of the sheet: pictures at the linked place, and what is said under them.
import type { ReactNode } from "react";
import { useChart } from "../../../ui/use-chart.ts";
import { mountPane, type PaneProps } from "./pane-view.ts";

interface PaneFrameProps extends PaneProps {
  /** Instead of the pictures. */
  readonly problem: string | null;
  readonly isOlder: boolean;
  /** Over the pictures. */
  readonly over?: ReactNode;
  readonly children: ReactNode;
}

export function PaneFrame({ problem, isOlder, over, children, ...props }: PaneFrameProps) {
  const view = useChart(mountPane, props);
  return (
    <figure className="compare-pane" aria-label={props.label} data-older={isOlder ? "" : undefined}>
      <div className="compare-stage">
        <div ref={view} className="compare-view" />
        {problem !== null && (
          <p className="compare-problem" role="status">
            {problem}
          </p>
        )}
        {over}
      </div>
      <figcaption className="compare-caption">{children}</figcaption>
    </figure>
  );
}
