// How a reader puts cards together and takes them apart. Each is one change of the URL: going back undoes it.
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useComposing } from "./composing.ts";
import { readPreferences, setPreferences, toggled } from "../../ui/preferences.ts";
import { decodeList, encodeList } from "../../url/url-list.ts";
import type { CardKey } from "../../cards/card.ts";
import {
  cardKey,
  cardSpec,
  combined,
  isComposed,
  tagOfPlace,
  takenApart,
  withoutSource,
  type CardSpec,
} from "./card-spec.ts";
import { pinnedKeys } from "../../cards/pinned-keys.ts";
import { scalarsSearch } from "./search.ts";

/** Id of the section where cards stand that the reader put together. No tag's group has such a name. */
export const COMPOSED_SECTION = "=composed";

export interface ComposeActions {
  /** Puts a card on the page that shows both; a composed `onto` grows in its place. */
  readonly combine: (onto: CardSpec, added: CardSpec) => void;
  /** Shows more on the card itself, wherever it stands. */
  readonly grow: (card: CardSpec, added: CardSpec) => void;
  /** On full screen it takes the place of the card that it was made from. */
  readonly addCard: (spec: CardSpec, from?: CardKey) => void;
  /** Wherever the card is: among those put together, pinned, on full screen. */
  readonly replaceCard: (old: CardKey, spec: CardSpec | null) => void;
  readonly removeSource: (spec: CardSpec, index: number) => void;
  /** Away with the card; its expressions get cards of their own. */
  readonly takeApart: (spec: CardSpec) => void;
}

export function useComposeActions(): ComposeActions {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  return useMemo(() => {
    const search = () => scalarsSearch.read(router.latestLocation.search);
    const replaceCards = (old: CardKey, specs: readonly CardSpec[]): void => {
      const keys = specs.map(cardKey);
      const { cards, grown, pinnedCards, full } = search();
      const pins = pinnedKeys(pinnedCards, readPreferences());
      const isPinned = pins.includes(old);
      if (isPinned && readPreferences().savesPins) setPreferences({ pinnedCards: replaced(pins, old, keys) });
      const wasGrown = decodeList(grown).includes(old);
      const inPlace = wasGrown ? specs.filter((spec) => tagOfPlace(spec) !== null) : [];
      // A card of one tag stands among the tags already.
      const composed = specs.filter((spec) => isComposed(spec) && !inPlace.includes(spec)).map(cardKey);
      const known = decodeList(cards);
      changeView({
        cards: encodeList(wasGrown ? [...composed, ...known] : replaced(known, old, composed)),
        grown: encodeList(replaced(decodeList(grown), old, inPlace.map(cardKey))),
        ...(isPinned && { pinnedCards: encodeList(replaced(pins, old, keys)) }),
        full: full === old ? (keys[0] ?? "") : full,
      });
    };
    const replaceCard = (old: CardKey, spec: CardSpec | null): void =>
      replaceCards(old, spec === null ? [] : [spec]);
    const addCard = (spec: CardSpec, from?: CardKey): void => {
      const { cards, full } = search();
      const known = decodeList(cards);
      const key = cardKey(spec);
      const isKnown = known.includes(key);
      const isFull = full !== "" && full === from;
      if (isFull || !isKnown)
        changeView({ cards: isKnown ? cards : encodeList([key, ...known]), full: isFull ? key : full });
      showNew(key);
    };
    const growTagCard = (old: CardKey, spec: CardSpec): void => {
      const { cards, grown, pinnedCards, full } = search();
      const key = cardKey(spec);
      const pins = pinnedKeys(pinnedCards, readPreferences());
      const newPins = replaced(pins, old, [key]);
      if (pins.includes(old) && readPreferences().savesPins) setPreferences({ pinnedCards: newPins });
      const isDisplaced = (other: CardKey): boolean => {
        const otherSpec = cardSpec(other);
        return otherSpec !== null && tagOfPlace(otherSpec) === tagOfPlace(spec);
      };
      const before = decodeList(grown).filter((other) => other !== key);
      changeView({
        // What stood there stays on the page.
        cards: encodeList([...before.filter(isDisplaced), ...decodeList(cards)]),
        grown: encodeList([...before.filter((other) => !isDisplaced(other)), key]),
        ...(pins.includes(old) && { pinnedCards: encodeList(newPins) }),
        full: full === old ? key : full,
      });
    };
    return {
      grow: (card, added) => {
        const both = combined(card, added);
        if (isComposed(card)) replaceCard(cardKey(card), both);
        else growTagCard(cardKey(card), both);
        showNew(cardKey(both));
      },
      combine: (onto, added) => {
        const both = combined(onto, added);
        const key = cardKey(onto);
        const { cards, grown } = search();
        if ([...decodeList(cards), ...decodeList(grown)].includes(key)) {
          replaceCard(key, both);
          showNew(cardKey(both));
        } else addCard(both, key);
      },
      addCard,
      replaceCard,
      removeSource: (spec, index) => replaceCard(cardKey(spec), withoutSource(spec, index)),
      takeApart: (spec) => replaceCards(cardKey(spec), takenApart(spec)),
    };
  }, [router, changeView]);
}

function replaced(list: readonly CardKey[], old: CardKey, by: readonly CardKey[]): CardKey[] {
  return [...new Set(list.flatMap((key) => (key === old ? by : [key])))];
}

/** Brings a card that the reader has just put together into sight. */
function showNew(key: CardKey): void {
  const { collapsedGroups } = readPreferences();
  if (collapsedGroups.includes(COMPOSED_SECTION))
    setPreferences({ collapsedGroups: toggled(collapsedGroups, COMPOSED_SECTION) });
  useComposing.setState({ newCard: key });
}
