// What was searched for, marked where it is shown.
import { useEffect, type RefObject } from "react";

/** More are not marked: nobody looks at them one by one. */
const MOST_MARKS = 1000;

/** All cells share one highlight: browsers know highlights by their names. */
let highlight: Highlight | undefined;

function sharedHighlight(): Highlight | undefined {
  // Not every browser has them.
  if (typeof Highlight === "undefined") return undefined;
  if (!highlight) CSS.highlights.set("text-match", (highlight = new Highlight()));
  return highlight;
}

/** @param bringsIntoSight whether the first one is scrolled to. */
export function useMarkedMatches(
  room: RefObject<HTMLElement | null>,
  query: string,
  bringsIntoSight: boolean,
): void {
  useEffect(() => {
    const marks = sharedHighlight();
    const element = room.current;
    if (!marks || !element || query === "") return;
    let own: readonly Range[] = [];
    let isInSight = false;
    const mark = (): void => {
      for (const range of own) marks.delete(range);
      own = rangesOf(element, query);
      for (const range of own) marks.add(range);
      const [first] = own;
      if (!bringsIntoSight || isInSight || !first) return;
      isInSight = true;
      first.startContainer.parentElement?.scrollIntoView({ block: "center" });
    };
    mark();
    const changes = new MutationObserver(mark);
    changes.observe(element, { childList: true, subtree: true, characterData: true });
    return () => {
      changes.disconnect();
      for (const range of own) marks.delete(range);
    };
  }, [room, query, bringsIntoSight]);
}

function rangesOf(element: HTMLElement, query: string): readonly Range[] {
  const pattern = new RegExp(query.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    for (const { 0: match, index } of (node.textContent ?? "").matchAll(pattern)) {
      if (ranges.length >= MOST_MARKS) return ranges;
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + match.length);
      ranges.push(range);
    }
  }
  return ranges;
}
