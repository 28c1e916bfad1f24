import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseLogdirSpec } from "./logdir-spec.ts";

describe("parseLogdirSpec", () => {
  const cases: [spec: string, roots: [name: string | null, path: string][]][] = [
    ["/a/b", [[null, "/a/b"]]],
    [
      "/a/b,/c",
      [
        [null, "/a/b"],
        [null, "/c"],
      ],
    ],
    ["name:/a/b", [["name", "/a/b"]]],
    [
      "x:/a,y:/b",
      [
        ["x", "/a"],
        ["y", "/b"],
      ],
    ],
    // A path may hold colons: behind the name, or when it begins with a slash.
    ["name:/a:b/c", [["name", "/a:b/c"]]],
    ["/foo:bar/baz", [[null, "/foo:bar/baz"]]],
    ["s3://bucket/prefix", [[null, "s3://bucket/prefix"]]],
    ["name:s3://bucket/prefix", [["name", "s3://bucket/prefix"]]],
    ["gs://b/../c//d", [[null, "gs://b/../c//d"]]],
    ["A:/a", [["A", "/a"]]],
    ["/a/../b/./c/", [[null, "/b/c"]]],
    ["runs", [[null, resolve("runs")]]],
    ["name:runs/x", [["name", resolve("runs/x")]]],
    ["~/runs", [[null, join(homedir(), "runs")]]],
    ["name:~", [["name", homedir()]]],
    ["gs://~/runs", [[null, "gs://~/runs"]]],
    ["/a/~/b", [[null, "/a/~/b"]]],
    ["x:/a,y:/a", [["y", "/a"]]],
    [",/a,, ,", [[null, "/a"]]],
    [":/a", [[null, "/a"]]],
    ["name:", []],
    ["", []],
  ];
  it.each(cases)("reads %s", (spec, roots) => {
    expect(parseLogdirSpec(spec)).toEqual(roots.map(([name, path]) => ({ name, path })));
  });

  it("takes C:\\ for a drive, not for a name", () => {
    expect(parseLogdirSpec("C:\\runs")).toEqual([{ name: null, path: resolve("C:\\runs") }]);
    expect(parseLogdirSpec("mine:C:\\runs")).toEqual([{ name: "mine", path: resolve("C:\\runs") }]);
  });
});
