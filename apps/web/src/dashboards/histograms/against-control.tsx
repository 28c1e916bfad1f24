// Chooses what cross-sections are laid over.
import { useState } from "react";
import { useRunScope } from "../../runs/run-scope.tsx";
import { decodeAgainst, encodeAgainst, type Against } from "./against.ts";
import { useChangeHistograms, useHistogramsSearch } from "./search.ts";

const plain = { nothing: "nothing", first: "the first step", before: "the step before" } as const;

export function AgainstControl() {
  const { against: text } = useHistogramsSearch();
  const { names, shown } = useRunScope();
  const change = useChangeHistograms();
  const against = decodeAgainst(text);
  const set = (next: Against): void => change({ against: encodeAgainst(next) });
  const runs = names.filter((run) => shown.has(run) || (against.kind === "run" && against.run === run));
  return (
    <>
      <label className="axes-choice histogram-against">
        against
        <select
          value={against.kind === "run" ? text : against.kind}
          onChange={({ target: { value } }) =>
            set(value === "step" ? { kind: "step", step: 0 } : decodeAgainst(value))
          }
        >
          {Object.entries(plain).map(([kind, title]) => (
            <option key={kind} value={kind}>
              {title}
            </option>
          ))}
          <option value="step">a step</option>
          <optgroup label="a run, at the same step">
            {runs.map((run) => (
              <option key={run} value={encodeAgainst({ kind: "run", run })}>
                {run}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {against.kind === "step" && (
        <AgainstStep key={against.step} step={against.step} set={(step) => set({ kind: "step", step })} />
      )}
    </>
  );
}

interface AgainstStepProps {
  readonly step: number;
  readonly set: (step: number) => void;
}

/** What is no number is not taken. */
function AgainstStep({ step, set }: AgainstStepProps) {
  const [text, setText] = useState(String(step));
  const take = (): void => {
    const typed = Number(text.replaceAll(",", ""));
    if (text.trim() !== "" && Number.isFinite(typed)) set(typed);
    else setText(String(step));
  };
  return (
    <input
      className="step-input"
      type="text"
      inputMode="numeric"
      aria-label="Step that cross-sections are laid over"
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === "Enter") take();
      }}
    />
  );
}
