// Student's t, for confidence intervals of a mean. Formulas: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.

/** Of the normal distribution, where the middle 95 % end. */
const NORMAL = 1.959963984540054;
/** From here on 26.7.5 is exact to 1e-14. */
const MANY = 1000;

const quantiles = new Map<number, number>();

/**
 * Where the middle 95 % of Student's t distribution end: its 0.975 quantile.
 *
 * Below 1,000 degrees of freedom the finite sums 26.7.3 and 26.7.4, which are exact for whole degrees, solved by bisection;
 * from there on the expansion 26.7.5. Agrees with published tables to 1e-12 relative.
 * @param degrees of freedom, a whole number of at least 1.
 */
export function studentT95(degrees: number): number {
  if (!(Number.isInteger(degrees) && degrees >= 1))
    throw new RangeError(`Degrees of freedom must be a whole number of at least 1, not ${degrees}.`);
  if (degrees >= MANY) return expandedQuantile(degrees);
  let quantile = quantiles.get(degrees);
  if (quantile === undefined) {
    quantile = solvedQuantile(degrees);
    quantiles.set(degrees, quantile);
  }
  return quantile;
}

function solvedQuantile(degrees: number): number {
  // Between the normal distribution's and that of one degree.
  let low = 1.9;
  let high = 13;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (middleShare(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
}

/** The probability that |t| is at most `t`: A(t | degrees) of 26.7.3 (odd) and 26.7.4 (even). */
function middleShare(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= cosine * cosine * ((k - 1) / k);
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** 26.7.5: the normal quantile with corrections in powers of 1 / degrees. */
function expandedQuantile(degrees: number): number {
  const x = NORMAL;
  const x2 = x * x;
  const g1 = ((x2 + 1) * x) / 4;
  const g2 = (((5 * x2 + 16) * x2 + 3) * x) / 96;
  const g3 = ((((3 * x2 + 19) * x2 + 17) * x2 - 15) * x) / 384;
  const g4 = (((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945) * x) / 92160;
  return x + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
}
