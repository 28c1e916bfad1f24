// Graphs as examples: the tutorial's network, whose scopes open and close, on both themes, and one of 10,000 operations.
import { canOpen, type GraphColors, graphItemKinds, type GraphScene } from "../src/graph/graph-scene.ts";
import { graphPalette } from "../src/graph/graph-style.ts";
import { mountGraphView, type GraphViewProps } from "../src/graph/graph-view.ts";
import { largeSpec, mnistSpec, sceneOf } from "../src/graph/testing.ts";
import { themes } from "./examples.ts";

/** Ids of scopes to what is open. */
type SceneOf = (opened: readonly string[]) => GraphScene;

export function mountGraphs(): void {
  const mnist: SceneOf = (opened) => sceneOf(mnistSpec({ opened }));
  const large = sceneOf(largeSpec(10_000, 150));
  mountGraph("a graph with scopes", mnist, "light");
  mountGraph("a graph with scopes, dark", mnist, "dark");
  mountGraph("10,000 operations", () => large, "light");
}

function mountGraph(title: string, sceneFor: SceneOf, theme: keyof typeof themes): void {
  const card = document.createElement("section");
  card.className = theme === "dark" ? "card dark" : "card";
  const heading = document.createElement("h2");
  heading.textContent = title;
  const place = document.createElement("div");
  place.className = "chart";
  const note = document.createElement("p");
  card.append(heading, place, note);
  document.body.append(card);
  let opened: readonly string[] = ["conv"];
  const scene = sceneFor(opened);
  let props: GraphViewProps = {
    scene,
    colors: colorsOf(scene, theme),
    theme: themes[theme],
    direction: "up",
    camera: null,
    selectedId: null,
    highlightedIds: null,
    foundIds: new Set(),
    pinnedIds: new Set(),
    isMotionReduced: false,
    label: title,
    onSelect: (selectedId) => change({ selectedId }),
    onOpen: (id) => {
      opened = opened.includes(id) ? opened.filter((other) => other !== id) : [...opened, id];
      const next = sceneFor(opened);
      change({ scene: next, colors: colorsOf(next, theme), anchorId: id });
    },
    onHover: (id) => (note.textContent = id),
    onEdge: (edge) => edge && (note.textContent = `${edge.from ?? "outside"} → ${edge.to ?? "outside"}`),
  };
  const view = mountGraphView(place, props);
  const change = (more: Partial<GraphViewProps>): void => {
    props = { ...props, ...more };
    view.update(props);
  };
}

/** By what items are called. */
function colorsOf({ levels }: GraphScene, theme: keyof typeof themes): GraphColors {
  const palette = graphPalette(themes[theme]);
  return levels.map(({ labels, kinds }) =>
    labels.map((label, i) => {
      const kind = graphItemKinds[kinds[i] ?? 0] ?? "operation";
      return canOpen(kind) ? (palette[label.length % palette.length] ?? null) : null;
    }),
  );
}
