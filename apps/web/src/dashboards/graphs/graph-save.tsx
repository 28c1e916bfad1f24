// The picture saved: what is seen, or the whole graph as it is open, as PNG or SVG.
import { graphPalette, type GraphScene } from "@runboard/charts";
import { useState } from "react";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { fileName, saveFile } from "../../ui/save-file.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { rampOf } from "./color-ramp.ts";
import { colorsOf, type SceneValues } from "./shown-graph.ts";

const PIXEL_RATIO = 2;

interface GraphSaveProps {
  readonly scene: GraphScene;
  readonly values: SceneValues | null;
  readonly title: string;
}

export function GraphSave({ scene, values, title }: GraphSaveProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const theme = chartThemeOf(useTheme());
  const save = async (extension: "png" | "svg"): Promise<void> => {
    setFailure(null);
    try {
      const { graphPng, graphSvg } = await import("@runboard/charts/export");
      const palette = graphPalette(theme);
      const options = {
        colors: colorsOf(scene, values, { palette, ramp: rampOf(palette) }),
        theme,
        selectedId: null,
        highlightedIds: null,
        foundIds: new Set<string>(),
        pinnedIds: new Set<string>(),
        direction: "up",
        area: "whole",
        caption: { title, legend: [] },
      } as const;
      const blob =
        extension === "svg"
          ? new Blob([graphSvg(scene, options)], { type: "image/svg+xml" })
          : await graphPng(scene, options, PIXEL_RATIO);
      saveFile(fileName(title, extension), blob);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <PopoverButton label="Save the picture" button={<Icon name="download" />} panelClass="menu">
      <button type="button" data-closes="" onClick={() => void save("png")}>
        The graph as it is open, as PNG
      </button>
      <button type="button" data-closes="" onClick={() => void save("svg")}>
        The graph as it is open, as SVG
      </button>
      {failure !== null && <p role="alert">{failure}</p>}
    </PopoverButton>
  );
}
