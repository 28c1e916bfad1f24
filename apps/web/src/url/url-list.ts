// Lists of names in one URL parameter: readable when short, compact when long.
//
// Items are joined by `;`. An item that begins as the one before it says how many characters they share, `!<base 36>.`, when that is shorter.
// `!` and `;` inside a name are written `!!` and `!;`.

const SHORTEST_SHARED = 6;

export function encodeList(names: readonly string[]): string {
  let previous = "";
  return names
    .map((name, index) => {
      const shared = index === 0 ? 0 : sharedLength(previous, name);
      previous = name;
      if (shared < SHORTEST_SHARED) return escape(name);
      return `!${shared.toString(36)}.${escape(name.slice(shared))}`;
    })
    .join(";");
}

/** The names; a damaged item gives what can be read of it. */
export function decodeList(text: string): readonly string[] {
  if (text === "") return [];
  const names: string[] = [];
  let name = "";
  let isStart = true;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text[at];
    if (char === undefined || char === ";") {
      names.push(name);
      name = "";
      isStart = true;
      continue;
    }
    const shared = isStart && char === "!" ? /^!([0-9a-z]+)\./.exec(text.slice(at, at + 12)) : null;
    isStart = false;
    if (shared) {
      name = (names.at(-1) ?? "").slice(0, parseInt(shared[1] ?? "", 36));
      at += shared[0].length - 1;
    } else if (char === "!" && at + 1 < text.length) {
      at += 1;
      name += text[at] ?? "";
    } else {
      name += char;
    }
  }
  return names;
}

function escape(name: string): string {
  return name.replaceAll(/[!;]/g, "!$&");
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  // A pair of surrogates stays together.
  const last = a.charCodeAt(length - 1);
  return last >= 0xd800 && last < 0xdc00 ? length - 1 : length;
}
