// The panels over the charts, loaded when the first of them opens.
import type { Tag, TagEntry } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { assertNever } from "../../ui/assert-never.ts";
import { tagsQuery } from "../../data/queries.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { AnchoredDialog } from "../../ui/anchored-dialog.tsx";
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Box } from "../../ui/place.ts";
import { BaselinePanel } from "./baseline-panel.tsx";
import { useComposeActions } from "./compose-actions.ts";
import { closeCardPanel, openCardPanel, type OpenCardPanel } from "./card-panel.ts";
import type { CardKey } from "../../cards/card.ts";
import { canCombine, cardKey, cardSpec, isComposed, tagCard, type CardSpec } from "./card-spec.ts";
import { ChoiceList, type Choice } from "./choice-list.tsx";
import { ExpressionDialog } from "./expression-dialog.tsx";
import { GroupsPanel } from "./groups-panel.tsx";
import { decodeZooms, encodeZooms, withoutX } from "./zoom.ts";
import { scalarsSearch } from "./search.ts";

const noTags: readonly TagEntry[] = [];

export function CardPanels({ open: { panel, anchor } }: { readonly open: OpenCardPanel }) {
  const tags = useQuery(tagsQuery("scalar")).data?.tags ?? noTags;
  const spec = "card" in panel && panel.card !== null ? cardSpec(panel.card) : null;
  switch (panel.kind) {
    case "add-tag":
      return spec && <AddTagPanel spec={spec} tags={tags} anchor={anchor} />;
    case "x-tag":
      return <XTagPanel spec={spec} tags={tags} anchor={anchor} />;
    case "expression":
      return <ExpressionDialog spec={spec} index={panel.index} tags={tags} />;
    case "baseline":
      return <BaselinePanel anchor={anchor} />;
    case "groups":
      return <GroupsPanel anchor={anchor} />;
    default:
      return assertNever(panel);
  }
}

interface AddTagPanelProps {
  readonly spec: CardSpec;
  readonly tags: readonly TagEntry[];
  readonly anchor: Box;
}

function AddTagPanel({ spec, tags, anchor }: AddTagPanelProps) {
  const { grow } = useComposeActions();
  const addable = useMemo(() => tags.filter(({ tag }) => canCombine(spec, tagCard(tag))), [tags, spec]);
  const choices = useTagChoices(addable);
  return (
    <AnchoredDialog label="Add a tag to this card" anchor={anchor} onClose={closeCardPanel}>
      <ChoiceList
        label="Add a tag to this card"
        choices={choices}
        whenEmpty="There is no other tag."
        onChoose={(name) => {
          closeCardPanel();
          grow(spec, tagCard(name as Tag));
        }}
      />
      <button
        type="button"
        className="menu-item panel-end"
        onClick={(event) =>
          openCardPanel({ kind: "expression", card: cardKey(spec), index: null }, event.currentTarget)
        }
      >
        <Icon name="formula" />
        An expression…
      </button>
    </AnchoredDialog>
  );
}

interface XTagPanelProps {
  /** The card whose axis it is; null for that of the dashboard. */
  readonly spec: CardSpec | null;
  readonly tags: readonly TagEntry[];
  readonly anchor: Box;
}

function XTagPanel({ spec, tags, anchor }: XTagPanelProps) {
  const { xTag, zoom } = scalarsSearch.useSearch();
  const changeView = scalarsSearch.useChange();
  const setCardAxis = useSetCardAxis();
  const choices = useTagChoices(tags);
  const chosen = spec === null ? xTag : spec.xTag;
  const label = spec === null ? "Scalar on the x axis" : "Scalar on the x axis of this card";
  const choose = (tag: Tag | null): void => {
    closeCardPanel();
    if (spec) setCardAxis(spec, tag);
    // A range of steps means nothing in another scalar.
    else changeView({ xTag: tag ?? "", zoom: encodeZooms(withoutX(decodeZooms(zoom))), at: "", tables: "" });
  };
  return (
    <AnchoredDialog label={label} anchor={anchor} onClose={closeCardPanel}>
      <ChoiceList
        label={label}
        choices={choices}
        chosen={chosen}
        whenEmpty="There is no scalar."
        onChoose={(name) => choose(name as Tag)}
      />
      {chosen !== null && chosen !== "" && (
        <button type="button" className="menu-item panel-end" onClick={() => choose(null)}>
          <Icon name="close" />
          {spec === null ? "No scalar: steps or time" : "What the dashboard has on x"}
        </button>
      )}
    </AnchoredDialog>
  );
}

/** A card that the reader put together gets the axis; a tag's own card stays, and another is made of it. */
function useSetCardAxis(): (spec: CardSpec, xTag: Tag | null) => void {
  const { addCard, replaceCard } = useComposeActions();
  return (spec, xTag) => {
    const key: CardKey = cardKey(spec);
    const changed = { ...spec, xTag };
    if (isComposed(spec)) replaceCard(key, changed);
    else if (isComposed(changed)) addCard(changed, key);
  };
}

/** With the number of shown runs that have each. */
function useTagChoices(tags: readonly TagEntry[]): readonly Choice[] {
  const { shown } = useRunScope();
  return useMemo(
    () =>
      tags.map(({ tag, runs }) => {
        const count = runs.reduce((sum, run) => sum + Number(shown.has(run)), 0);
        return { name: tag, note: count === 0 ? "no shown run" : formatCounted(count, "run") };
      }),
    [tags, shown],
  );
}
