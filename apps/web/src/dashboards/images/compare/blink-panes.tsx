// The pictures in turn in one place: what differs moves.
import { useEffect, useState } from "react";
import { useKeys } from "../../../ui/keys.ts";
import { Icon } from "../../../ui/icons.tsx";
import { imagesSearch } from "../search.ts";
import { layersOf, type LinkedPictures } from "./linked-pictures.ts";
import { PairNumbers } from "./pair-numbers.tsx";
import { PaneFrame } from "./pane.tsx";
import { PictureCaption } from "./picture-caption.tsx";

export function BlinkPanes({ linked }: { readonly linked: LinkedPictures }) {
  const { pictures, names, pane } = linked;
  const { rate } = imagesSearch.useSearch();
  const [shown, setShown] = useState(0);
  const [isPlaying, setPlaying] = useState(
    () => !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  const count = pictures.length;
  useEffect(() => {
    if (!isPlaying || rate === 0) return;
    const timer = window.setInterval(() => setShown((before) => before + 1), 1000 / rate);
    return () => window.clearInterval(timer);
  }, [isPlaying, rate]);
  useKeys(
    "view",
    {
      " ": {
        meaning: "the next of compared pictures",
        act: () => {
          setPlaying(false);
          setShown((before) => before + 1);
        },
      },
    },
    { overDialogs: true },
  );
  const at = shown % count;
  const picture = pictures[at];
  const [first] = pictures;
  if (!picture || !first) return null;
  return (
    <PaneFrame
      {...pane}
      layers={layersOf(picture)}
      label={names[at] ?? ""}
      problem={picture.problem}
      isOlder={picture.isOlder}
      over={
        <button
          type="button"
          className="compare-play"
          aria-label={isPlaying ? "Stop: flip by hand (space)" : "Show them in turn"}
          data-tip={isPlaying ? "Stop: flip by hand (space)" : "Show them in turn"}
          onClick={() => setPlaying(!isPlaying)}
        >
          <Icon name={isPlaying ? "pause" : "play"} />
          {names[at]}
        </button>
      }
    >
      <div className="compare-list">
        {pictures.map((one, i) => (
          <div key={i} data-shown={i === at ? "" : undefined}>
            <PictureCaption picture={one} name={names[i] ?? ""} isFirst={i === 0} />
            {i > 0 && <PairNumbers first={first} second={one} />}
          </div>
        ))}
      </div>
    </PaneFrame>
  );
}
