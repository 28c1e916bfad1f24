// The text dashboard: what was logged as text, at the page's step or all of it, and found by what it says.
import { decodeAxis } from "../../cards/grid-axes.ts";
import { MediaBoard } from "../../cards/media-board.tsx";
import { Segments } from "../../ui/segments.tsx";
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
          <Segments
            label="What is shown"
            titles={views}
            value={view}
            onChange={(next) => change({ view: next })}
          />
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
