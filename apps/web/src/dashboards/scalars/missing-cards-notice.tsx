// Says which cards a link names whose tags are not here, and takes them out of the address.
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../data/queries.ts";
import { MissingNotice } from "../../runs/missing-runs-notice.tsx";
import { useChangeBoard } from "../../url/change-view.ts";
import { useBoardSearch } from "../../url/board-search.ts";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { cardSpec, cardTitle } from "./card-spec.ts";
import type { Cards } from "./use-cards.ts";

export function MissingCardsNotice({ ofKey }: Pick<Cards, "ofKey">) {
  const { full, pinnedCards } = useBoardSearch();
  const changeBoard = useChangeBoard();
  // While it is being read, more may come.
  const { data: isRead } = useQuery({
    ...statusQuery,
    select: ({ loading }) => loading.phase === "ready",
  });
  if (isRead !== true) return null;
  const pinned = decodeList(pinnedCards);
  const titles = new Map(
    [full, ...pinned].flatMap((key) => {
      // A key without a card in it is empty, or a cell of another dashboard.
      const spec = key === "" ? null : cardSpec(key);
      return spec && ofKey(key) === null ? [[key, cardTitle(spec)] as const] : [];
    }),
  );
  if (titles.size === 0) return null;
  const drop = (): void =>
    changeBoard({
      ...(titles.has(full) && { full: "" }),
      pinnedCards: encodeList(pinned.filter((key) => !titles.has(key))),
    });
  return <MissingNotice kind="Tag" missing={[...titles.values()]} drop={drop} />;
}
