// How many runs the form starts: one, every combination, or some that are drawn.
import type { TrainMode } from "./form-state.ts";

const modes = {
  single: { title: "Single run", meaning: "One run with these parameters." },
  grid: {
    title: "Grid",
    meaning: "A run for every combination: give a parameter several values.",
  },
  random: {
    title: "Random",
    meaning: "Each run draws its parameters: from several values, or from a range.",
  },
  halving: {
    title: "Halving",
    meaning:
      "All runs begin; the worse half is stopped again and again, the better half goes on twice as long.",
  },
} as const satisfies Record<TrainMode, { title: string; meaning: string }>;

const modeIds = Object.keys(modes) as readonly TrainMode[];

interface SearchModesProps {
  readonly mode: TrainMode;
  /** Halving stops runs and goes on with them later. */
  readonly canResume: boolean;
  readonly onChange: (mode: TrainMode) => void;
}

export function SearchModes({ mode, canResume, onChange }: SearchModesProps) {
  return (
    <div className="search-modes">
      <div className="segments" role="radiogroup" aria-label="How many runs">
        {modeIds.map((id) => {
          const isImpossible = id === "halving" && !canResume;
          return (
            <label
              key={id}
              data-disabled={isImpossible ? "" : undefined}
              data-tip={isImpossible ? "For models that can be resumed" : undefined}
            >
              <input
                type="radio"
                name="train-mode"
                checked={id === mode}
                disabled={isImpossible}
                onChange={() => onChange(id)}
              />
              <span>{modes[id].title}</span>
            </label>
          );
        })}
      </div>
      <p>{modes[mode].meaning}</p>
    </div>
  );
}
