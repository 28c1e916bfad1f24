// What stands on the x axis of all cards: steps, time, or another scalar.
import { XAxis } from "@runboard/contract";
import { Icon } from "../../ui/icons.tsx";
import { openCardPanel } from "./card-panel.ts";
import { decodeZooms, encodeZooms, withoutX } from "./zoom.ts";
import { scalarsSearch } from "./search.ts";

const axes = {
  step: { title: "Step", tip: "Over the step that was logged" },
  relative: { title: "Relative", tip: "Over the time since each run's first value" },
  wall: { title: "Wall", tip: "Over date and time" },
} as const satisfies Record<XAxis, { title: string; tip: string }>;

export function AxisChoice() {
  const { xAxis, xTag, zoom } = scalarsSearch.useSearch();
  const changeView = scalarsSearch.useChange();
  const isScalar = xTag !== "";
  return (
    <div className="segments">
      <div className="segments-radios" role="radiogroup" aria-label="Horizontal axis">
        {XAxis.options.map((axis) => (
          <label key={axis} data-tip={axes[axis].tip}>
            <input
              type="radio"
              name="x-axis"
              checked={axis === xAxis && !isScalar}
              // A range of steps means nothing in time.
              onChange={() =>
                changeView({
                  xAxis: axis,
                  xTag: "",
                  zoom: encodeZooms(withoutX(decodeZooms(zoom))),
                  at: "",
                  tables: "",
                })
              }
            />
            <span>{axes[axis].title}</span>
          </label>
        ))}
      </div>
      <button
        type="button"
        className="segments-button"
        aria-haspopup="dialog"
        aria-label={isScalar ? `Over the scalar ${xTag}: choose another` : "Over another scalar…"}
        aria-pressed={isScalar}
        data-tip={isScalar ? `Over ${xTag}` : "Over another scalar of each run"}
        onClick={(event) => openCardPanel({ kind: "x-tag", card: null }, event.currentTarget)}
      >
        Other
        <Icon name="chevron" />
      </button>
    </div>
  );
}
