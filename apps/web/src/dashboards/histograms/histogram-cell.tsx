// The histograms of a run and a tag, or of all runs of a tag, as the view has them.
import type { MediaCell } from "../../cards/media-board.tsx";
import { BandsView } from "./bands-view.tsx";
import { HeatView } from "./heat-view.tsx";
import { HistogramMessage } from "./histogram-frame.tsx";
import { RidgesView } from "./ridges-view.tsx";
import { useHistogramsSearch } from "./search.ts";
import { SectionView } from "./section-view.tsx";

export function HistogramCell({ cell }: { readonly cell: MediaCell }) {
  const { view } = useHistogramsSearch();
  const { series } = cell;
  if (series === undefined) return <HistogramMessage cell={cell} text={null} />;
  if (series instanceof Error)
    return (
      <HistogramMessage
        cell={cell}
        text={`Where its histograms are could not be read: ${series.message}`}
        isFailure
      />
    );
  if (series === null || series.steps.length === 0)
    return <HistogramMessage cell={cell} text="It has no histogram that is shown." />;
  // A row or column of a step has that step's alone.
  if (cell.step !== null) return <SectionView cell={cell} series={series} />;
  switch (view) {
    case "ridges":
      return <RidgesView cell={cell} />;
    case "heat":
      return <HeatView cell={cell} />;
    case "bands":
      return <BandsView cell={cell} />;
    case "section":
      return <SectionView cell={cell} series={series} />;
  }
}
