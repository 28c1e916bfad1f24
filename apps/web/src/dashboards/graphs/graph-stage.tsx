// The picture with what stands around it: legend, buttons, and what is said while it is worked out.
import {
  type GraphLook,
  graphPalette,
  graphRamp,
  mountGraphView,
  type GraphView,
  type GraphViewProps,
} from "@runboard/charts";
import { useCallback, useMemo, type ReactNode, type RefObject } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { usePreferences } from "../../ui/preferences.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { useChart } from "../../ui/use-chart.ts";
import { checkpointRules, type ColorRule, graphRules, measuredRules } from "./graph-orders.ts";
import { rampStart, sizeText } from "./ramp-share.ts";
import { colorsOf, type GraphPicture, type SceneValues } from "./shown-graph.ts";
import { shownName } from "./shown-name.ts";

interface GraphStageProps extends Pick<
  GraphViewProps,
  | "camera"
  | "selectedId"
  | "highlightedIds"
  | "foundIds"
  | "pinnedIds"
  | "selectedEdge"
  | "anchorId"
  | "onSelect"
  | "onOpen"
  | "onEdge"
  | "onSelectEdge"
  | "onCamera"
> {
  readonly view: RefObject<GraphView | null>;
  readonly onMount: (view: GraphView) => void;
  readonly picture: GraphPicture;
  readonly isLaying: boolean;
  readonly rule: ColorRule;
  readonly values: SceneValues | null;
  /** Instead of what the rule says. */
  readonly shade?: Pick<GraphLook, "colors" | "signs">;
  readonly title: string;
  readonly onStop: () => void;
  /** Above the picture. */
  readonly children?: ReactNode;
}

export function GraphStage(props: GraphStageProps) {
  const { view, onMount, picture, isLaying, rule, values, shade, title, onStop, children, ...rest } = props;
  const theme = chartThemeOf(useTheme());
  const { motion } = usePreferences();
  const palette = useMemo(() => graphPalette(theme), [theme]);
  const { scene } = picture;
  const ramp = useMemo(() => graphRamp(theme), [theme]);
  const byRule = useMemo(() => colorsOf(scene, values, { palette, ramp }), [scene, values, palette, ramp]);
  const colors = shade?.colors ?? byRule;
  const signs = shade?.signs;
  const itemCount = scene.levels.reduce((sum, { ids }) => sum + ids.length, 0);
  const label = `${title}: ${formatCount(itemCount)} items shown${rest.selectedId === null ? "" : `, ${shownName(rest.selectedId)} selected`}`;
  const { camera, selectedId, highlightedIds, foundIds, pinnedIds, selectedEdge, anchorId } = rest;
  const { onSelect, onOpen, onEdge, onSelectEdge, onCamera } = rest;
  const isMotionReduced = motion === "reduced" || reducesMotion.matches;
  const viewProps = useMemo(
    (): GraphViewProps => ({
      scene,
      colors,
      theme,
      camera,
      direction: "up",
      selectedId,
      highlightedIds,
      foundIds,
      pinnedIds,
      isMotionReduced,
      label,
      onSelect,
      onOpen,
      ...(signs && { signs }),
      ...(anchorId !== undefined && { anchorId }),
      ...(selectedEdge !== undefined && { selectedEdge }),
      ...(onEdge && { onEdge }),
      ...(onSelectEdge && { onSelectEdge }),
      ...(onCamera && { onCamera }),
    }),
    [
      scene,
      colors,
      signs,
      theme,
      camera,
      selectedId,
      highlightedIds,
      foundIds,
      pinnedIds,
      selectedEdge,
      isMotionReduced,
      label,
      onSelect,
      onOpen,
      anchorId,
      onEdge,
      onSelectEdge,
      onCamera,
    ],
  );
  const mount = useCallback(
    (container: HTMLElement, first: GraphViewProps) => {
      const chart = mountGraphView(container, first);
      onMount(chart);
      return chart;
    },
    [onMount],
  );
  return (
    <div className="graph-stage">
      <div ref={useChart(mount, viewProps)} className="graph-view" />
      <Legend rule={rule} values={values} palette={palette} ramp={ramp} />
      {isLaying && <Laying onStop={onStop} />}
      <ZoomButtons view={view} />
      {children}
    </div>
  );
}

