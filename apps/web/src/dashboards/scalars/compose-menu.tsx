// What a card's menu offers for putting cards together: more tags, expressions, another x axis, and the ways back.
import type { MouseEvent } from "react";
import { Icon } from "../../ui/icons.tsx";
import { decodeList } from "../../url/url-list.ts";
import { useComposeActions } from "./compose-actions.ts";
import type { CardEntry } from "./card-entry.ts";
import { openCardPanel, type CardPanel } from "./card-panel.ts";
import { cardKey, isComposed } from "./card-spec.ts";
import { scalarsSearch } from "./search.ts";

/** Items for a menu in a popover; each closes it. */
export function ComposeMenuItems({ entry: { spec } }: { readonly entry: CardEntry }) {
  const { takeApart, replaceCard } = useComposeActions();
  const { grown } = scalarsSearch.useSearch();
  const card = cardKey(spec);
  const isGrown = decodeList(grown).includes(card);
  const open = (panel: CardPanel) => (event: MouseEvent) => openCardPanel(panel, event.currentTarget);
  return (
    <>
      <button type="button" className="menu-item" data-closes="" onClick={open({ kind: "add-tag", card })}>
        <Icon name="plus" />
        Add a tag to this card…
      </button>
      <button type="button" className="menu-item" data-closes="" onClick={open({ kind: "x-tag", card })}>
        <Icon name="axis" />
        Scalar on the x axis…
      </button>
      {spec.sources.map(
        (source, index) =>
          "expression" in source && (
            <button
              key={source.expression}
              type="button"
              className="menu-item"
              data-closes=""
              onClick={open({ kind: "expression", card, index })}
            >
              <Icon name="formula" />
              <span className="menu-item-text">Edit {source.expression}…</span>
            </button>
          ),
      )}
      {isComposed(spec) && (
        <>
          {spec.sources.length > 1 && !isGrown && (
            <button type="button" className="menu-item" data-closes="" onClick={() => takeApart(spec)}>
              <Icon name="split" />
              Take apart
            </button>
          )}
          <button type="button" className="menu-item" data-closes="" onClick={() => replaceCard(card, null)}>
            <Icon name="close" />
            {isGrown ? "Back to the tag alone" : "Remove this card"}
          </button>
        </>
      )}
    </>
  );
}
