// Which values the lights and darks of a picture stand for.
import { formatCount } from "../../../ui/format.ts";
import { useTone } from "../use-tone.ts";
import { ColorBar } from "./color-bar.tsx";
import type { ToneScale } from "./tone.ts";

/** @param scale null: the picture is shown as it was logged. */
export function ToneBar({ scale }: { readonly scale: ToneScale | null }) {
  const { range, gamma, map } = useTone();
  if (scale === null) return null;
  const { low, high, isSingle } = scale;
  const words = [
    range === "stored"
      ? "All that values may be"
      : `Percentiles ${range.replace("-", " to ")} of this picture's values`,
    ...(gamma === 1 ? [] : [`gamma ${gamma}`]),
    ...(map !== "grey" && !isSingle ? ["it has colours of its own"] : []),
  ];
  return (
    <ColorBar
      map={isSingle ? map : "grey"}
      marks={[formatCount(low), formatCount(high)]}
      tip={words.join("; ")}
    />
  );
}
