// The metric of a job as a line of a few pixels, in its run's colour.
import type { RunName, Tag } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type CSSProperties } from "react";
import { useRunListScope } from "../../runs/run-scope.tsx";
import { sparklineQuery } from "./queries.ts";
import { sparklinePath } from "../../cards/sparkline-path.ts";

const BOX = { width: 96, height: 26 };

interface SparklineProps {
  readonly run: RunName;
  readonly tag: Tag;
  /** It is in sight and may have data. */
  readonly isWanted: boolean;
}

export function Sparkline({ run, tag, isWanted }: SparklineProps) {
  const { byName, colorOf } = useRunListScope();
  const { data: series } = useQuery({ ...sparklineQuery(run, tag), enabled: isWanted && byName.has(run) });
  const path = useMemo(() => (series ? sparklinePath(series.steps, series.values, BOX) : ""), [series]);
  return (
    <svg
      className="sparkline"
      width={BOX.width}
      height={BOX.height}
      viewBox={`0 0 ${BOX.width} ${BOX.height}`}
      aria-hidden="true"
      style={{ "--run-color": colorOf(run).color } as CSSProperties}
    >
      {path !== "" && <path d={path} />}
    </svg>
  );
}
