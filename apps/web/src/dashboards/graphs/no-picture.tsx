// Where the picture of a graph would be, while there is none.
import type { PictureState } from "./shown-graph.ts";

interface NoPictureProps {
  readonly state: PictureState;
  readonly waitingText?: string | undefined;
  readonly onCloseAll: () => void;
}

export function NoPicture({ state, waitingText = "Laying out …", onCloseAll }: NoPictureProps) {
  switch (state.kind) {
    case "shown":
      return null;
    case "none":
      return (
        <p className="graphs-waiting" role="status">
          {waitingText}
        </p>
      );
    case "failed":
      return (
        <section className="notice" role="alert">
          <h2>The graph was not laid out</h2>
          <p>{state.reason}</p>
          <button type="button" className="button" onClick={onCloseAll}>
            Close all scopes
          </button>
        </section>
      );
  }
}
