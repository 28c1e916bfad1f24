// What this browser keeps, and how to make it forget.
import { useState } from "react";
import { setPreferences, usePreferences } from "../ui/preferences.ts";
import { formatBytes, formatCounted } from "../ui/format.ts";
import { CheckField } from "./fields.tsx";
import { forgetAll, keptIn, type Kept } from "./kept.ts";

export function KeptSection() {
  const { savesPins, pinnedCards } = usePreferences();
  const [isAsking, setAsking] = useState(false);
  // Read anew at each change of the preferences: they are most of it.
  const kept = keptIn(localStorage);
  return (
    <section aria-label="This browser">
      <h3>This browser</h3>
      <CheckField
        label="Keep pinned cards when the page is closed"
        isOn={savesPins}
        onChange={(value) => setPreferences({ savesPins: value })}
      />
      <div className="setting">
        <p className="setting-note">{keptText(kept, pinnedCards.length)}</p>
        {!isAsking && (
          <button
            type="button"
            className="button"
            disabled={kept.entryCount === 0}
            onClick={() => setAsking(true)}
          >
            Forget it…
          </button>
        )}
      </div>
      {isAsking && (
        <div className="setting setting-question" role="alertdialog" aria-label="Forget everything?">
          <p>
            Colours of runs, pins, folded groups and these settings go back to how they began. Log data is not
            touched.
          </p>
          <button type="button" className="button" onClick={() => setAsking(false)} autoFocus>
            Keep
          </button>
          <button type="button" className="button button-danger" onClick={forgetAndReload}>
            Forget
          </button>
        </div>
      )}
    </section>
  );
}

function forgetAndReload(): void {
  forgetAll(localStorage);
  window.location.reload();
}

function keptText({ entryCount, coloredLogdirCount, sizeBytes }: Kept, pinCount: number): string {
  if (entryCount === 0) return "Nothing is kept yet.";
  const parts = [
    ...(coloredLogdirCount > 0
      ? [
          `colours of runs in ${coloredLogdirCount} log ${coloredLogdirCount === 1 ? "directory" : "directories"}`,
        ]
      : []),
    ...(pinCount > 0 ? [formatCounted(pinCount, "pinned card")] : []),
    "settings",
  ];
  return `Kept: ${parts.join(", ")} (${formatBytes(sizeBytes)}).`;
}
