// The colour of one run: one of the palette, any other, or the one that it was given.
import { runStyle } from "@runboard/charts";
import type { RunName } from "@runboard/contract";
import type { CSSProperties } from "react";
import { useTheme } from "../ui/theme.ts";
import { Icon } from "../ui/icons.tsx";
import type { Box } from "../ui/place.ts";
import { FloatingPanel } from "./floating-panel.tsx";
import { runColor, takeColorSlot, useColorSlots } from "./run-colors.ts";
import { changeRunMarks, without } from "./run-marks.ts";
import { useRunListScope } from "./run-scope.tsx";

/** The clear ones of Okabe and Ito, and two rows of others. */
const CLEAR_COUNT = 8;
const PALETTE_COUNT = 24;

const colorNames = ["Blue", "Amber", "Green", "Vermilion", "Purple", "Sky blue", "Olive or yellow", "Grey"];

export function ColorPanel({ run, anchor }: { readonly run: RunName; readonly anchor: Box }) {
  const { logdir, allNames, marks, groups } = useRunListScope();
  const theme = useTheme();
  const slots = useColorSlots(logdir, allNames);
  const own = marks.colors[run];
  const current = own ?? runColor(slots, run, theme).color;
  const setOwn = (color: string | null): void => {
    const others = without(marks.colors, run);
    changeRunMarks(logdir, { colors: color === null ? others : { ...others, [run]: color } });
  };
  const holders = new Map([...slots].map(([name, slot]) => [slot, name]));
  return (
    <FloatingPanel label={`Colour of ${run}`} anchor={anchor} className="color-panel">
      <div className="color-palette" role="group" aria-label="Palette">
        {Array.from({ length: PALETTE_COUNT }, (_, slot) => {
          const color = runStyle(slot)[theme];
          const isOwn = own === undefined && slots.get(run) === slot;
          const holder = holders.get(slot);
          const name = colorNames[slot] ?? `Colour ${slot + 1}`;
          return (
            <button
              key={slot}
              type="button"
              className="color-choice"
              data-clear={slot < CLEAR_COUNT ? "" : undefined}
              aria-label={name}
              aria-pressed={isOwn}
              data-first-focus={isOwn ? "" : undefined}
              data-tip={
                holder !== undefined && !isOwn ? `${name}, now of ${holder}: they change places` : name
              }
              style={{ "--run-color": color } as CSSProperties}
              onClick={() => {
                setOwn(null);
                takeColorSlot(logdir, run, slot);
              }}
            >
              {isOwn && <Icon name="check" />}
            </button>
          );
        })}
      </div>
      <label className="color-other">
        <input type="color" value={current} onChange={(event) => setOwn(event.target.value)} />
        Any other
      </label>
      <button type="button" className="button" disabled={own === undefined} onClick={() => setOwn(null)}>
        Back to automatic
      </button>
      {groups !== null && <p className="panel-note">Runs have the colours of their groups at the moment.</p>}
    </FloatingPanel>
  );
}
