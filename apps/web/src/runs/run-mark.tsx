// A run's colour, where its name stands.
import type { RunName } from "@runboard/contract";
import type { CSSProperties } from "react";
import { useRunScope } from "./run-scope.tsx";

export function RunMark({ run }: { readonly run: RunName }) {
  const { colorOf } = useRunScope();
  const { color, dash } = colorOf(run);
  return (
    <span
      className="run-swatch"
      data-dashed={dash ? "" : undefined}
      style={{ "--run-color": color } as CSSProperties}
    />
  );
}