function Laying({ onStop }: { readonly onStop: () => void }) {
  return (
    <div className="graph-laying" role="status">
      <span>Laying out …</span>
      <button type="button" className="button" onClick={onStop}>
        Stop
      </button>
    </div>
  );
}

function ZoomButtons({ view }: Pick<GraphStageProps, "view">) {
  const buttons = [
    { label: "Zoom in", icon: "plus", act: () => view.current?.zoomBy(1.4) },
    { label: "Zoom out", icon: "minus", act: () => view.current?.zoomBy(1 / 1.4) },
    { label: "Show all of the graph", icon: "fit", act: () => view.current?.fit() },
  ] as const;
  return (
    <div className="graph-zoom">
      {buttons.map(({ label, icon, act }) => (
        <button
          key={label}
          type="button"
          className="icon-button"
          aria-label={label}
          data-tip={label}
          onClick={act}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

const reducesMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

interface LegendProps {
  readonly rule: ColorRule;
  readonly values: SceneValues | null;
  readonly palette: readonly string[];
  readonly ramp: readonly string[];
}

const MOST_CATEGORIES = 8;

const ruleTexts: Readonly<Record<ColorRule, string>> = {
  structure: "Same colour: same structure",
  device: "Device",
  operation: "Operation",
  parameters: "Parameters",
  flops: "FLOPs",
  compute: "Compute time of the operations",
  memory: "Memory: bytes of the outputs",
  gradients: "Gradient norm ‖∇‖₂, about",
  weights: "Weight norm ‖w‖₂, about",
  zeros: "Share of zeros, at most",
  nonfinite: "NaN and infinite values",
  change: "Change since the checkpoint before, ‖Δw‖₂ / ‖w‖₂",
  none: "",
};

function isOfGraph(rule: ColorRule): boolean {
  return graphRules.some((one) => one === rule);
}

function noteText({ rule, note, coverage }: SceneValues): string {
  const isOf = (rules: readonly ColorRule[]): boolean => rules.some((one) => one === rule);
  const noun = isOf(measuredRules) ? "operation" : isOf(checkpointRules) ? "variable" : "histogram";
  if (!coverage || (noun === "variable" && coverage.total === 0)) return note;
  const count = `${formatCount(coverage.count)} of ${formatCounted(coverage.total, noun)}`;
  return noun === "operation" ? `${note}: ${count} measured` : `${note}: ${count} in this graph`;
}

function Legend({ rule, values, palette, ramp }: LegendProps) {
  if (rule === "none" || !values) return null;
  const { categories, isSize, most, note } = values;
  const named = (categories ?? []).slice(0, MOST_CATEGORIES);
  const more = (categories?.length ?? 0) - named.length;
  return (
    <div className="graph-legend">
      <div className="graph-legend-title">{ruleTexts[rule]}</div>
      {named.map(({ name, count }, place) => (
        <div key={name} className="graph-legend-row">
          <i style={{ background: name === "" ? "none" : (palette[place % palette.length] ?? "none") }} />
          <span>{name === "" ? "none" : name}</span>
          <span className="node-type">{formatCount(count)}</span>
        </div>
      ))}
      {more > 0 && <div className="node-type">{formatCount(more)} more, in the same ten colours</div>}
      {isSize && most === 0 && !isOfGraph(rule) && (
        <div className="graph-legend-row">
          <i style={{ background: values.coverage?.count === 0 ? "none" : ramp[0] }} />
          <span>{values.coverage?.count === 0 ? "no item" : `${sizeText(rule, 0)} everywhere`}</span>
        </div>
      )}
      {isSize && (most > 0 || isOfGraph(rule)) && (
        <div className="graph-legend-row">
          <span className="node-type">{isOfGraph(rule) ? "1" : sizeText(rule, rampStart(values))}</span>
          {ramp.map((color) => (
            <i key={color} style={{ background: color }} />
          ))}
          <span className="node-type">{sizeText(rule, most)}</span>
        </div>
      )}
      {note !== "" && <div className="node-type graph-legend-note">{noteText(values)}</div>}
    </div>
  );
}
