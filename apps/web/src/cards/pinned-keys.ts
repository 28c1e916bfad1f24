// Which cards are pinned: as the URL says, else as this browser keeps it.
import type { Preferences } from "../ui/preferences.ts";
import { decodeList } from "../url/url-list.ts";
import type { CardKey } from "./card.ts";

export function pinnedKeys(
  fromUrl: string,
  { savesPins, pinnedCards }: Pick<Preferences, "savesPins" | "pinnedCards">,
): readonly CardKey[] {
  if (fromUrl !== "") return decodeList(fromUrl);
  return savesPins ? pinnedCards : [];
}
