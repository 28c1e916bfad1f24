import { describe, expect, test } from "vitest";
import { EventStreamParser, type StreamMessage } from "./event-stream.ts";

const stream =
  '\uFEFFretry: 1000\n: comment\n\nevent: changed\nid: a.7\ndata: {"x":1}\n\ndata:two\r\ndata: lines\r\n\r\nid\ndata\rdata: \r\revent: lonely\n\n';
const messages: readonly StreamMessage[] = [
  { event: "changed", data: '{"x":1}', lastEventId: "a.7" },
  { event: "message", data: "two\nlines", lastEventId: "a.7" },
  { event: "message", data: "\n", lastEventId: "" },
];

describe("server-sent events", () => {
  test("come out whole", () => {
    expect(new EventStreamParser().push(stream)).toEqual(messages);
  });

  test("are the same however the stream is cut", () => {
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const parser = new EventStreamParser();
      expect([...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))]).toEqual(messages);
    }
    const parser = new EventStreamParser();
    expect(Array.from(stream).flatMap((character) => parser.push(character))).toEqual(messages);
  });

  test("an unfinished message waits", () => {
    const parser = new EventStreamParser("old");
    expect(parser.push("data: half\n")).toEqual([]);
    expect(parser.push("\n")).toEqual([{ event: "message", data: "half", lastEventId: "old" }]);
  });
});
