// What stands above compared pictures: how they are compared, how large, and which others.
import { copyText } from "../../../ui/copy-text.ts";
import { sayInPassing } from "../../../ui/passing-word.tsx";
import { Icon, type IconName } from "../../../ui/icons.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { LabelsButton } from "../labels-button.tsx";
import { LightButton } from "../light-button.tsx";
import { imagesSearch, type CompareMode } from "../search.ts";
import { AddMenu } from "./add-menu.tsx";
import type { LinkedPictures } from "./linked-pictures.ts";
import { scaleText } from "./pane-geometry.ts";

interface CompareToolbarProps {
  readonly title: string;
  readonly mode: CompareMode;
  readonly linked: LinkedPictures;
}

const modes = {
  side: "Side by side",
  swipe: "Swipe",
  blink: "Blink",
  difference: "Difference",
} as const satisfies Record<CompareMode, string>;

export function CompareToolbar({ title, mode, linked }: CompareToolbarProps) {
  const change = imagesSearch.useChange();
  return (
    <header className="compare-bar" role="toolbar" aria-label="How pictures are compared">
      <h2 className="compare-title">{title}</h2>
      <Segments
        label="How they are compared"
        titles={modes}
        value={mode}
        onChange={(next) => change({ compare: next })}
      />
      {mode === "blink" && <BlinkRate />}
      {mode === "difference" && <DifferenceChoice />}
      <span className="toolbar-space" />
      <LightButton />
      <LabelsButton />
      <ZoomButtons linked={linked} />
      <AddMenu pictures={linked.pictures} />
      <BarButton icon="link" label="Copy a link to this comparison" act={copyLink} />
      <BarButton icon="close" label="Close (Esc)" act={() => change({ compare: "off", zoom: "" })} />
    </header>
  );
}

function copyLink(): void {
  void copyText(window.location.href).then((isCopied) =>
    sayInPassing(
      isCopied
        ? "Copied: a link to this comparison"
        : "The browser does not let this page copy: take the link from the address",
    ),
  );
}

interface BarButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly act: () => void;
}

function BarButton({ icon, label, isDisabled = false, act }: BarButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      data-tip={label}
      disabled={isDisabled}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
}

function ZoomButtons({ linked: { scale, isFit, zoomBy, pane } }: { readonly linked: LinkedPictures }) {
  return (
    <div className="compare-zoom" role="group" aria-label="Size">
      <BarButton icon="minus" label="Smaller (−)" act={() => zoomBy(-1)} />
      <output className="compare-scale" aria-label="Pixels of the page for each of the picture's">
        {scale === null ? "" : scaleText(scale)}
      </output>
      <BarButton icon="plus" label="Larger (+)" act={() => zoomBy(1)} />
      <BarButton
        icon="fit"
        label="All of it (0, double click)"
        isDisabled={isFit}
        act={() => pane.onView(null)}
      />
    </div>
  );
}

const rates = [0.5, 1, 2, 3, 5, 8] as const;

function BlinkRate() {
  const { rate } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  const known = rates.some((one) => one === rate) ? rates : [...rates, rate];
  return (
    <label className="compare-choice">
      Pictures a second
      <select
        className="select"
        value={rate}
        onChange={({ target }) => change({ rate: Number(target.value) }, { isReplacing: true })}
      >
        {known.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

const kinds = { absolute: "Absolute", signed: "Signed" } as const;
const gains = [1, 2, 4, 8, 16, 32] as const;

function DifferenceChoice() {
  const { difference, gain } = imagesSearch.useSearch();
  const change = imagesSearch.useChange();
  return (
    <>
      <Segments
        label="Kind of difference"
        titles={kinds}
        value={difference}
        onChange={(next) => change({ difference: next }, { isReplacing: true })}
      />
      <label className="compare-choice">
        Times
        <select
          className="select"
          value={gain}
          onChange={({ target }) => change({ gain: Number(target.value) }, { isReplacing: true })}
        >
          {gains.map((one) => (
            <option key={one} value={one}>
              ×{one}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
