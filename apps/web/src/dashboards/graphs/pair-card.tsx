// What is selected on both sides, and what differs between the two.
import type { ComparedPaths, DiffFact, PairFacts } from "@runboard/graph";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { decodeList } from "../../url/url-list.ts";
import type { BothSides, ComparedMoves } from "./compared-moves.ts";
import { pairQuery } from "./compared-queries.ts";
import { diffSigns } from "./diff-marks.ts";
import { endText } from "./edge-text.ts";
import { graphsSearch } from "./search.ts";
import { shownName } from "./shown-name.ts";

interface PairCardProps {
  readonly comparedKey: string;
  readonly selected: ComparedPaths;
  readonly titles: BothSides<string>;
  readonly moves: ComparedMoves;
}

export function PairCard({ comparedKey, selected, titles, moves }: PairCardProps) {
  const { data, error } = useQuery(pairQuery(comparedKey, selected));
  const { open, againstOpen } = graphsSearch.useSearch();
  const path = selected.after ?? selected.before;
  if (path === null) return null;
  const { facts } = data ?? {};
  const isOpen =
    selected.after === null ? decodeList(open).includes(path) : decodeList(againstOpen).includes(path);
  return (
    <section className="pair-card node-card" aria-label="Selected pair">
      <header>
        <h2>{endText(path)}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the card"
          onClick={() => moves.select("before", null)}
        >
          <Icon name="close" />
        </button>
      </header>
      {error && <p role="alert">It could not be read: {error.message}</p>}
      <p className="node-name">
        {selected.before !== null && selected.after !== null && selected.before !== selected.after
          ? `${shownName(selected.before)} → ${shownName(selected.after)}`
          : shownName(path)}
      </p>
      {facts === null && (
        <p>Nothing is known of it: it stands in a function’s body, or is not in this graph.</p>
      )}
      {facts && (
        <>
          <p className="pair-state">
            {facts.kind !== "same" && (
              <i className="diff-sign" data-kind={facts.kind} aria-hidden="true">
                {diffSigns[facts.kind]}
              </i>
            )}
            <span>{stateText(facts, titles)}</span>
          </p>
          {!facts.isOperation && (
            <button
              type="button"
              className="button"
              onClick={() => moves.toggle(selected.after === null ? "before" : "after", path)}
            >
              {isOpen ? "Close" : "Open"}
            </button>
          )}
          <Facts facts={facts} />
        </>
      )}
    </section>
  );
}

function stateText(facts: PairFacts, titles: BothSides<string>): string {
  const { kind, isOperation, added, removed, changed, same, changes } = facts;
  switch (kind) {
    case "added":
      return `only in ${titles.after}${isOperation ? "" : `: ${formatCounted(added, "operation")}`}`;
    case "removed":
      return `only in ${titles.before}${isOperation ? "" : `: ${formatCounted(removed, "operation")}`}`;
    case "changed":
      if (isOperation) return `changed: ${changes.join(", ")}`;
      return `${formatCount(added)} added, ${formatCount(removed)} removed, ${formatCount(changed)} changed, ${formatCount(same)} the same`;
    case "same":
      return changes.length > 0 ? "the same under a new name" : "the same in both";
  }
}

const factWords: Readonly<Record<DiffFact["kind"], string>> = {
  name: "name",
  operation: "operation",
  attribute: "",
  body: "body",
  output: "output",
  parameters: "parameters",
  input: "input",
  dependency: "dependency",
  device: "device",
};

function Facts({ facts: { facts, factCount } }: { readonly facts: PairFacts }) {
  if (facts.length === 0) return null;
  return (
    <>
      <dl className="pair-facts">
        {facts.map(({ kind, which, before, after }) => (
          <div key={`${kind} ${which} ${before ?? ""} ${after ?? ""}`}>
            <dt>{[factWords[kind], which].filter((word) => word !== "").join(" ")}</dt>
            {before !== null && <Value kind="removed" text={before} />}
            {after !== null && <Value kind="added" text={after} />}
          </div>
        ))}
      </dl>
      {factCount > facts.length && (
        <p className="node-more">{formatCount(factCount - facts.length)} more are not listed</p>
      )}
    </>
  );
}

function Value({ kind, text }: { readonly kind: "removed" | "added"; readonly text: string }) {
  return (
    <dd>
      <i
        className="diff-sign"
        data-kind={kind}
        aria-label={kind === "removed" ? "before" : "after"}
        role="img"
      >
        {diffSigns[kind]}
      </i>
      <span>{text === "" ? "none" : text}</span>
    </dd>
  );
}
