// How search parameters stand in the address: plain strings, unquoted, with as little percent-encoding as URLs allow.

/** Every parameter as text; of a repeated one the last. Schemas of the routes give them types. */
export function parseSearchParams(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearchParams(search: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(search).flatMap(([key, value]) => {
    const text = wireText(value);
    return text === undefined ? [] : [`${encode(key)}=${encode(text)}`];
  });
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

function wireText(value: unknown): string | undefined {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" || typeof value === "string") return String(value);
  return undefined;
}

/** RFC 3986 allows these in a query; the rest stays encoded. Half a surrogate pair cannot be encoded at all. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/gu, "\ufffd")).replaceAll(
    /%(2C|2F|3A|3B|3D|40|24)/g,
    (code) => decodeURIComponent(code),
  );
}
