// Which of the graphs that one source holds.
import type { ComparisonSide } from "@runboard/graph";
import { anewAgainst, anewGraph, graphsSearch } from "./search.ts";

interface PartSelectProps {
  /** Labels, the main one first. */
  readonly parts: readonly string[];
  /** Of two graphs that are compared; the page's own is `before`. */
  readonly side: ComparisonSide;
}

export function PartSelect({ parts, side }: PartSelectProps) {
  const { part, againstPart } = graphsSearch.useSearch();
  const change = graphsSearch.useChange();
  return (
    <select
      className="graph-choice"
      aria-label={side === "before" ? "Part" : "Part of the other graph"}
      value={side === "before" ? part : againstPart}
      onChange={({ target: { value } }) =>
        change(side === "before" ? { part: value, ...anewGraph } : { ...anewAgainst, againstPart: value })
      }
    >
      {parts.map((one, place) => (
        <option key={one} value={place === 0 ? "" : one}>
          {one === "" ? "main graph" : one}
        </option>
      ))}
    </select>
  );
}
