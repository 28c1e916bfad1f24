// Two pictures over each other: the first from the left, the second from the right, as far as a handle says.
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { imagesSearch } from "../search.ts";
import { layersOf, pairsOf, type LinkedPictures } from "./linked-pictures.ts";
import { PairNumbers } from "./pair-numbers.tsx";
import { PaneFrame } from "./pane.tsx";
import { PictureCaption } from "./picture-caption.tsx";
import { useSettled } from "./use-settled.ts";

export function SwipePanes({ linked }: { readonly linked: LinkedPictures }) {
  const inAddress = imagesSearch.useSearch().split;
  const change = imagesSearch.useChange();
  const [split, setSplit] = useSettled(inAddress, (next) => change({ split: next }, { isReplacing: true }));
  const [first] = linked.pictures;
  return pairsOf(linked).map(({ second, firstName, secondName }, at) => (
    <PaneFrame
      {...linked.pane}
      key={at}
      layers={[...(first ? layersOf(first, 0, split) : []), ...layersOf(second, split, 1)]}
      label={`${firstName} left, ${secondName} right`}
      problem={first?.problem ?? second.problem}
      isOlder={false}
      over={<SwipeHandle split={split} move={setSplit} />}
    >
      <div className="compare-pair">
        {first && <PictureCaption picture={first} name={firstName} isFirst />}
        <PictureCaption picture={second} name={secondName} isFirst={false} />
      </div>
      {first && <PairNumbers first={first} second={second} />}
    </PaneFrame>
  ));
}

const KEY_SHARE = 0.02;

interface SwipeHandleProps {
  readonly split: number;
  readonly move: (split: number) => void;
}

function SwipeHandle({ split, move }: SwipeHandleProps) {
  const handle = useRef<HTMLDivElement>(null);
  const place = (event: PointerEvent): void => {
    const box = handle.current?.parentElement?.getBoundingClientRect();
    if (box) move(rounded((event.clientX - box.left) / box.width));
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = { ArrowLeft: split - KEY_SHARE, ArrowRight: split + KEY_SHARE, Home: 0, End: 1 }[
      event.key
    ];
    if (target === undefined) return;
    event.preventDefault();
    move(rounded(target));
  };
  return (
    <div
      ref={handle}
      className="compare-handle"
      role="slider"
      tabIndex={0}
      aria-label="Where the second picture begins"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * split)}
      aria-valuetext={`${Math.round(100 * split)} % from the left`}
      style={{ left: `${100 * split}%` }}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        place(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) place(event);
      }}
    />
  );
}

function rounded(share: number): number {
  return Math.round(1000 * Math.max(0, Math.min(share, 1))) / 1000;
}
