// Keys that work wherever the focus is, unless something is being typed or a panel is open. Each says what it does: the list of keys is made of them.
import { useEffect, useEffectEvent, useRef } from "react";

interface Key {
  /** For the list of keys, in a few words. Keys of one section with the same meaning share a line there. */
  readonly meaning: string;
  readonly act: () => void;
}

/** By `event.key`, with `ctrl+` (or the command key) and `shift+` before it where they matter; letters in lower case. */
export type KeyMap = Readonly<Record<string, Key>>;

/** Headings of the list of keys, in its order. */
export const keySections = {
  card: "Chart under the pointer",
  view: "View",
  everywhere: "Everywhere",
} as const;
export type KeySection = keyof typeof keySections;

interface KeyOptions {
  /** The keys work while a dialog is open too. */
  readonly overDialogs?: boolean;
}

/** What one component listens to, as of its last render. */
interface Listed {
  section: KeySection;
  keys: KeyMap;
}

const listed = new Set<Listed>();

/** Makes the keys work, and be listed, while the component is on the page. */
export function useKeys(section: KeySection, keys: KeyMap, { overDialogs = false }: KeyOptions = {}): void {
  const entry = useRef<Listed>({ section, keys });
  useEffect(() => {
    Object.assign(entry.current, { section, keys });
  });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || isTyping(event)) return;
    if (document.querySelector(overDialogs ? openPanels : `${openPanels}, dialog[open]`)) return;
    const key = keys[keyName(event)];
    if (!key) return;
    event.preventDefault();
    key.act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    const own = entry.current;
    listed.add(own);
    document.addEventListener("keydown", listen);
    return () => {
      listed.delete(own);
      document.removeEventListener("keydown", listen);
    };
  }, []);
}

export interface KeyLine {
  /** Alternatives, each the caps to press together: `[["ctrl", "Z"]]`. */
  readonly alternatives: readonly (readonly string[])[];
  readonly meaning: string;
}

/** What every key does that works at this moment, by section. */
export function keyLines(): ReadonlyMap<KeySection, readonly KeyLine[]> {
  const sections = new Map<KeySection, Map<string, (readonly string[])[]>>();
  for (const { section, keys } of listed) {
    const lines = sections.get(section) ?? new Map<string, (readonly string[])[]>();
    sections.set(section, lines);
    for (const [name, { meaning }] of Object.entries(keys))
      lines.set(meaning, [...(lines.get(meaning) ?? []), keyCaps(name)]);
  }
  return new Map(
    [...sections].map(([section, lines]) => [
      section,
      [...lines].map(([meaning, alternatives]) => ({ meaning, alternatives })),
    ]),
  );
}

const capNames: Readonly<Record<string, string>> = {
  Escape: "Esc",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "space",
};

/** As on the keyboard: a letter alone is what is typed, beside another key it is the key's cap. */
function keyCaps(name: string): readonly string[] {
  const parts = name === "+" ? ["+"] : name.split("+");
  return parts.map(
    (part) => capNames[part] ?? (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part),
  );
}

const openPanels = "[popover=auto]:popover-open";

function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `ctrl+${event.shiftKey ? "shift+" : ""}${key}`;
  return key;
}

/** A slider or a check box takes no letters, but arrow keys; the space bar presses what has the focus. */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (key === " " && target instanceof HTMLElement && target.matches("button, a, summary, [type=checkbox]"))
    return true;
  if (target instanceof HTMLInputElement)
    return key.startsWith("Arrow") || !["range", "checkbox", "radio"].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select"));
}
