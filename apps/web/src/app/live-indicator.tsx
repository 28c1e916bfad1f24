// What the connection to the server is doing, and the switch that stops updates.
import { use } from "react";
import { useLive, type LiveState } from "../data/live-state.ts";
import { LiveContext } from "../data/live-context.ts";
import { formatAge, formatCounted } from "../ui/format.ts";
import { useNowMillis } from "../ui/now.ts";
import { useLoadingText } from "./use-loading-text.ts";

export function LiveIndicator() {
  const connection = useLive((state) => state.connection);
  const pause = useLive((state) => state.pause);
  const loading = useLoadingText();
  if (connection.status === "open" && loading)
    return (
      <span
        className="live"
        role="status"
        data-state="loading"
        data-tip={`${loading.amount}${loading.pace && ` · ${loading.pace}`}`}
      >
        <span className="live-word">{loading.short}</span>
        <span className="live-detail">{loading.amount}</span>
        {loading.pace && <span className="live-detail">{loading.pace}</span>}
      </span>
    );
  return (
    <LiveSwitch state={pause && connection.status !== "lost" ? "paused" : connection.status} pause={pause} />
  );
}

type LiveWord = LiveState["connection"]["status"] | "paused";

const words: Readonly<Record<LiveWord, { readonly word: string; readonly tip: string }>> = {
  connecting: { word: "connecting", tip: "Connecting to the server" },
  open: {
    word: "live",
    tip: "Connected: new data appears by itself. Beside it, how long ago something last changed. Click to pause (u)",
  },
  paused: { word: "paused", tip: "Nothing is fetched until you resume. Click to catch up and go on (u)" },
  hidden: { word: "asleep", tip: "Not updated while this page was out of sight" },
  lost: { word: "offline", tip: "The server does not answer" },
};

interface LiveSwitchProps {
  readonly state: LiveWord;
  readonly pause: LiveState["pause"];
}

function LiveSwitch({ state, pause }: LiveSwitchProps) {
  const { togglePause } = use(LiveContext);
  const lastChangeMillis = useLive((board) => board.lastChangeMillis);
  const nowMillis = useNowMillis();
  const { word, tip } = words[state];
  const age =
    state === "open" && lastChangeMillis !== null ? formatAge((nowMillis - lastChangeMillis) / 1000) : null;
  const changedCount = pause?.changedRunCount ?? 0;
  return (
    <>
      <button
        type="button"
        className="live"
        data-state={state}
        data-tip={tip}
        aria-label="Pause updates"
        aria-pressed={pause !== null}
        onClick={togglePause}
      >
        <span className="live-dot" aria-hidden="true" />
        <span className="live-word">{word}</span>
        {age !== null && <span className="live-age">{age}</span>}
        {changedCount > 0 && (
          <span className="live-changed">{`${formatCounted(changedCount, "run")} changed`}</span>
        )}
      </button>
      <span className="off-screen" role="status">
        {word}
      </span>
    </>
  );
}
