// The sheet over the board: two to eight pictures at one linked place, beside each other, over each other, in turn, or what differs.
import { useState, type ReactNode } from "react";
import { FullScreen } from "../../../cards/full-screen.tsx";
import type { SheetBoard } from "../../../cards/media-board.tsx";
import { usePageStep } from "../../../cards/page-step.ts";
import { formatCounted } from "../../../ui/format.ts";
import { useKeys } from "../../../ui/keys.ts";
import { imagesSearch, type CompareMode } from "../search.ts";
import { useLightFilter } from "../use-tone.ts";
import { BlinkPanes } from "./blink-panes.tsx";
import { CompareToolbar } from "./compare-toolbar.tsx";
import { tellingParts } from "./compared-cells.ts";
import { nameOf, useComparedPictures } from "./compared-pictures.ts";
import { DifferencePanes } from "./difference-panes.tsx";
import { decodeView, encodeView, scaleAway, type PaneView } from "./pane-geometry.ts";
import type { LinkedPictures } from "./linked-pictures.ts";
import { PointReadout, usePoint } from "./point-readout.tsx";
import { SideBySidePanes } from "./side-by-side-panes.tsx";
import { SwipePanes } from "./swipe-panes.tsx";
import { useCompared } from "./use-compared.ts";
import { useSettled } from "./use-settled.ts";
import "./compare.css";

export function CompareSheet({ board }: { readonly board: SheetBoard }) {
  const { compare } = imagesSearch.useSearch();
  const { cells } = useCompared();
  const change = imagesSearch.useChange();
  if (compare === "off" || cells.length === 0) return null;
  const title = `Compare ${formatCounted(cells.length, "picture")}`;
  return (
    <FullScreen title={title} close={() => change({ compare: "off", zoom: "" })}>
      <Sheet board={board} title={title} mode={cells.length < 2 ? "side" : compare} />
    </FullScreen>
  );
}

interface SheetProps {
  readonly board: SheetBoard;
  readonly title: string;
  readonly mode: CompareMode;
}

function Sheet({ board, title, mode }: SheetProps) {
  const { cells } = useCompared();
  const linked = useLinkedPictures(board);
  return (
    <div className="compare-sheet">
      <CompareToolbar title={title} mode={mode} linked={linked} />
      {board.slider(cells)}
      {cells.length < 2 && (
        <p className="compare-hint" role="status">
          One picture only: add another one to compare it with.
        </p>
      )}
      <div className="compare-panes" data-mode={mode}>
        {panesOf(mode, linked)}
      </div>
      <PointReadout pictures={linked.pictures} names={linked.names} />
    </div>
  );
}

function panesOf(mode: CompareMode, linked: LinkedPictures): ReactNode {
  switch (mode) {
    case "side":
      return <SideBySidePanes linked={linked} />;
    case "swipe":
      return <SwipePanes linked={linked} />;
    case "blink":
      return <BlinkPanes linked={linked} />;
    case "difference":
      return <DifferencePanes linked={linked} />;
  }
}

function useLinkedPictures(board: SheetBoard): LinkedPictures {
  const { zoom, labelOpacity } = imagesSearch.useSearch();
  const filter = useLightFilter();
  const change = imagesSearch.useChange();
  const { cells } = useCompared();
  const pageStep = usePageStep();
  const pictures = useComparedPictures(cells, pageStep, board.seriesOf);
  const [view, setView] = useSettled(decodeView(zoom), (next) =>
    change({ zoom: encodeView(next) }, { isReplacing: true }),
  );
  const [drawn, setDrawn] = useState<PaneView | null>(null);
  const zoomBy = (places: number): void => {
    const now = view ?? drawn;
    if (now) setView({ ...now, scale: scaleAway(now.scale, places) });
  };
  useKeys(
    "view",
    {
      "+": { meaning: "compared pictures larger, smaller, as large as fits", act: () => zoomBy(1) },
      "=": { meaning: "compared pictures larger, smaller, as large as fits", act: () => zoomBy(1) },
      "-": { meaning: "compared pictures larger, smaller, as large as fits", act: () => zoomBy(-1) },
      "0": { meaning: "compared pictures larger, smaller, as large as fits", act: () => setView(null) },
    },
    { overDialogs: true },
  );
  const sizes = pictures.flatMap(({ place: { held } }) =>
    held && held.bitmap.width > 0 ? [held.bitmap] : [],
  );
  const parts = tellingParts(cells);
  return {
    pictures,
    names: pictures.map((picture) => nameOf(picture, parts)),
    zoomBy,
    scale: drawn?.scale ?? null,
    isFit: view === null,
    pane: {
      view,
      whole: {
        width: Math.max(1, ...sizes.map(({ width }) => width)),
        height: Math.max(1, ...sizes.map(({ height }) => height)),
      },
      filter,
      opacity: labelOpacity,
      onView: setView,
      onDrawn: (next) =>
        setDrawn((before) =>
          before && before.scale === next.scale && before.x === next.x && before.y === next.y ? before : next,
        ),
      onPoint: (pixel) => usePoint.setState({ pixel }),
    },
  };
}
