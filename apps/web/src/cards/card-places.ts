// Where cards stand besides their group: above all others, on full screen, in a link.
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { copyText } from "../ui/copy-text.ts";
import { readPreferences, setPreferences, toggled, usePreferences } from "../ui/preferences.ts";
import { BoardSearch, useBoardSearch } from "../url/board-search.ts";
import { useChangeBoard } from "../url/change-view.ts";
import { encodeList } from "../url/url-list.ts";
import type { CardKey } from "./card.ts";
import { pinnedKeys } from "./pinned-keys.ts";

export interface CardPlaces {
  readonly toggleFull: (card: CardKey) => void;
  readonly closeFull: () => void;
  readonly togglePin: (card: CardKey) => void;
  /** Copies a link that opens this card; whether that worked. */
  readonly copyLink: (card: CardKey) => Promise<boolean>;
}

export function useCardPlaces(): CardPlaces {
  const router = useRouter();
  const changeBoard = useChangeBoard();
  return useMemo(() => {
    const search = (): BoardSearch => BoardSearch.parse(router.latestLocation.search);
    return {
      toggleFull: (card) => changeBoard({ full: search().full === card ? "" : card }),
      closeFull: () => changeBoard({ full: "" }),
      togglePin: (card) => {
        const pinnedCards = toggled(pinnedKeys(search().pinnedCards, readPreferences()), card);
        if (readPreferences().savesPins) setPreferences({ pinnedCards: [...pinnedCards] });
        changeBoard({ pinnedCards: encodeList(pinnedCards) });
      },
      copyLink: (card) => {
        const location = router.buildLocation({
          to: ".",
          search: { ...router.latestLocation.search, full: card },
        });
        return copyText(new URL(location.publicHref, window.location.href).href);
      },
    };
  }, [router, changeBoard]);
}

/** All pinned cards, of whichever dashboard. */
export function usePinnedKeys(): readonly CardKey[] {
  const { pinnedCards } = useBoardSearch();
  const preferences = usePreferences();
  return useMemo(() => pinnedKeys(pinnedCards, preferences), [pinnedCards, preferences]);
}

export function useIsPinned(card: CardKey): boolean {
  return usePinnedKeys().includes(card);
}
