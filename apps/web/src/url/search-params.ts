// How search parameters stand in the address: plain strings, unquoted, with as little percent-encoding as URLs allow.
// Those of a dashboard are an object of its own in the search, and stand under its id in the address: `scalars.smoothing=0.9`.

type Value = string | number | boolean;
type Fields = Readonly<Record<string, Value>>;

export interface SearchParamsTable {
  /** Defaults of what every dashboard has. What is as its default stays out of the address. */
  readonly board: Fields;
  /** Defaults by dashboard. */
  readonly dashboards: Readonly<Record<string, Fields>>;
  /** Dashboards whose parameters are also known by their plain names, as in addresses of before they had prefixes. */
  readonly plainlyNamed: readonly string[];
}

/** Of the board by name, of dashboards by id and name. Everything is text: schemas of the routes give types. */
export type ParsedSearch = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Of a repeated parameter the last counts. What nobody knows is left out. */
export function parseSearchParams(text: string, table: SearchParamsTable): ParsedSearch {
  const board: Record<string, string> = {};
  const dashboards: Record<string, Record<string, string>> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const at = key.indexOf(".");
    const id = at < 0 ? plainOwner(key, table) : key.slice(0, at);
    const name = key.slice(at + 1);
    if (at < 0 && Object.hasOwn(table.board, key)) board[key] = value;
    else if (id !== undefined && isKnown(table, id, name))
      dashboards[id] = { ...dashboards[id], [name]: value };
  }
  return { ...board, ...dashboards };
}

/** With a leading `?`; empty for a search of defaults. */
export function stringifySearchParams(
  search: Readonly<Record<string, unknown>>,
  table: SearchParamsTable,
): string {
  const parts = [
    ...textsOf(search, table.board, ""),
    ...Object.entries(table.dashboards).flatMap(([id, defaults]) => {
      const own = search[id];
      return isObject(own) ? textsOf(own, defaults, `${id}.`) : [];
    }),
  ];
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

function plainOwner(name: string, { dashboards, plainlyNamed }: SearchParamsTable): string | undefined {
  return plainlyNamed.find((id) => Object.hasOwn(dashboards[id] ?? {}, name));
}

function isKnown({ dashboards }: SearchParamsTable, id: string, name: string): boolean {
  return Object.hasOwn(dashboards, id) && Object.hasOwn(dashboards[id] ?? {}, name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function textsOf(search: Readonly<Record<string, unknown>>, defaults: Fields, prefix: string): string[] {
  return Object.entries(defaults).flatMap(([name, standard]) => {
    const text = wireText(search[name]);
    return text === undefined || text === wireText(standard) ? [] : [`${prefix}${name}=${encode(text)}`];
  });
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
