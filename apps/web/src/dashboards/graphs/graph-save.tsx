// The picture saved: what is seen, or the whole graph as it is open, as PNG or SVG.
import { type GraphLook, graphPalette, graphRamp, type GraphScene, type GraphView } from "@runboard/charts";
import type { RefObject } from "react";
import { Icon } from "../../ui/icons.tsx";
import { sayInPassing } from "../../ui/passing-word.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { fileName, saveFile } from "../../ui/save-file.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { colorsOf, type SceneValues } from "./shown-graph.ts";

const PIXEL_RATIO = 2;

interface GraphSaveProps {
  readonly scene: GraphScene;
  readonly values: SceneValues | null;
  readonly title: string;
  readonly view: RefObject<GraphView | null>;
  /** What stands out in the picture, and in what is saved of it as it is seen. */
  readonly marks: GraphMarks;
}

/** What stands out in a picture. */
export type GraphMarks = Pick<GraphLook, "selectedId" | "highlightedIds" | "foundIds" | "pinnedIds">;

const noMarks: GraphMarks = {
  selectedId: null,
  highlightedIds: null,
  foundIds: new Set(),
  pinnedIds: new Set(),
};

const choices = [
  { area: "seen", extension: "png", label: "What is seen, as PNG" },
  { area: "seen", extension: "svg", label: "What is seen, as SVG" },
  { area: "whole", extension: "png", label: "The graph as it is open, as PNG" },
  { area: "whole", extension: "svg", label: "The graph as it is open, as SVG" },
] as const;

export function GraphSave({ scene, values, title, view, marks }: GraphSaveProps) {
  const theme = chartThemeOf(useTheme());
  const save = async ({ area, extension }: (typeof choices)[number]): Promise<void> => {
    // As it is now: the code that draws may be a moment on its way.
    const seen = area === "seen" ? view.current?.seen() : undefined;
    try {
      const { graphPng, graphSvg } = await import("@runboard/charts/export");
      const options = {
        colors: colorsOf(scene, values, { palette: graphPalette(theme), ramp: graphRamp(theme) }),
        theme,
        ...(seen ? marks : noMarks),
        direction: "up",
        area: seen ?? "whole",
        caption: { title, legend: [] },
      } as const;
      const blob =
        extension === "svg"
          ? new Blob([graphSvg(scene, options)], { type: "image/svg+xml" })
          : await graphPng(scene, options, PIXEL_RATIO);
      saveFile(fileName(title, extension), blob);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      sayInPassing(`The picture was not saved: ${reason}`);
    }
  };
  return (
    <PopoverButton label="Save the picture" button={<Icon name="download" />} panelClass="menu">
      {choices.map((choice) => (
        <button
          key={choice.label}
          type="button"
          className="menu-item"
          data-closes=""
          onClick={() => void save(choice)}
        >
          {choice.label}
        </button>
      ))}
    </PopoverButton>
  );
}
