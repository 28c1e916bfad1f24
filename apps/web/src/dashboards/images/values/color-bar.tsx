// Which colour stands for which number.
import { gradientOf, type ColorMap } from "./color-maps.ts";

interface ColorBarProps {
  readonly map: ColorMap;
  /** Evenly from one end to the other. */
  readonly marks: readonly string[];
  readonly tip: string;
}

export function ColorBar({ map, marks, tip }: ColorBarProps) {
  const [low = "", ...others] = marks;
  const high = others.at(-1) ?? "";
  return (
    <span
      className="color-bar"
      role="img"
      aria-label={`Colours from ${low} to ${high}. ${tip}`}
      data-tip={tip}
    >
      <span>{low}</span>
      <span className="color-bar-colors" style={{ backgroundImage: gradientOf(map) }}>
        {others.length > 1 && <span className="color-bar-middle">{others[0]}</span>}
      </span>
      <span>{high}</span>
    </span>
  );
}
