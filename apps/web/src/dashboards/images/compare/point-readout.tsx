// The values of the pixel under the pointer, of every compared picture.
import { useEffect, useState } from "react";
import { create } from "zustand";
import { formatCount } from "../../../ui/format.ts";
import { pixelFile } from "../values/pixel-files.ts";
import { askPixels } from "../values/pixel-thread.ts";
import type { PixelValues } from "../values/pixel-orders.ts";
import type { ComparedPicture } from "./compared-pictures.ts";

interface Point {
  /** null: none. */
  readonly pixel: readonly [x: number, y: number] | null;
}

/** A store of its own: it moves with the pointer, and only the readout shows it. */
export const usePoint = create<Point>(() => ({ pixel: null }));

interface PointReadoutProps {
  readonly pictures: readonly ComparedPicture[];
  readonly names: readonly string[];
}

export function PointReadout({ pictures, names }: PointReadoutProps) {
  const { pixel } = usePoint();
  const shown = pictures.map(({ place: { held } }) =>
    held && held.bitmap.width > 0
      ? { id: held.facts.id, width: held.bitmap.width, height: held.bitmap.height }
      : null,
  );
  const texts = useTextsAt(JSON.stringify(shown), pixel);
  return (
    <p className="compare-readout" data-many={names.length > 4 ? "" : undefined}>
      {pixel === null ? (
        <span>
          Drag moves, the wheel zooms, a double click fits. From 8× on each pixel has its value in it.
        </span>
      ) : (
        <>
          <span className="compare-readout-place">
            x {formatCount(pixel[0])} · y {formatCount(pixel[1])}
          </span>
          {names.map((name, at) => (
            <span key={at} className="compare-readout-value">
              <span className="compare-readout-name">{name}</span> <b>{texts[at] ?? "…"}</b>
            </span>
          ))}
        </>
      )}
    </p>
  );
}

interface ShownPicture {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** @param shownText the pictures as JSON: the same ones are not asked again. */
function useTextsAt(
  shownText: string,
  pixel: readonly [number, number] | null,
): readonly (string | undefined)[] {
  const [texts, setTexts] = useState<readonly (string | undefined)[]>([]);
  useEffect(() => {
    if (pixel === null) return;
    const stop = new AbortController();
    const shown = JSON.parse(shownText) as readonly (ShownPicture | null)[];
    const asked = shown.map((one) => valueText(one, pixel, stop.signal).catch(() => "–"));
    void Promise.all(asked).then((found) => {
      if (!stop.signal.aborted) setTexts(found);
    });
    return () => stop.abort();
  }, [shownText, pixel]);
  return texts;
}

async function valueText(
  shown: ShownPicture | null,
  [left, top]: readonly [number, number],
  signal: AbortSignal,
): Promise<string> {
  if (!shown || left >= shown.width || top >= shown.height) return "–";
  const file = await pixelFile(shown.id, signal);
  const part = { left, top, width: 1, height: 1 };
  return pixelText(await askPixels("values", { file, part }, signal));
}

function pixelText({ values, channelCount }: PixelValues): string {
  const colors = [...values.subarray(0, channelCount - ((channelCount + 1) % 2))].join(" ");
  return channelCount % 2 === 0 ? `${colors} α ${values[channelCount - 1] ?? 0}` : colors;
}
