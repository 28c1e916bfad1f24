// The keys that cards of every dashboard have: they act on the one under the pointer or with the focus; on full screen there is one.
import { useKeys } from "../ui/keys.ts";
import { sayInPassing } from "../ui/passing-word.tsx";
import { useBoardSearch } from "../url/board-search.ts";
import { useActiveCard } from "./active-card.ts";
import { useCardPlaces } from "./card-places.ts";
import type { CardKey } from "./card.ts";

/** @param nameOf what is said of a card whose link was copied. */
export function useCardKeys(nameOf: (card: CardKey) => string): void {
  const { toggleFull, togglePin, copyLink } = useCardPlaces();
  const onCard = useOnActiveCard();
  useKeys("view", {
    t: { meaning: "filter tags", act: () => document.getElementById("tag-filter")?.focus() },
  });
  useKeys(
    "card",
    {
      f: { meaning: "full screen", act: onCard(toggleFull) },
      p: { meaning: "pin", act: onCard(togglePin) },
      c: {
        meaning: "copy a link to it",
        act: onCard((card) => void copyLink(card).then((isCopied) => sayCopied(isCopied, nameOf(card)))),
      },
    },
    { overDialogs: true },
  );
}

/** Makes what is done to a card what a key does. */
export function useOnActiveCard(): (act: (card: CardKey) => void) => () => void {
  const { full } = useBoardSearch();
  return (act) => () => {
    const card = full === "" ? useActiveCard.getState().activeCard : full;
    if (card !== null) act(card);
  };
}

function sayCopied(isCopied: boolean, name: string): void {
  sayInPassing(
    isCopied
      ? `Copied: a link to ${name}`
      : "The browser does not let this page copy: take the link from the address",
  );
}
