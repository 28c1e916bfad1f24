// What the runs are sorted by, which way, and how many of the first are shown.
import { useState } from "react";
import { useChangeBoard } from "../url/change-view.ts";
import { formatCount, formatCounted } from "../ui/format.ts";
import type { Box } from "../ui/place.ts";
import { FieldPicker } from "./field-picker.tsx";
import { FloatingPanel } from "./floating-panel.tsx";
import { encodeField, fieldTitle, fieldValue, startsDescending } from "./run-field.ts";
import { encodeSort } from "./run-order.ts";
import { useOrderedRuns, useRunSort } from "./run-rows.ts";
import { useRunChoice } from "./run-scope.tsx";

export function SortPanel({ anchor }: { readonly anchor: Box }) {
  const sort = useRunSort();
  const changeView = useChangeBoard();
  const current = encodeField(sort.field);
  return (
    <FloatingPanel label="Order of the runs" anchor={anchor} className="sort-panel">
      <div className="panel-head">
        <h3>Order by {fieldTitle(sort.field)}</h3>
        <div className="segments" role="radiogroup" aria-label="Direction">
          {[false, true].map((isDescending) => (
            <label key={String(isDescending)}>
              <input
                type="radio"
                name="direction"
                checked={sort.isDescending === isDescending}
                onChange={() => changeView({ runSort: encodeSort({ ...sort, isDescending }) })}
              />
              <span>{isDescending ? "Descending" : "Ascending"}</span>
            </label>
          ))}
        </div>
      </div>
      <FieldPicker
        label="Order by"
        withName
        isChosen={(field) => encodeField(field) === current}
        onChoose={(field) =>
          changeView({ runSort: encodeSort({ field, isDescending: startsDescending(field) }) })
        }
      />
      {sort.field.kind !== "name" && <TopRuns />}
    </FloatingPanel>
  );
}

function TopRuns() {
  const { field } = useRunSort();
  const { ordered, sources } = useOrderedRuns();
  const choice = useRunChoice();
  const [count, setCount] = useState(10);
  // A run without a value is never among the best.
  const ranked = ordered.filter((run) => {
    const value = fieldValue(field, run, sources);
    return value !== undefined && !Number.isNaN(value);
  });
  const isCount = Number.isInteger(count) && count >= 1;
  return (
    <form
      className="top-runs"
      onSubmit={(event) => {
        event.preventDefault();
        if (isCount) choice.showOnly(ranked.slice(0, count));
      }}
    >
      <label>
        Show only the first
        <input
          type="number"
          min={1}
          step={1}
          value={Number.isNaN(count) ? "" : count}
          onChange={(event) => setCount(event.target.valueAsNumber)}
        />
      </label>
      <button type="submit" className="button" disabled={!isCount || ranked.length === 0}>
        Show the best {isCount ? formatCount(Math.min(count, ranked.length)) : ""}
      </button>
      <p className="panel-note">of {formatCounted(ranked.length, "run")} with a value, in this order</p>
    </form>
  );
}
