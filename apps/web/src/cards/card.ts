// A card as every dashboard has it.

/** What a card is known by in the URL and in lists. */
export type CardKey = string;

export interface Card {
  readonly key: CardKey;
  /** As its writer wants it called, else by its tags. */
  readonly title: string;
  /** By its tags, whatever it is called. */
  readonly tip: string;
  /** Markdown as the writer gave it; empty for none. */
  readonly description: string;
}
