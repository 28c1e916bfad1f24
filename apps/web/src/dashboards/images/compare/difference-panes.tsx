// What differs between the first picture and each of the others, as pictures.
import { formatCount } from "../../../ui/format.ts";
import { imagesSearch } from "../search.ts";
import { ColorBar } from "../values/color-bar.tsx";
import type { DifferenceLook } from "../values/difference.ts";
import { pixelFile } from "../values/pixel-files.ts";
import { askPixels } from "../values/pixel-thread.ts";
import type { ComparedPicture } from "./compared-pictures.ts";
import { useBitmaps, type BitmapPlace, type BitmapWanted } from "../held-bitmaps.ts";
import { pairsOf, type LinkedPictures } from "./linked-pictures.ts";
import { isSameSize, unlikeSizesText } from "./likeness-text.ts";
import { PairNumbers } from "./pair-numbers.tsx";
import { PaneFrame } from "./pane.tsx";
import type { PaneLayer } from "./pane-view.ts";
import { PictureCaption } from "./picture-caption.tsx";
import { printedDifference } from "./pixel-print.ts";

interface DifferenceFacts {
  readonly pair: readonly [first: string, second: string];
  readonly look: DifferenceLook;
  readonly greatest: number;
}

export function DifferencePanes({ linked }: { readonly linked: LinkedPictures }) {
  const { difference: kind, gain } = imagesSearch.useSearch();
  const look = { kind, gain };
  const pairs = pairsOf(linked);
  const places = useBitmaps<DifferenceFacts>(pairs.map(({ first, second }) => wantedOf(first, second, look)));
  return pairs.map(({ first, second, firstName, secondName }, at) => {
    const place = places[at] ?? { held: null, problem: null };
    const facts = place.held?.facts;
    return (
      <PaneFrame
        {...linked.pane}
        // Light is for pictures; a difference is what it is.
        filter=""
        key={at}
        layers={layersOfDifference(place)}
        label={`${kind} difference, ${secondName} − ${firstName}`}
        problem={first.problem ?? second.problem ?? place.problem ?? sizeProblem(first, second)}
        isOlder={false}
      >
        <div className="compare-pair">
          <PictureCaption picture={first} name={firstName} isFirst />
          <PictureCaption picture={second} name={secondName} isFirst={false} />
        </div>
        <div className="compare-legend">{facts && <DifferenceBar facts={facts} />}</div>
        <PairNumbers first={first} second={second} />
      </PaneFrame>
    );
  });
}

function wantedOf(
  first: ComparedPicture,
  second: ComparedPicture,
  look: DifferenceLook,
): BitmapWanted<DifferenceFacts> | null {
  if (first.id === null || second.id === null || sizeProblem(first, second) !== null) return null;
  // Before that nothing is known of their sizes.
  if (first.place.held?.facts.id !== first.id || second.place.held?.facts.id !== second.id) return null;
  const pair = [first.id, second.id] as const;
  return {
    key: [...pair, look.kind, look.gain].join(" "),
    load: async (signal) => {
      const files = [await pixelFile(pair[0], signal), await pixelFile(pair[1], signal)] as const;
      const { greatest, ...bitmaps } = await askPixels("difference", { pair: files, look }, signal);
      return { ...bitmaps, facts: { pair, look, greatest } };
    },
  };
}

function sizeProblem(first: ComparedPicture, second: ComparedPicture): string | null {
  const [a, b] = [first.place.held?.bitmap, second.place.held?.bitmap];
  if (!a || !b || a.width === 0 || b.width === 0) return null;
  return isSameSize(a, b) ? null : unlikeSizesText(a, b);
}

function layersOfDifference({ held }: BitmapPlace<DifferenceFacts>): readonly PaneLayer[] {
  if (!held) return [];
  const { pair, look } = held.facts;
  return [
    {
      bitmap: held.bitmap,
      reduced: held.reduced,
      over: null,
      from: 0,
      to: 1,
      readValues: async (part, signal) => {
        const [a, b] = await Promise.all(
          pair.map(async (id) => askPixels("values", { file: await pixelFile(id, signal), part }, signal)),
        );
        if (!a || !b) throw new Error("a pair has two pictures");
        return printedDifference(a, b, look.kind === "signed");
      },
    },
  ];
}

/** What its colours mean. */
function DifferenceBar({ facts: { look, greatest } }: { readonly facts: DifferenceFacts }) {
  const end = greatest / look.gain;
  const text = (value: number): string => formatCount(Number(value.toPrecision(3)));
  return look.kind === "signed" ? (
    <ColorBar
      map="blueToRed"
      marks={[`−${text(end)}`, "0", `+${text(end)}`]}
      tip="How much lighter the second picture is than the first: red for lighter, blue for darker. Values as they were logged"
    />
  ) : (
    <ColorBar
      map="grey"
      marks={["0", text(end)]}
      tip="How far each channel is from the other picture's. Values as they were logged"
    />
  );
}
