// Which pictures are more than a small still one.

/** Of what is larger, copying and drawing take longer than a frame. */
export const LARGE_PIXELS = 2 ** 21;

export const movingTypes: ReadonlySet<string> = new Set(["image/gif", "image/webp"]);
