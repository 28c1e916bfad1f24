import { describe, expect, it } from "vitest";
import { edgeEndsOf, edgeOfEnds, pickAt, pickEdgeAt } from "./graph-pick.ts";
import { frameHeader } from "./graph-size.ts";
import { nearestItem, walkFrom } from "./graph-walk.ts";
import { boxAt, idAt, itemsById, placeGraph } from "./placed-graph.ts";
import { mnistSpec, sceneOf } from "./testing.ts";

const graph = placeGraph(sceneOf(mnistSpec({ opened: ["conv"] })), "up");
const box = (id: string) => boxAt(graph, itemsById(graph).get(id) ?? -1);

describe("pickAt", () => {
  it.each([0.02, 0.3, 1, 6])("finds every item in its middle at scale %d", (scale) => {
    for (const [id, item] of itemsById(graph)) {
      const isInside = graph.levelOf[item] !== 0;
      const isOpen = graph.openLevels[item]! >= 0;
      if (isOpen) continue;
      // From afar an open scope is one block.
      expect(pickAt(graph, boxAt(graph, item), scale)?.id).toBe(isInside && scale < 0.085 ? "conv" : id);
    }
  });

  it("meets an ellipse, not the rectangle around it", () => {
    const { x, y, width, height } = box("MaxPool");
    expect(pickAt(graph, { x: x + width * 0.48, y: y + height * 0.48 }, 1)).toBeNull();
    expect(pickAt(graph, { x: x + width * 0.3, y: y + height * 0.3 }, 1)?.id).toBe("MaxPool");
  });

  it("tells the parts of scopes: the marks that open and close, header and what is free", () => {
    const closed = box("fc");
    expect(pickAt(graph, { x: closed.x + closed.width / 2 - 12, y: closed.y }, 1)).toMatchObject({
      id: "fc",
      part: "toggle",
    });
    expect(pickAt(graph, closed, 1)?.part).toBe("body");
    // Too small to be drawn, too small to be met.
    expect(pickAt(graph, { x: closed.x + closed.width / 2 - 12, y: closed.y }, 0.2)?.part).toBe("body");
    const open = box("conv");
    const top = open.y - open.height / 2;
    expect(pickAt(graph, { x: open.x, y: top + 5 }, 1)).toMatchObject({ id: "conv", part: "header" });
    expect(pickAt(graph, { x: open.x + open.width / 2 - 10, y: top + 10 }, 1)?.part).toBe("toggle");
    expect(pickAt(graph, { x: open.x - open.width / 2 + 3, y: top + frameHeader + 20 }, 1)?.part).toBe(
      "frame",
    );
  });

  it("finds marks beside items, and nothing where nothing is", () => {
    const { x, y, width } = box("Reshape");
    expect(pickAt(graph, { x: x - width / 2 - 14, y }, 1)).toMatchObject({
      id: "Reshape/shape",
      part: "annotation",
    });
    expect(pickAt(graph, { x: x + width / 2 + 40, y }, 1)?.id).toBe("Reshape/input");
    const owner = box("test_embedding");
    // Of eleven the sixth line says how many there are more.
    expect(pickAt(graph, { x: owner.x - owner.width / 2 - 30, y: owner.y + 30 }, 1)).toBeNull();
    expect(pickAt(graph, { x: -50, y: -50 }, 1)).toBeNull();
  });
});

describe("pickEdgeAt", () => {
  it("finds a line within 4 pixels of the screen, at any scale", () => {
    const two = placeGraph(
      sceneOf({ items: [{ label: "x" }, { label: "y" }], edges: [{ from: 0, to: 1, elements: 1 }] }),
      "up",
    );
    const middle = { x: two.x[0]!, y: (two.y[0]! + two.y[1]!) / 2 };
    const edge = pickEdgeAt(two, middle, { scale: 1, pick: null });
    expect(edge === null ? null : edgeEndsOf(two, edge)).toEqual({
      from: "x",
      to: "y",
      level: "",
      isControl: false,
    });
    const beside = { ...middle, x: middle.x + 10 };
    expect(pickEdgeAt(two, beside, { scale: 1, pick: null })).toBeNull();
    expect(pickEdgeAt(two, beside, { scale: 0.3, pick: null })).toBe(edge);
    // An item is in front.
    expect(pickEdgeAt(two, middle, { scale: 1, pick: { id: "x", item: 0, part: "body" } })).toBeNull();
  });

  it("knows every line by its ends", () => {
    for (let edge = 0; edge < graph.edges.froms.length; edge++)
      expect(edgeOfEnds(graph, edgeEndsOf(graph, edge))).toBe(edge);
    const ends = edgeEndsOf(graph, 0);
    expect(edgeOfEnds(graph, { ...ends, isControl: !ends.isControl })).toBeNull();
    expect(edgeOfEnds(graph, { ...ends, level: "gone" })).toBeNull();
    expect(edgeOfEnds(graph, { ...ends, from: "gone" })).toBeNull();
  });

  it("looks among the lines of the scope that the point is in", () => {
    const conv = box("conv/Conv2D");
    const below = { x: conv.x - 3, y: conv.y + conv.height / 2 + 4 };
    const pick = pickAt(graph, below, 1);
    expect(pick?.part).toBe("frame");
    const edge = pickEdgeAt(graph, below, { scale: 1, pick });
    expect(edge === null ? null : edgeEndsOf(graph, edge)).toMatchObject({
      to: "conv/Conv2D",
      level: "conv",
    });
  });
});

describe("walkFrom", () => {
  const walked = (id: string, direction: Parameters<typeof walkFrom>[2]): string | null => {
    const item = walkFrom(graph, itemsById(graph).get(id) ?? -1, direction);
    return item === null ? null : idAt(graph, item);
  };

  it("goes along lines, up to what reads and down to what feeds", () => {
    expect(walked("Reshape", "up")).toBe("conv");
    expect(walked("Reshape", "down")).toBe("x");
    expect(walked("conv/Conv2D", "up")).toBe("conv/add");
  });

  it("goes to what stands next where no line leads, and nowhere at the end", () => {
    const right = walked("x", "right");
    expect(right).not.toBeNull();
    expect(box(right ?? "").x).toBeGreaterThan(box("x").x);
    expect(walked("IteratorV2", "right")).toBeNull();
  });

  it("begins with what is nearest", () => {
    expect(nearestItem(graph, 0, box("xent"))).toBe(itemsById(graph).get("xent"));
  });
});
