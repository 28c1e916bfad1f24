// The head of a card that the reader put together: what it shows, each with its dash pattern and a way to take it away.
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { useComposeActions } from "./compose-actions.ts";
import type { CardEntry } from "./card-entry.ts";
import { dashOfSource } from "./card-lines.ts";
import { openCardPanel } from "./card-panel.ts";
import { cardKey, sourceText } from "./card-spec.ts";

interface SourceChipsProps {
  readonly entry: CardEntry;
  readonly titleId: string;
  readonly isDraggable: boolean;
}

export function SourceChips({ entry: { spec, title }, titleId, isDraggable }: SourceChipsProps) {
  const { removeSource, replaceCard } = useComposeActions();
  const key = cardKey(spec);
  const { sources, xTag } = spec;
  return (
    <div className="source-chips" draggable={isDraggable} data-card-handle={isDraggable ? "" : undefined}>
      <h3 id={titleId} className="off-screen">
        {title}
      </h3>
      <ul aria-label="Shown on this card">
        {sources.map((source, index) => (
          <li key={sourceText(source)} className="source-chip">
            {sources.length > 1 && <DashSample index={index} />}
            {"tag" in source ? (
              <MiddleEllipsis text={source.tag} />
            ) : (
              <button
                type="button"
                className="source-chip-edit"
                aria-label={`Edit the expression ${source.expression}`}
                onClick={(event) =>
                  openCardPanel({ kind: "expression", card: key, index }, event.currentTarget)
                }
              >
                <MiddleEllipsis text={source.expression} tip={`${source.expression}\nClick to edit`} />
              </button>
            )}
            <RemoveButton
              label={sources.length > 1 ? `Remove ${sourceText(source)} from this card` : "Remove this card"}
              onClick={() => removeSource(spec, index)}
            />
          </li>
        ))}
        {xTag !== null && (
          <li className="source-chip">
            <button
              type="button"
              className="source-chip-edit"
              aria-label={`Over ${xTag}: choose another x axis`}
              onClick={(event) => openCardPanel({ kind: "x-tag", card: key }, event.currentTarget)}
            >
              <MiddleEllipsis text={`over ${xTag}`} />
            </button>
            <RemoveButton
              label={`Not over ${xTag}: over what the dashboard has`}
              onClick={() => replaceCard(key, { sources, xTag: null })}
            />
          </li>
        )}
      </ul>
    </div>
  );
}

function DashSample({ index }: { readonly index: number }) {
  return (
    <svg
      className="dash-sample"
      viewBox="0 0 24 4"
      width="24"
      height="4"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M0 2h24" strokeDasharray={dashOfSource(index)?.join(" ")} />
    </svg>
  );
}

function RemoveButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      className="source-chip-remove"
      aria-label={label}
      data-tip={label}
      onClick={onClick}
    >
      <Icon name="close" />
    </button>
  );
}
