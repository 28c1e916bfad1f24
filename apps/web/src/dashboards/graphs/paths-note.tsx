// All paths between two items: the other end is chosen, then what lies between stands out, until it is ended.
import { useKeys } from "../../ui/keys.ts";
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { endText } from "./edge-text.ts";
import type { TracedItems } from "./graph-orders.ts";

interface PathsNoteProps {
  /** One while the other is being chosen. */
  readonly ends: readonly [string, string?];
  /** Null while it is not known. */
  readonly traced: TracedItems | null;
  readonly onGo: (path: string) => void;
  readonly onEnd: () => void;
}

export function PathsNote({ ends: [first, second], traced, onGo, onEnd }: PathsNoteProps) {
  useKeys("view", { Escape: { meaning: "end the paths between two nodes", act: onEnd } });
  const link = (path: string) => (
    <button type="button" className="node-link" onClick={() => onGo(path)}>
      {endText(path)}
    </button>
  );
  return (
    <div className="graph-note">
      <span role="status">
        {second === undefined ? (
          <>Paths from {endText(first)}: choose the other node, in the graph or by search</>
        ) : (
          traced && (
            <>
              {wordsOf(traced)} from {link(traced.isTurned ? second : first)} to{" "}
              {link(traced.isTurned ? first : second)}
              {reasonOf(traced)}
            </>
          )
        )}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="End the paths"
        data-tip="End the paths (Esc)"
        onClick={onEnd}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function wordsOf({ noPaths, operationCount }: TracedItems): string {
  return noPaths === null ? `${formatCounted(operationCount, "operation")} on paths` : "No path";
}

function reasonOf({ noPaths }: TracedItems): string {
  switch (noPaths) {
    case null:
      return "";
    case "unconnected":
      return ", nor back: no tensor leads there";
    case "apart":
      return ": they stand in different function bodies";
    case "gone":
      return ": one of them is not in this graph";
  }
}
