// The thread that lays levels out. It may be ended at any moment: what it knew is worked out again by the next one.
import { graphFrameSize } from "@runboard/charts";
import { type LaidOpenLevel, LayoutCache, type OpenLevel, transferablesOf } from "@runboard/graph";

export interface LayoutOrder {
  readonly number: number;
  readonly levels: readonly OpenLevel[];
}

export interface LayoutDelivery {
  readonly number: number;
  /** Levels that stand otherwise than in this thread's last answer. */
  readonly changed: readonly LaidOpenLevel[];
}

const cache = new LayoutCache({ frameSize: graphFrameSize });

self.addEventListener("message", ({ data: { number, levels } }: MessageEvent<LayoutOrder>) => {
  const changed = cache.layOpenLevels(levels);
  self.postMessage({ number, changed } satisfies LayoutDelivery, {
    transfer: changed.flatMap(transferablesOf),
  });
});
