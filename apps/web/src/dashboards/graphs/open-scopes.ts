// Which levels a picture has when some scopes are open: each that is open in an open one, parents before children.
import type { OpenedLevel } from "@runboard/graph";

export interface OpenScope {
  readonly path: string;
  readonly level: OpenedLevel;
  /** Place in the list of the one it is open in, and its own item there; -1 for the whole graph. */
  readonly parent: number;
  readonly parentPlace: number;
}

/** Scopes that are not there, or that nothing open shows, are left out: they may be open again later. */
export function openScopes(
  open: readonly string[],
  levelOf: (path: string) => OpenedLevel | undefined,
): readonly OpenScope[] {
  const wanted = new Set(open);
  const whole = levelOf("");
  if (!whole) return [];
  const scopes: OpenScope[] = [{ path: "", level: whole, parent: -1, parentPlace: -1 }];
  for (let parent = 0; parent < scopes.length; parent++) {
    const { level } = scopes[parent] ?? { level: whole };
    [...level.items, ...level.auxiliaryItems].forEach(({ path }, parentPlace) => {
      if (!wanted.has(path)) return;
      const inner = levelOf(path);
      if (inner) scopes.push({ path, level: inner, parent, parentPlace });
    });
  }
  return scopes;
}
