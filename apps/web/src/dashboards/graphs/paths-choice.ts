// Between which two items paths are shown, in the URL.
import { useCallback, useMemo } from "react";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { graphsSearch } from "./search.ts";

export interface PathsChoice {
  /** One while the other is being chosen; null when no paths are shown. */
  readonly ends: readonly [string, string?] | null;
  readonly begin: (path: string) => void;
  /** The other end. */
  readonly choose: (path: string) => void;
  readonly end: () => void;
}

export function usePathsChoice(): PathsChoice {
  const { trace, ends: text } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const ends = useMemo((): PathsChoice["ends"] => {
    const [first, second] = trace === "paths" ? decodeList(text) : [];
    if (first === undefined) return null;
    return second === undefined ? [first] : [first, second];
  }, [trace, text]);
  const begin = useCallback((path: string) => change({ trace: "paths", ends: encodeList([path]) }), [change]);
  const choose = useCallback(
    (path: string) => {
      if (ends && path !== ends[0]) change({ ends: encodeList([ends[0], path]) });
    },
    [ends, change],
  );
  const end = useCallback(() => change({ trace: "off", ends: "" }), [change]);
  return { ends, begin, choose, end };
}
