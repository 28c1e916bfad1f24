// Names of nodes as paths of scopes, and the order in which labels are listed.

const SLASH = 47;

/**
 * The first slash from `start` on that parts `name`, or -1. A slash that would leave a part empty belongs to the part that follows it, at the end to the
 * one before: `/a//b/` has the parts `/a` and `/b/`. So joining the parts gives the name back, and no part is empty.
 * @param start where a part begins
 * @param last see `lastBesideSlashes`
 */
export function partingSlash(name: string, start: number, last: number): number {
  let from = start;
  while (name.charCodeAt(from) === SLASH) from++;
  const at = name.indexOf("/", from);
  return at < last ? at : -1;
}

/** Place of the last character that is no slash; slashes behind it part nothing. */
export function lastBesideSlashes(name: string): number {
  let last = name.length - 1;
  while (last >= 0 && name.charCodeAt(last) === SLASH) last--;
  return last;
}

/** `naturalKey` of each label. */
export function naturalKeys(labels: readonly string[]): readonly string[] {
  // Labels repeat from block to block.
  const known = new Map<string, string>();
  return labels.map((label) => {
    let key = known.get(label);
    if (key === undefined) {
      key = naturalKey(label);
      known.set(label, key);
    }
    return key;
  });
}

/**
 * A string whose plain order is the natural order of labels: runs of digits by their value, all else by code unit.
 * Labels that differ in leading zeros only have the same key.
 */
function naturalKey(label: string): string {
  return /\d/.test(label) ? label.replace(/\d+/g, numberKey) : label;
}

/** A number's digits behind how many they are. */
function numberKey(digits: string): string {
  const value = digits.replace(/^0+(?=\d)/, "");
  const { length } = value;
  return length < 9 ? `${length}${value}` : `9${String.fromCharCode(Math.min(length, 0xffff))}${value}`;
}

/** A label that counts: `layer_12` is the 12th of `layer_`, `Block[3]` of `Block[` and `]`. */
export interface NumberedLabel {
  readonly prefix: string;
  readonly digits: string;
  readonly suffix: "" | "]";
}

/** Undefined where no number of at most nine digits ends the label. */
export function numberedLabel(label: string): NumberedLabel | undefined {
  const suffix = label.endsWith("]") ? "]" : "";
  const end = label.length - suffix.length;
  let start = end;
  while (start > 0 && isDigit(label.charCodeAt(start - 1))) start--;
  if (start === end || end - start > 9) return undefined;
  return { prefix: label.slice(0, start), digits: label.slice(start, end), suffix };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
