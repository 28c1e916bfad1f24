// What rows and columns of cells stand for.
import { decodeAxis, withAxis, type GridAxes, type GridAxis } from "./grid-axes.ts";

interface AxesControlProps {
  readonly axes: GridAxes;
  /** Names of what runs were started with. */
  readonly hparams: readonly string[];
  readonly onChange: (axes: GridAxes) => void;
}

const plainAxes = { run: "run", tag: "tag", step: "step", sample: "sample" } as const;

export function AxesControl({ axes, hparams, onChange }: AxesControlProps) {
  const choice = (side: keyof GridAxes, label: string) => (
    <label className="axes-choice">
      {label}
      <select
        aria-label={label}
        value={axes[side]}
        onChange={(event) => onChange(withAxis(axes, side, decodeAxis(event.target.value) ?? axes[side]))}
      >
        {Object.keys(plainAxes).map((axis) => (
          <option key={axis}>{axis}</option>
        ))}
        {namesWith(axes[side], hparams).map((name) => (
          <option key={name} value={`hparam:${name}`}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className="axes-control" role="group" aria-label="Rows and columns">
      {choice("rows", "Rows")}
      {choice("columns", "Columns")}
    </div>
  );
}

/** Also the one that an address names and no run has. */
function namesWith(axis: GridAxis, hparams: readonly string[]): readonly string[] {
  const name = axis.startsWith("hparam:") ? axis.slice("hparam:".length) : null;
  return name === null || hparams.includes(name) ? hparams : [...hparams, name];
}
