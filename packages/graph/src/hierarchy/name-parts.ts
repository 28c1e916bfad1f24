// Names of nodes as paths of scopes, and the order in which labels are listed.

const SLASH = 47;

/**
 * Places of the slashes that part `name`. A slash that would leave a part empty belongs to the part that follows it, at the end to the one before:
 * `/a//b/` has the parts `/a` and `/b/`. So joining the parts gives the name back, and no part is empty.
 * @param from places before it are not looked at; a part begins there
 */
export function* partingSlashes(name: string, from = 0): Generator<number> {
  let last = name.length - 1;
  while (last >= 0 && name.charCodeAt(last) === SLASH) last--;
  let start = from;
  let leading = 0;
  for (let at = name.indexOf("/", from); at >= 0 && at < last; at = name.indexOf("/", at + 1)) {
    if (at === start + leading) {
      leading++;
      continue;
    }
    yield at;
    start = at + 1;
    leading = 0;
  }
}

/**
 * A string whose plain order is the natural order of labels: runs of digits by their value, all else by code unit.
 * Labels that differ in leading zeros only have the same key.
 */
export function naturalKey(label: string): string {
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
