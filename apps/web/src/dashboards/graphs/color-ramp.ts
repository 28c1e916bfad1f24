// Colours of sizes, from small to large, of one hue.

const SHARES = [0.25, 0.4, 0.55, 0.7, 0.85, 1];
/** Of the middle between both themes' backgrounds. */
const MIDDLE_GREY = 128;

/** @param palette CSS colours `#rrggbb`, of which the first is the strongest here */
export function rampOf([strong = "#808080"]: readonly string[]): readonly string[] {
  const parts = [1, 3, 5].map((at) => parseInt(strong.slice(at, at + 2), 16));
  return SHARES.map((share) => {
    const mixed = parts.map((part) => Math.round(part * share + MIDDLE_GREY * (1 - share)));
    return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  });
}
