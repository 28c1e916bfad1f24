// The text dashboard: what was logged as text, at the page's step or all of it, and found by what it says.
import { decodeAxis } from "../../cards/grid-axes.ts";
import { MediaBoard } from "../../cards/media-board.tsx";
import { mostOfOneStep } from "./text-parts.ts";
import { SearchInput, SearchResults } from "./text-search.tsx";
import { textSearch } from "./search.ts";
import { TextCell } from "./text-cell.tsx";
import "./text.css";

export function TextPanel() {
  const { rows, columns, view, markdown, query } = textSearch.useSearch();
  const change = textSearch.useChange();
  return (
    <MediaBoard
      kind="text"
      dataClass="tensor"
      axes={{ rows: decodeAxis(rows) ?? "tag", columns: decodeAxis(columns) ?? "run" }}
      onAxesChange={change}
      followsStep={view === "step"}
      sampleCountOf={mostOfOneStep}
      cellHeightPixels={view === "step" ? 220 : 340}
      toolbar={
        <>
          <Views />
          <label className="text-markdown">
            <input
              type="checkbox"
              className="check-box"
              checked={markdown}
              onChange={() => change({ markdown: !markdown })}
            />
            Markdown
          </label>
          <span className="toolbar-space" />
          <SearchInput />
        </>
      }
      above={query !== "" && <SearchResults key={query} query={query} />}
      cell={(cell) => <TextCell key={`${cell.card} ${cell.step} ${cell.sample}`} cell={cell} />}
    />
  );
}

const views = { step: "Step", list: "All" } as const;

function Views() {
  const { view } = textSearch.useSearch();
  const change = textSearch.useChange();
  return (
    <div className="segments">
      <div className="segments-radios" role="radiogroup" aria-label="What is shown">
        {(["step", "list"] as const).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="text-view"
              checked={one === view}
              onChange={() => change({ view: one })}
            />
            <span>{views[one]}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
