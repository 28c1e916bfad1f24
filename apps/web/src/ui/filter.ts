// The filters over runs and tags: a regular expression without regard to case; text that is no expression is looked for as it stands.

export interface Filter {
  readonly matches: (name: string) => boolean;
  /** Whether it leaves anything out. */
  readonly isActive: boolean;
  /** Why the text is no regular expression; null when it is one. */
  readonly problem: string | null;
}

export function compileFilter(text: string): Filter {
  if (text === "") return { matches: () => true, isActive: false, problem: null };
  try {
    const expression = new RegExp(text, "i");
    return { matches: (name) => expression.test(name), isActive: true, problem: null };
  } catch (error) {
    const wanted = text.toLowerCase();
    const reason = error instanceof Error ? (error.message.split(": ").at(-1) ?? "") : "";
    return { matches: (name) => name.toLowerCase().includes(wanted), isActive: true, problem: reason };
  }
}

/** The names that pass; the same array when all do, so that nothing is worked out anew from it. */
export function passing<Name extends string>(names: readonly Name[], filter: Filter): readonly Name[] {
  if (!filter.isActive) return names;
  const passed = names.filter(filter.matches);
  return passed.length === names.length ? names : passed;
}
