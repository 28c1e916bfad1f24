// Which files are damaged, where and why: one line below the runs, and all of it on a click.
import type { Run } from "@runboard/contract";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { placeBeside } from "../ui/place.ts";
import { damageSummary, problemText } from "./run-badges.ts";
import { useRunListScope } from "./run-scope.tsx";

export const PROBLEMS_PANEL_ID = "run-problems";
const SHOWN_RUNS = 200;

export function RunProblems() {
  const { runs } = useRunListScope();
  const summary = damageSummary(runs);
  if (summary === null) return null;
  const damaged = runs.filter(({ problems }) => problems.length > 0);
  return (
    <>
      <button
        type="button"
        id="run-problems-button"
        className="sidebar-problems"
        popoverTarget={PROBLEMS_PANEL_ID}
      >
        <Icon name="warning" />
        <span>{summary}</span>
      </button>
      <div
        id={PROBLEMS_PANEL_ID}
        popover="auto"
        role="dialog"
        aria-label="Damaged files"
        className="panel problems"
        onToggle={(event) => {
          const button = document.getElementById("run-problems-button");
          if (event.newState === "open" && button)
            placeBeside(event.currentTarget, button.getBoundingClientRect());
        }}
      >
        <h3>Damaged files</h3>
        <p>What could be read is shown. Nothing was changed on disk.</p>
        <div className="problems-list">
          {damaged.slice(0, SHOWN_RUNS).map((run) => (
            <ProblemsOfRun key={run.run} run={run} />
          ))}
          {damaged.length > SHOWN_RUNS && <p>and {formatCount(damaged.length - SHOWN_RUNS)} more runs</p>}
        </div>
      </div>
    </>
  );
}

function ProblemsOfRun({ run }: { readonly run: Run }) {
  return (
    <section>
      <h4>{run.run}</h4>
      <ul>
        {run.problems.map((problem) => (
          <li key={`${problem.path} ${problem.kind}`}>
            <code className="path">{problem.path}</code>
            <span>{problemText(problem)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
