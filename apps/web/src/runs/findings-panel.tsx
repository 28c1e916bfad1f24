// What was noticed in the values of one run while they were read. A click on one leads to its chart.
import type { Finding, FindingKind, RunName } from "@runboard/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../data/api.ts";
import { inTurn } from "../data/in-turn.ts";
import { useRunFocus } from "./run-focus.ts";
import { useChangeBoard } from "../url/change-view.ts";
import { formatCount, formatCounted, formatValue } from "../ui/format.ts";
import type { Box } from "../ui/place.ts";
import { FloatingPanel } from "./floating-panel.tsx";
import { closeRunPanel } from "./run-panel.ts";
import { useRunListScope } from "./run-scope.tsx";
import { encodeSelection } from "./selection.ts";

const kindTitles = {
  non_finite: "Not finite",
  spike: "Spike",
  plateau: "Stands still",
} as const satisfies Record<FindingKind, string>;

const findingsOfRun = (run: RunName) =>
  queryOptions({
    queryKey: ["findings", "run", run],
    queryFn: ({ signal }) => inTurn(() => api.findings({ runs: [run] }, { signal }), signal),
  });

export function FindingsPanel({ run, anchor }: { readonly run: RunName; readonly anchor: Box }) {
  const { data, error } = useQuery(findingsOfRun(run));
  return (
    <FloatingPanel label={`What was noticed in ${run}`} anchor={anchor} className="findings-panel">
      <h3>What was noticed</h3>
      <p className="panel-note path">{run}</p>
      {error && <p role="alert">It could not be read: {error.message}</p>}
      <ul className="panel-list" aria-label="Findings">
        {data?.findings.map((finding) => (
          <FindingItem key={`${finding.tag} ${finding.kind} ${finding.step}`} finding={finding} />
        ))}
      </ul>
      {data?.findings.length === 0 && <p className="panel-note">Nothing any more.</p>}
    </FloatingPanel>
  );
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  const { run, tag, kind, step, lastStep, value, pointCount } = finding;
  const { allNames, selected } = useRunListScope();
  const changeView = useChangeBoard();
  const steps =
    step === lastStep ? `step ${formatCount(step)}` : `steps ${formatCount(step)}–${formatCount(lastStep)}`;
  const show = (): void => {
    closeRunPanel();
    useRunFocus.setState({ chosenRun: run });
    changeView({ tagFilter: exactly(tag), runs: encodeSelection(new Set([...selected, run]), allNames) });
  };
  return (
    <li>
      <button type="button" className="finding" onClick={show}>
        <span className="finding-kind" data-kind={kind}>
          {kindTitles[kind]}
        </span>
        <span className="finding-tag path">{tag}</span>
        <span className="finding-place">
          {steps} · {formatValue(value)}
          {pointCount > 1 && ` · ${formatCounted(pointCount, "point")}`}
        </span>
      </button>
    </li>
  );
}

/** An expression that matches this name and no other. */
function exactly(name: string): string {
  return `^${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}
