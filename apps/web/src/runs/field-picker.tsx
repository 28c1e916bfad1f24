// A choice among all that is known of runs: what every run has, values of tags, hyperparameters. With a search, as there may be thousands.
import type { Tag } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { tagsQuery } from "../data/queries.ts";
import { formatCount } from "../ui/format.ts";
import { Icon } from "../ui/icons.tsx";
import { encodeField, fieldTitle, plainFields, type RunField, type Statistic } from "./run-field.ts";
import { useRunFields } from "./run-table.ts";

const MOST_LISTED = 100;

const statistics = {
  last: "Last",
  min: "Min",
  max: "Max",
} as const satisfies Record<Statistic, string>;

interface FieldPickerProps {
  readonly label: string;
  /** Also the name. */
  readonly withName: boolean;
  readonly isChosen: (field: RunField) => boolean;
  readonly onChoose: (field: RunField) => void;
}

export function FieldPicker({ label, withName, isChosen, onChoose }: FieldPickerProps) {
  const [text, setText] = useState("");
  const [statistic, setStatistic] = useState<Statistic>("last");
  const fields = useAllFields(statistic, withName);
  const wanted = text.toLowerCase();
  const matching = fields.filter((field) => fieldTitle(field).toLowerCase().includes(wanted));
  return (
    <div className="field-picker">
      <div className="filter">
        <Icon name="search" />
        <input
          type="text"
          inputMode="search"
          spellCheck={false}
          autoComplete="off"
          aria-label={`Search: ${label}`}
          placeholder="Search tags and hyperparameters"
          value={text}
          data-first-focus=""
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="segments" role="radiogroup" aria-label="Of tags, the value that is">
        {(Object.keys(statistics) as Statistic[]).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="statistic"
              checked={one === statistic}
              onChange={() => setStatistic(one)}
            />
            <span>{statistics[one]}</span>
          </label>
        ))}
      </div>
      <ul className="field-list" aria-label={label}>
        {matching.slice(0, MOST_LISTED).map((field) => (
          <li key={encodeField(field)}>
            <button
              type="button"
              className="menu-item"
              aria-pressed={isChosen(field)}
              onClick={() => onChoose(field)}
            >
              <span className="field-name">{fieldTitle(field)}</span>
              <span className="field-kind">{kindTitles[field.kind]}</span>
              {isChosen(field) && <Icon name="check" />}
            </button>
          </li>
        ))}
      </ul>
      {matching.length === 0 && <p className="panel-note">Nothing has this in its name.</p>}
      {matching.length > MOST_LISTED && (
        <p className="panel-note">and {formatCount(matching.length - MOST_LISTED)} more: search for them</p>
      )}
    </div>
  );
}

const kindTitles: Readonly<Record<RunField["kind"], string>> = {
  name: "",
  start: "",
  duration: "",
  step: "",
  points: "",
  state: "",
  metric: "tag",
  hparam: "hyperparameter",
};

function useAllFields(statistic: Statistic, withName: boolean): readonly RunField[] {
  const { data } = useQuery(tagsQuery("scalar"));
  const { hparams } = useRunFields(true);
  return useMemo(
    () => [
      ...(withName ? [{ kind: "name" } as const] : []),
      ...plainFields.map((kind) => ({ kind })),
      ...hparams.map((name) => ({ kind: "hparam", name }) as const),
      ...(data?.tags ?? []).map(
        ({ tag }: { readonly tag: Tag }) => ({ kind: "metric", statistic, tag }) as const,
      ),
    ],
    [data, hparams, statistic, withName],
  );
}
