// What the selected item is: its operation, attributes, what comes in and goes out, and what it holds.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { countText } from "./count-text.ts";
import { typeText } from "./edge-text.ts";
import type { NodeAnswerOrNone } from "./graph-orders.ts";
import { nodeQuery } from "./queries.ts";
import { shownName } from "./shown-name.ts";

type NodeFacts = NonNullable<NodeAnswerOrNone>;
type Connections = NodeFacts["inputs"];

interface NodeCardProps {
  readonly loadedKey: string;
  readonly path: string;
  readonly isOpen: boolean;
  readonly trace: "off" | "inputs" | "outputs";
  /** Operations that the trace reached; null while there is none. */
  readonly tracedCount: number | null;
  readonly onTrace: (direction: "off" | "inputs" | "outputs") => void;
  readonly onToggle: () => void;
  readonly onGo: (path: string) => void;
  readonly onClose: () => void;
  /** What else can be done with it: buttons. */
  readonly actions: ReactNode;
  /** What its run says of it. */
  readonly children?: ReactNode;
}

export function NodeCard(props: NodeCardProps) {
  const { loadedKey, path, isOpen, trace, tracedCount, onTrace, onToggle, onGo, onClose, actions } = props;
  const { children } = props;
  const { data: facts, error } = useQuery(nodeQuery(loadedKey, path));
  return (
    <aside className="node-card" aria-label="Selected item">
      <header>
        <h2>{shownName(facts?.item.label ?? path)}</h2>
        <button type="button" className="icon-button" aria-label="Close the card" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {error && <p role="alert">It could not be read: {error.message}</p>}
      {facts === null && <p>Nothing stands at {shownName(path)} in this graph.</p>}
      {facts && (
        <>
          <p className="node-name">{shownName(facts.name)}</p>
          <div className="node-actions">
            {facts.item.kind !== "operation" && (
              <button type="button" className="button" onClick={onToggle}>
                {isOpen ? "Close" : "Open"}
              </button>
            )}
            {(["inputs", "outputs"] as const).map((direction) => (
              <button
                key={direction}
                type="button"
                className="button"
                aria-pressed={trace === direction}
                onClick={() => onTrace(trace === direction ? "off" : direction)}
              >
                Trace {direction}
              </button>
            ))}
            {actions}
          </div>
          {trace !== "off" && tracedCount !== null && (
            <p role="status">
              {formatCounted(tracedCount, "operation")}{" "}
              {trace === "inputs" ? "it is computed from, with itself" : "computed from it, with itself"}
            </p>
          )}
          <Facts facts={facts} />
          {children}
          <ConnectionList title="Inputs" connections={facts.inputs} onGo={onGo} />
          <ConnectionList title="Outputs" connections={facts.outputs} onGo={onGo} />
          {facts.attributes.length > 0 && (
            <section>
              <h3>Attributes</h3>
              <dl>
                {facts.attributes.map(({ name, text }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
          {facts.ops.length > 0 && <Counts title="Kinds of operations" counts={facts.ops} />}
          {facts.devices.some(({ value }) => value !== "") && (
            <Counts title="Devices" counts={facts.devices} />
          )}
        </>
      )}
    </aside>
  );
}

function Facts({ facts }: { readonly facts: NodeFacts }) {
  const { item, device, outputTypes, flops, perExampleCount, unknownFlopsCount } = facts;
  const rows: (readonly [string, string])[] = [
    item.kind === "operation" || item.kind === "call"
      ? ["operation", item.op]
      : [item.kind, formatCounted(item.operationCount, "op")],
    ...(item.parameterCount > 0 ? [["parameters", formatCount(item.parameterCount)] as const] : []),
    ...(flops > 0 ? [["FLOPs", countText(flops)] as const] : []),
    ...(perExampleCount > 0
      ? [["FLOPs per example", `of ${formatCounted(perExampleCount, "op")}: batch unknown`] as const]
      : []),
    ...(unknownFlopsCount > 0
      ? [["FLOPs unknown", `of ${formatCounted(unknownFlopsCount, "op")}`] as const]
      : []),
    ...(outputTypes.length > 0 ? [["output", outputTypes.map(typeText).join(", ")] as const] : []),
    ...(device === "" ? [] : [["device", device] as const]),
  ];
  return (
    <dl className="node-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ConnectionListProps {
  readonly title: string;
  readonly connections: Connections;
  readonly onGo: (path: string) => void;
}

function ConnectionList({ title, connections: { connections, totalCount }, onGo }: ConnectionListProps) {
  const more = totalCount - connections.length;
  return (
    <section>
      <h3>
        {title} <span className="node-count">{formatCount(totalCount)}</span>
      </h3>
      <ul>
        {connections.map(({ path, name, slot, place, type, isReference }) => (
          <li key={`${path} ${slot ?? "control"} ${place}`}>
            <button type="button" className="node-link" onClick={() => onGo(path)}>
              {shownName(name)}
              {slot !== null && slot > 0 ? `:${slot}` : ""}
            </button>{" "}
            <span className="node-type">
              {slot === null ? "control" : type ? typeText(type) : ""}
              {isReference ? " reference" : ""}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="node-more">{formatCount(more)} more are not listed</p>}
    </section>
  );
}

interface CountsProps {
  readonly title: string;
  readonly counts: readonly { readonly value: string; readonly count: number }[];
}

const MOST_COUNTS = 20;

function Counts({ title, counts }: CountsProps) {
  const more = counts.length - MOST_COUNTS;
  return (
    <section>
      <h3>
        {title} <span className="node-count">{formatCount(counts.length)}</span>
      </h3>
      <dl>
        {counts.slice(0, MOST_COUNTS).map(({ value, count }) => (
          <div key={value}>
            <dt>{value === "" ? "none" : value}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {more > 0 && <p className="node-more">{formatCount(more)} more are not listed</p>}
    </section>
  );
}
