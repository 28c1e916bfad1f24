// Shares in percent.

/** 0 and 100 % only for none and all. */
export function shareText(share: number): string {
  if (share === 0 || share === 1) return `${100 * share} %`;
  const percent = 100 * share;
  if (percent < 0.01) return "< 0.01 %";
  if (percent > 99.99) return "> 99.99 %";
  return `${percent < 1 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}
