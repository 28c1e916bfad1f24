// Keys that work wherever the focus is, unless something is being typed or a panel is open.
import { useEffect, useEffectEvent } from "react";

/** By `event.key`, with `ctrl+` (or the command key) and `shift+` before it where they matter; letters in lower case. */
export type KeyMap = Readonly<Record<string, () => void>>;

/** `overDialogs`: the keys work while a dialog is open too. */
export function useKeys(keys: KeyMap, { overDialogs = false } = {}): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || isTyping(event.target)) return;
    if (document.querySelector(overDialogs ? openPanels : `${openPanels}, dialog[open]`)) return;
    const action = keys[keyName(event)];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

const openPanels = "[popover=auto]:popover-open";

function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `ctrl+${event.shiftKey ? "shift+" : ""}${key}`;
  return key;
}

/** A slider or a check box takes no letters. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["range", "checkbox", "radio"].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select"));
}
