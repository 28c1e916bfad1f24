// What the selected item took in the chosen measured step.
import { useQuery } from "@tanstack/react-query";
import { formatBytes, formatCount, formatCounted } from "../../ui/format.ts";
import { heldStepQuery, measuredItemQuery } from "./measured-queries.ts";
import type { MeasuredStep } from "./measured-steps.ts";
import { microsText, shareText } from "./ramp-share.ts";

interface MeasuredFactsProps {
  readonly loadedKey: string;
  readonly path: string;
  readonly step: MeasuredStep;
}

export function MeasuredFacts({ loadedKey, path, step }: MeasuredFactsProps) {
  const held = useQuery(heldStepQuery(loadedKey, step));
  const { data } = useQuery({
    ...measuredItemQuery(loadedKey, path, step),
    enabled: held.data !== undefined,
  });
  const ofAll = (count: number): string =>
    data && data.operationCount > 1
      ? ` · ${formatCount(count)} of ${formatCounted(data.operationCount, "op")}`
      : "";
  return (
    <section aria-label="Measured">
      <h3>
        Measured <span className="node-count">{step.title}</span>
      </h3>
      {held.error && <p role="alert">It could not be read: {held.error.message}</p>}
      {data && data.timedCount + data.sizedCount === 0 && <p className="node-more">Not measured</p>}
      {data && data.timedCount + data.sizedCount > 0 && (
        <dl className="node-facts">
          <div>
            <dt>compute time</dt>
            <dd>
              {data.timedCount > 0 ? `${microsText(data.computeMicros)}${ofAll(data.timedCount)}` : "–"}
            </dd>
          </div>
          {data.timedCount > 0 && data.graphComputeMicros > 0 && (
            <div>
              <dt>share of all</dt>
              <dd>{shareText(data.computeMicros / data.graphComputeMicros)}</dd>
            </div>
          )}
          <div>
            <dt>output bytes</dt>
            <dd>{data.sizedCount > 0 ? `${formatBytes(data.outputBytes)}${ofAll(data.sizedCount)}` : "–"}</dd>
          </div>
        </dl>
      )}
      {held.data?.isCut && <p className="node-more">What was measured was not read to its end.</p>}
    </section>
  );
}
