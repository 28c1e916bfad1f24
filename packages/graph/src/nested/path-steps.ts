// A path taken apart again: what one goes through to an item, and what each is called.

/** An item that a path leads through. */
export interface PathStep {
  readonly path: string;
  /** As `Hierarchy.labels` has it; of a function's body its name. */
  readonly label: string;
}

/** From the outermost scope to the item itself, bodies of functions among them; none for the whole graph. Works on any text. */
export function pathSteps(path: string): readonly PathStep[] {
  if (path === "") return [];
  const steps: PathStep[] = [];
  let before = "";
  path.split("//").forEach((part, at) => {
    const isBody = at % 2 === 1;
    const start = at === 0 ? "" : `${before}//`;
    if (isBody) steps.push({ path: start + part, label: unescaped(part) });
    else {
      let upTo = start;
      part.split("/").forEach((segment, place) => {
        upTo += place === 0 ? segment : `/${segment}`;
        // A body's own path has no item after it.
        if (segment !== "") steps.push({ path: upTo, label: labelOf(segment) });
      });
    }
    before = start + part;
  });
  return steps;
}

/** Of a segment of a path, as `pathOf` writes it. */
function labelOf(segment: string): string {
  // The operation without a name of its own.
  if (segment === "%") return "";
  const [, prefix, range = "", suffix = ""] = /^\[(.*) (\d+-\d+)(\]?)\]$/su.exec(segment) ?? [];
  return prefix === undefined ? unescaped(segment) : `${unescaped(prefix)}[${range}]${suffix}`;
}

/** Only what paths escape: other marks that look like escapes are the name's own. */
function unescaped(text: string): string {
  return text.replaceAll(/%(25|2F|28|5B)/g, (mark) => String.fromCharCode(parseInt(mark.slice(1), 16)));
}
