// The runs that were hidden, to bring them back.
import { formatCount } from "../ui/format.ts";
import type { Box } from "../ui/place.ts";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import { FloatingPanel } from "./floating-panel.tsx";
import { changeRunMarks } from "./run-marks.ts";
import { closeRunPanel } from "./run-panel.ts";
import { useRunListScope } from "./run-scope.tsx";

const MOST_LISTED = 200;

export function HiddenPanel({ anchor }: { readonly anchor: Box }) {
  const { logdir, marks, byName } = useRunListScope();
  const hidden = marks.hidden.filter((run) => (byName as ReadonlyMap<string, unknown>).has(run));
  const bringBack = (runs: readonly string[]): void => {
    const back = new Set(runs);
    if (runs.length === hidden.length) closeRunPanel();
    changeRunMarks(logdir, { hidden: marks.hidden.filter((run) => !back.has(run)) });
  };
  return (
    <FloatingPanel label="Hidden runs" anchor={anchor} className="hidden-panel">
      <div className="panel-head">
        <h3>Hidden runs</h3>
        <button type="button" className="button" onClick={() => bringBack(hidden)}>
          Bring back all {formatCount(hidden.length)}
        </button>
      </div>
      <ul className="panel-list">
        {hidden.slice(0, MOST_LISTED).map((run) => (
          <li key={run}>
            <MiddleEllipsis text={run} />
            <button
              type="button"
              className="button"
              aria-label={`Bring back ${run}`}
              onClick={() => bringBack([run])}
            >
              Bring back
            </button>
          </li>
        ))}
      </ul>
      {hidden.length > MOST_LISTED && (
        <p className="panel-note">and {formatCount(hidden.length - MOST_LISTED)} more</p>
      )}
    </FloatingPanel>
  );
}
