// How alike a picture is to the one that the others are held against, in numbers.
import type { PictureLikeness } from "@runboard/analysis";
import { useQuery } from "@tanstack/react-query";
import { pixelFile } from "../values/pixel-files.ts";
import { askPixels } from "../values/pixel-thread.ts";
import type { ComparedPicture } from "./compared-pictures.ts";
import { isSameSize, numbersOf, unlikeSizesText } from "./likeness-text.ts";
import type { Size } from "./pane-geometry.ts";

interface PairProps {
  readonly first: ComparedPicture;
  readonly second: ComparedPicture;
}

export function PairNumbers({ first, second }: PairProps) {
  const sizes = useShownSizes(first, second);
  const isOfOneSize = sizes !== null && isSameSize(...sizes);
  const { data, error } = useQuery({
    queryKey: ["image-likeness", first.id, second.id],
    queryFn: ({ signal }) => likenessOf(first.id ?? "", second.id ?? "", signal),
    enabled: isOfOneSize && first.id !== null && second.id !== null,
    // Blobs never change under their name.
    staleTime: Infinity,
    retry: false,
  });
  if (sizes === null) return <p className="compare-numbers" />;
  if (!isOfOneSize)
    return (
      <p className="compare-numbers" role="status">
        {unlikeSizesText(...sizes)}
      </p>
    );
  if (error)
    return (
      <p className="compare-numbers" role="status">
        No numbers: {error.message}
      </p>
    );
  return (
    <dl className="compare-numbers" aria-busy={data === undefined}>
      {numbersOf(data).map(([name, text, tip]) => (
        <div key={name} data-tip={tip}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Of the two pictures, when both are there as wanted. */
function useShownSizes(first: ComparedPicture, second: ComparedPicture): readonly [Size, Size] | null {
  const [a, b] = [first.place.held, second.place.held];
  if (!a || !b || first.id === null || second.id === null) return null;
  return a.bitmap.width > 0 && b.bitmap.width > 0 ? [sizeOf(a.bitmap), sizeOf(b.bitmap)] : null;
}

function sizeOf({ width, height }: ImageBitmap): Size {
  return { width, height };
}

async function likenessOf(first: string, second: string, signal: AbortSignal): Promise<PictureLikeness> {
  const pair = [await pixelFile(first, signal), await pixelFile(second, signal)] as const;
  return askPixels("likeness", { pair }, signal);
}
