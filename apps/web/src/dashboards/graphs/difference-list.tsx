// What differs between two graphs: how much, and each difference under the scope that holds it.
import type { ComparedPaths, ComparisonSummary, ListedDifferenceAnswer } from "@runboard/graph";
import { pathSteps } from "@runboard/graph";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Fragment, useEffect, useRef, useState } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import type { BothSides, ComparedMoves } from "./compared-moves.ts";
import { differenceListQuery, LIST_PAGE, pairQuery } from "./compared-queries.ts";
import { diffSigns, sameText } from "./diff-marks.ts";
import { shownName } from "./shown-name.ts";

interface DifferenceListProps {
  readonly comparedKey: string;
  readonly summary: ComparisonSummary;
  readonly selected: ComparedPaths;
  readonly titles: BothSides<string>;
  readonly moves: ComparedMoves;
}

export function DifferenceList({ comparedKey, summary, selected, titles, moves }: DifferenceListProps) {
  const { differenceCount, functionCount } = summary;
  // Until it is known where the new one stands, the list stays.
  const { data: pair } = useQuery({
    ...pairQuery(comparedKey, selected),
    placeholderData: keepPreviousData,
  });
  const place = pair?.place ?? null;
  return (
    <section className="differences" aria-label="Differences">
      <p className="differences-summary" role="status">
        {differenceCount === 0 ? sameText(summary) : <Summary summary={summary} />}
      </p>
      {functionCount > 0 && (
        <p className="node-type">
          The bodies of {formatCounted(functionCount, "function")} are not compared.
        </p>
      )}
      {differenceCount > 0 && (
        <>
          <div className="differences-walk">
            <button type="button" className="button" data-tip="p" onClick={() => moves.step("previous")}>
              Previous
            </button>
            <button type="button" className="button" data-tip="n" onClick={() => moves.step("next")}>
              Next
            </button>
            <span className="node-type">
              {place === null
                ? formatCounted(differenceCount, "difference")
                : `${formatCount(place + 1)} of ${formatCount(differenceCount)}`}
            </span>
          </div>
          <Rows {...{ comparedKey, differenceCount, selected, titles, moves, place }} />
        </>
      )}
    </section>
  );
}

/** Also what the colours and signs in the pictures mean. */
function Summary({ summary }: { readonly summary: ComparisonSummary }) {
  return (
    <>
      {(["added", "removed", "changed"] as const).map((kind) => (
        <Fragment key={kind}>
          <span className="differences-count">
            <i className="diff-sign" data-kind={kind} aria-hidden="true">
              {diffSigns[kind]}
            </i>
            {formatCount(summary[kind])} {kind},
          </span>{" "}
        </Fragment>
      ))}
      <span className="differences-count">{formatCount(summary.same)} the same</span>
      {summary.renamedCount > 0 && (
        <span className="node-type"> of which {formatCount(summary.renamedCount)} under a new name</span>
      )}
    </>
  );
}

interface RowsProps extends Omit<DifferenceListProps, "summary"> {
  readonly differenceCount: number;
  /** In the list, of what is selected; null when it is not there. */
  readonly place: number | null;
}

function Rows({ comparedKey, differenceCount, selected, titles, moves, place }: RowsProps) {
  // Turned by hand, until another difference is selected.
  const [turned, setTurned] = useState<{ readonly page: number; readonly place: number | null } | null>(null);
  const page = turned && turned.place === place ? turned.page : Math.floor((place ?? 0) / LIST_PAGE);
  const { data: rows } = useQuery(differenceListQuery(comparedKey, page));
  const current = useRef<HTMLLIElement | null>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ block: "nearest" });
  }, [place, rows]);
  const first = page * LIST_PAGE;
  const last = Math.min(first + LIST_PAGE, differenceCount);
  return (
    <>
      {differenceCount > LIST_PAGE && (
        <div className="differences-pages">
          <button
            type="button"
            className="icon-button"
            aria-label="Differences before"
            disabled={page === 0}
            onClick={() => setTurned({ page: page - 1, place })}
          >
            <Icon name="chevron" />
          </button>
          <span className="node-type">
            {formatCount(first + 1)} – {formatCount(last)} of {formatCount(differenceCount)} listed
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label="Differences after"
            disabled={last === differenceCount}
            onClick={() => setTurned({ page: page + 1, place })}
          >
            <Icon name="chevron" />
          </button>
        </div>
      )}
      <ul className="differences-rows" tabIndex={-1}>
        {rows?.map((row, at) => {
          const isHere = first + at === place;
          const isSelected = row.pathBefore === selected.before && row.pathAfter === selected.after;
          return (
            <Fragment key={`${row.pathBefore ?? ""} ${row.pathAfter ?? ""}`}>
              {isFirstOfScope(row, rows[at - 1]) && (
                <li className="differences-scope">
                  {row.scope === "" ? "at the top" : shownName(row.scope)}
                  {row.scopeSide === "before" && ` (only in ${titles.before})`}
                </li>
              )}
              <li ref={isHere ? current : undefined} data-selected={isSelected ? "" : undefined}>
                <button
                  type="button"
                  aria-current={isSelected}
                  onClick={() => moves.go({ before: row.pathBefore, after: row.pathAfter })}
                >
                  <i className="diff-sign" data-kind={row.kind} aria-label={row.kind} role="img">
                    {diffSigns[row.kind]}
                  </i>
                  <span className="differences-name">{nameOf(row)}</span>
                  <span className="node-type">{row.changes.join(", ")}</span>
                </button>
              </li>
            </Fragment>
          );
        })}
      </ul>
    </>
  );
}

function isFirstOfScope(
  { scope, scopeSide }: ListedDifferenceAnswer,
  before: ListedDifferenceAnswer | undefined,
): boolean {
  return before?.scope !== scope || before.scopeSide !== scopeSide;
}

function nameOf({ pathBefore, pathAfter }: ListedDifferenceAnswer): string {
  const path = pathAfter ?? pathBefore ?? "";
  return shownName(pathSteps(path).at(-1)?.label ?? path);
}
