// Which series are shown as their members, in the URL.
import { useCallback, useMemo } from "react";
import { decodeList, encodeList } from "../../url/url-list.ts";
import { graphsSearch } from "./search.ts";

export interface SeriesChoice {
  /** Otherwise all members stand for themselves. */
  readonly isFolding: boolean;
  /** Paths of series whose members stand in their place. */
  readonly ungrouped: readonly string[];
  /** Ungroups one, or groups it again. */
  readonly toggle: (series: string) => void;
}

export function useSeriesChoice(): SeriesChoice {
  const { fold, ungrouped: text, open: openText } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  const ungrouped = useMemo(() => decodeList(text), [text]);
  const toggle = useCallback(
    (series: string) => {
      const rest = ungrouped.filter((one) => one !== series);
      const isGroupedAgain = rest.length < ungrouped.length;
      const open = decodeList(openText);
      change({
        ungrouped: encodeList(isGroupedAgain ? rest : [...rest, series]),
        // What is dissolved is not open, and what is grouped again is what one looks at.
        ...(open.includes(series) && { open: encodeList(open.filter((one) => one !== series)) }),
        ...(isGroupedAgain && { at: series }),
      });
    },
    [ungrouped, openText, change],
  );
  return { isFolding: fold, ungrouped, toggle };
}
