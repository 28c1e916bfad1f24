// Which columns the table of runs has, and in which order.
import { useChangeBoard } from "../url/change-view.ts";
import { Icon } from "../ui/icons.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import type { Box } from "../ui/place.ts";
import { FieldPicker } from "./field-picker.tsx";
import { FloatingPanel } from "./floating-panel.tsx";
import { encodeColumns, moved } from "./run-columns.ts";
import { encodeField, fieldTitle, type RunField } from "./run-field.ts";
import { useRunFields } from "./run-table.ts";

export function ColumnPanel({ anchor }: { readonly anchor: Box }) {
  const { fields } = useRunFields(true);
  const changeView = useChangeBoard();
  const set = (columns: readonly RunField[]): void => changeView({ runColumns: encodeColumns(columns) });
  const keys = fields.map(encodeField);
  const without = (key: string): readonly RunField[] => fields.filter((field) => encodeField(field) !== key);
  return (
    <FloatingPanel label="Columns" anchor={anchor} className="column-panel">
      <div className="panel-head">
        <h3>Columns</h3>
        <button type="button" className="button" onClick={() => changeView({ runColumns: "" })}>
          Back to the usual
        </button>
      </div>
      <ul className="panel-list" aria-label="Columns in their order">
        {fields.map((field, index) => {
          const title = fieldTitle(field);
          return (
            <li key={encodeField(field)}>
              <MiddleEllipsis text={title} />
              <span className="column-actions">
                <button
                  type="button"
                  className="icon-button column-up"
                  aria-label={`Move ${title} to the left`}
                  disabled={index === 0}
                  onClick={() => set(moved(fields, index, index - 1))}
                >
                  <Icon name="arrow" />
                </button>
                <button
                  type="button"
                  className="icon-button column-down"
                  aria-label={`Move ${title} to the right`}
                  disabled={index === fields.length - 1}
                  onClick={() => set(moved(fields, index, index + 1))}
                >
                  <Icon name="arrow" />
                </button>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Remove ${title}`}
                  onClick={() => set(without(encodeField(field)))}
                >
                  <Icon name="close" />
                </button>
              </span>
            </li>
          );
        })}
      </ul>
      <FieldPicker
        label="Add or remove"
        withName={false}
        isChosen={(field) => keys.includes(encodeField(field))}
        onChoose={(field) => {
          const key = encodeField(field);
          set(keys.includes(key) ? without(key) : [...fields, field]);
        }}
      />
    </FloatingPanel>
  );
}
