// Every picture in a pane of its own.
import { formatCount } from "../../../ui/format.ts";
import { layersOf, type LinkedPictures } from "./linked-pictures.ts";
import { PairNumbers } from "./pair-numbers.tsx";
import { PaneFrame } from "./pane.tsx";
import { PictureCaption } from "./picture-caption.tsx";

export function SideBySidePanes({ linked }: { readonly linked: LinkedPictures }) {
  const { pictures, names, pane } = linked;
  const [first] = pictures;
  return pictures.map((picture, at) => (
    <PaneFrame
      {...pane}
      // Its place: the next step's picture comes where this one was.
      key={at}
      layers={layersOf(picture)}
      label={names[at] ?? ""}
      problem={picture.problem}
      isOlder={picture.isOlder}
    >
      <PictureCaption picture={picture} name={names[at] ?? ""} isFirst={at === 0} />
      {at === 0 || first === undefined ? (
        <p className="compare-numbers">{sizeText(picture.place.held?.bitmap)}</p>
      ) : (
        <PairNumbers first={first} second={picture} />
      )}
    </PaneFrame>
  ));
}

function sizeText(bitmap: ImageBitmap | undefined): string {
  return bitmap && bitmap.width > 0 ? `${formatCount(bitmap.width)} × ${formatCount(bitmap.height)}` : "";
}
