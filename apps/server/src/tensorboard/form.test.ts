import { describe, expect, test } from "vitest";
import { parseForm } from "./form.ts";

const multipart = "multipart/form-data; boundary=B";

function body(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join("\r\n"));
}

describe("parseForm", () => {
  test("urlencoded", () => {
    expect(parseForm("application/x-www-form-urlencoded", Buffer.from("tag=a%2Fb&runs=x+y&runs=z"))).toEqual([
      ["tag", "a/b"],
      ["runs", "x y"],
      ["runs", "z"],
    ]);
  });

  test("what fetch makes of FormData", async () => {
    const form = new FormData();
    const fields = [
      ["tag", "loss/ä\r\n--B"],
      ["runs", ""],
      ["runs", 'a "quoted", name=x'],
    ] as const;
    for (const [name, value] of fields) form.append(name, value);
    form.append("file", new Blob(["bytes"]), "name.bin");
    const request = new Request("http://localhost", { method: "POST", body: form });
    const parsed = parseForm(
      request.headers.get("content-type") ?? "",
      Buffer.from(await request.arrayBuffer()),
    );
    expect(parsed).toEqual(fields);
  });

  test("a preamble, further headers and a quoted boundary", () => {
    const bytes = body(
      "to be ignored",
      "--a b",
      "Content-Type: text/plain",
      'content-disposition: form-data; name="tag"',
      "",
      "x",
      "--a b--",
      "to be ignored",
    );
    expect(parseForm('multipart/form-data; boundary="a b"', bytes)).toEqual([["tag", "x"]]);
  });

  test.each([
    ["nothing", body("")],
    ["no end", body("--B", 'content-disposition: form-data; name="a"', "", "x")],
    ["no empty line", body("--B", 'content-disposition: form-data; name="a"', "--B--", "")],
    ["no name", body("--B", "content-disposition: form-data", "", "x", "--B--")],
    ["another boundary", body("--C", 'content-disposition: form-data; name="a"', "", "x", "--C--")],
  ])("refuses a body with %s", (_what, bytes) => {
    expect(parseForm(multipart, bytes)).toBeUndefined();
  });

  test("refuses multipart without a boundary", () => {
    expect(parseForm("multipart/form-data", body("--B--"))).toBeUndefined();
  });

  test("an empty form", () => {
    expect(parseForm(multipart, body("--B--", ""))).toEqual([]);
  });

  test("reads ten thousand fields", () => {
    const part = (index: number) => [
      "--B",
      'content-disposition: form-data; name="runs"',
      "",
      `run ${index}`,
    ];
    const lines = Array.from({ length: 10_000 }, (_, index) => part(index)).flat();
    expect(parseForm(multipart, body(...lines, "--B--"))).toHaveLength(10_000);
  });
});
