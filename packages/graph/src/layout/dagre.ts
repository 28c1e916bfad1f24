// dagre with types: its own declarations name files without extensions, which are not found by Node's rules.
import { Graph, layout } from "@dagrejs/dagre";

interface DagreEdgeName {
  readonly v: string;
  readonly w: string;
  readonly name?: string;
}

/** What we use of its graphs. */
export interface DagreGraph<NodeLabel, EdgeLabel> {
  setGraph: (label: object) => unknown;
  setNode: (name: string, label: NodeLabel) => unknown;
  setEdge: (from: string, to: string, label: EdgeLabel, name?: string) => unknown;
  nodes: () => string[];
  edges: () => DagreEdgeName[];
  node: (name: string) => NodeLabel;
  edge: (edge: DagreEdgeName) => EdgeLabel;
}

interface DagreOptions<NodeLabel, EdgeLabel> {
  readonly disableOptimalOrderHeuristic?: boolean;
  /** Gives every node of the ranked graph its `order`; `order` is what dagre would do. */
  readonly customOrder?: (
    ranked: DagreGraph<NodeLabel, EdgeLabel>,
    order: (ranked: DagreGraph<NodeLabel, EdgeLabel>, options: object) => void,
  ) => void;
}

export const MultiGraph = Graph as unknown as new <NodeLabel, EdgeLabel>(options: {
  readonly multigraph: true;
}) => DagreGraph<NodeLabel, EdgeLabel>;

export const layoutByDagre = layout as unknown as <NodeLabel, EdgeLabel>(
  graph: DagreGraph<NodeLabel, EdgeLabel>,
  options: DagreOptions<NodeLabel, EdgeLabel>,
) => void;
