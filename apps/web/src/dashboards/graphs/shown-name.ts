// Names as they are read: whole, or both ends of what nobody can read.
import { formatCounted } from "../../ui/format.ts";

const mostCharacters = 400;
const [headCharacters, tailCharacters] = [240, 100];

/** A name of millions of characters would take the page's time and all of its room. */
export function shownName(name: string): string {
  if (name.length <= mostCharacters) return name;
  const left = name.length - headCharacters - tailCharacters;
  return `${name.slice(0, headCharacters)}… ${formatCounted(left, "character")} more …${name.slice(-tailCharacters)}`;
}
