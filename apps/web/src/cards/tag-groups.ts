// Tags in groups by what stands before their first slash.

export interface TagGroup<Entry> {
  /** The prefix without its slash; null for tags that belong to none. */
  readonly name: string | null;
  readonly entries: readonly Entry[];
}

/**
 * Groups in the order of their first tag, tags without a group first. A tag without a slash joins the group of its own name if there is one.
 * `entries` are in natural order.
 */
export function groupTags<Entry extends { readonly tag: string }>(
  entries: readonly Entry[],
): readonly TagGroup<Entry>[] {
  const prefixes = new Set(entries.flatMap(({ tag }) => prefixOf(tag) ?? []));
  const groups = new Map<string | null, Entry[]>();
  for (const entry of entries) {
    const name = prefixOf(entry.tag) ?? (prefixes.has(entry.tag) ? entry.tag : null);
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return [...groups]
    .map(([name, members]) => ({ name, entries: members }))
    .sort((a, b) => Number(a.name !== null) - Number(b.name !== null));
}

/** A tag's title in two parts: what it shares with its group, and its own. */
export function titleParts(tag: string, group: string | null): readonly [shared: string, own: string] {
  const shared = group === null ? "" : `${group}/`;
  const rest = tag.startsWith(shared) ? tag.slice(shared.length) : "";
  return rest === "" ? ["", tag] : [shared, rest];
}

/** What stands before the first slash; null when nothing does. */
function prefixOf(tag: string): string | null {
  const end = tag.indexOf("/");
  return end > 0 ? tag.slice(0, end) : null;
}
