// The keys of a cell: they act on the one under the pointer or with the focus; on full screen there is one.
import { useKeys } from "../ui/keys.ts";
import { sayInPassing } from "../ui/passing-word.tsx";
import { useBoardSearch } from "../url/board-search.ts";
import { useActiveCard } from "./active-card.ts";
import { useCardPlaces } from "./card-places.ts";
import type { CardKey } from "./card.ts";

export function useCellKeys(): void {
  const { toggleFull, togglePin, copyLink } = useCardPlaces();
  const { full } = useBoardSearch();
  const onCell = (act: (card: CardKey) => void) => () => {
    const card = full === "" ? useActiveCard.getState().activeCard : full;
    if (card !== null) act(card);
  };
  useKeys("view", {
    t: { meaning: "filter tags", act: () => document.getElementById("tag-filter")?.focus() },
  });
  useKeys(
    "card",
    {
      f: { meaning: "full screen", act: onCell(toggleFull) },
      p: { meaning: "pin", act: onCell(togglePin) },
      c: { meaning: "copy a link to it", act: onCell((card) => void copyLink(card).then(sayCopied)) },
    },
    { overDialogs: true },
  );
}

function sayCopied(isCopied: boolean): void {
  sayInPassing(
    isCopied
      ? "Copied: a link to this cell"
      : "The browser does not let this page copy: take the link from the address",
  );
}
