// The order in which tags are listed: as TensorBoard's time series dashboard sorts them, numbers by their value and `/` before every letter.

const ZERO = 48;
const NINE = 57;
const SLASH = 47;

/**
 * Comparator for tags. Where both have a digit, the numbers there (decimals and exponents included, a leading `.` or sign not) are compared by value;
 * elsewhere `/` and digits come before all other characters and count as equal among themselves; other characters compare by code unit; a prefix comes first.
 * @returns negative, 0 or positive. 0 does not mean equal: `1` and `01` compare as 0.
 */
export function compareTagNames(tagA: string, tagB: string): number {
  let a = 0;
  let b = 0;
  while (a < tagA.length && b < tagB.length) {
    const codeA = tagA.charCodeAt(a);
    const codeB = tagB.charCodeAt(b);
    if (isDigit(codeA) && isDigit(codeB)) {
      const endA = numberEnd(tagA, a);
      const endB = numberEnd(tagB, b);
      const numberA = Number(tagA.slice(a, endA));
      const numberB = Number(tagB.slice(b, endB));
      // What only begins like an exponent (`1e`, `2e+`) is no number: NaN, neither less nor greater.
      if (numberA < numberB) return -1;
      if (numberA > numberB) return 1;
      a = endA;
      b = endB;
      continue;
    }
    const isBreakA = codeA === SLASH || isDigit(codeA);
    const isBreakB = codeB === SLASH || isDigit(codeB);
    if (isBreakA !== isBreakB) return isBreakA ? -1 : 1;
    if (!isBreakA && codeA !== codeB) return codeA < codeB ? -1 : 1;
    a++;
    b++;
  }
  return Math.sign(tagA.length - a - (tagB.length - b));
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

const NUMBER = /[0-9]+(?:\.[0-9]*)?(?:[eE](?:[0-9+-][0-9]*)?)?/y;

/** Where the number that begins at `start` ends. */
function numberEnd(tag: string, start: number): number {
  NUMBER.lastIndex = start;
  NUMBER.test(tag);
  return NUMBER.lastIndex;
}
