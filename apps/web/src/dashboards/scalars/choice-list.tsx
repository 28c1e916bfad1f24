// A long list to choose one of, narrowed down by typing. The focus stays in the field; arrow keys move over the list.
import { useEffect, useId, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent } from "react";
import { compileFilter } from "../../ui/filter.ts";
import type { RunColor } from "../../runs/run-colors.ts";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";

/** More are not drawn: nobody reads them, and typing finds them. */
const MOST_DRAWN = 200;

export interface Choice {
  /** Also what stands in the list. */
  readonly name: string;
  /** At its right. */
  readonly note?: string;
  readonly style?: RunColor;
}

interface ChoiceListProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** What is chosen now. */
  readonly chosen?: string | null;
  readonly onChoose: (name: string) => void;
  /** In the place of an empty list. */
  readonly whenEmpty: string;
}

export function ChoiceList({ label, choices, chosen = null, onChoose, whenEmpty }: ChoiceListProps) {
  const [text, setText] = useState("");
  const [activeIndex, setActiveIndex] = useState(() =>
    Math.max(
      0,
      drawnOf(choices, chosen).findIndex(({ name }) => name === chosen),
    ),
  );
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const found = useMemo(() => {
    const filter = compileFilter(text);
    return choices.filter(({ name }) => filter.matches(name));
  }, [choices, text]);
  const drawn = drawnOf(found, chosen);
  const active = Math.min(activeIndex, drawn.length - 1);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, active, drawn.length);
    const choice = drawn[active];
    if (next !== null) setActiveIndex(next);
    else if (event.key === "Enter" && choice) onChoose(choice.name);
    else return;
    event.preventDefault();
  };
  return (
    <div className="choices">
      <div className="filter">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={drawn.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={drawn.length > 0 ? `${id}-${active}` : undefined}
          placeholder="Type to narrow the list"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActiveIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={label} className="choices-list">
        {drawn.map((choice, index) => (
          <li
            key={choice.name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={choice.name === chosen}
            className="choice"
            data-active={index === active ? "" : undefined}
            onPointerMove={() => setActiveIndex(index)}
            onClick={() => onChoose(choice.name)}
          >
            <ChoiceLine choice={choice} isChosen={choice.name === chosen} />
          </li>
        ))}
      </ul>
      {drawn.length === 0 && (
        <p className="choices-note" role="status">
          {choices.length === 0 ? whenEmpty : "Nothing has such a name."}
        </p>
      )}
      {found.length > drawn.length && (
        <p className="choices-note">{formatCount(found.length - drawn.length)} more: type to find them</p>
      )}
    </div>
  );
}

/** The first ones, and the chosen one wherever it stands. */
function drawnOf(choices: readonly Choice[], chosen: string | null): readonly Choice[] {
  const isFar = ({ name }: Choice, index: number): boolean => name === chosen && index >= MOST_DRAWN;
  return [...choices.slice(0, MOST_DRAWN), ...choices.filter(isFar)];
}

function ChoiceLine({ choice, isChosen }: { readonly choice: Choice; readonly isChosen: boolean }) {
  const { name, note, style } = choice;
  return (
    <>
      {style && (
        <span
          className="run-swatch"
          data-dashed={style.dash ? "" : undefined}
          style={{ "--run-color": style.color } as CSSProperties}
        />
      )}
      <MiddleEllipsis text={name} />
      {note !== undefined && <span className="choice-note">{note}</span>}
      {isChosen && <Icon name="check" />}
    </>
  );
}

/** Where a key goes in a list; null for keys that go nowhere. */
export function nextIndex(key: string, index: number, length: number): number | null {
  if (length === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (index + 1) % length;
    case "ArrowUp":
      return (index + length - 1) % length;
    case "PageDown":
      return Math.min(length - 1, index + 8);
    case "PageUp":
      return Math.max(0, index - 8);
    default:
      return null;
  }
}
