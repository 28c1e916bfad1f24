// What holds the repository together beside its code: versions, documents, container files.
import { dirname, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { files, packageDirectories, readManifest, readText } from "./source-tree.ts";

const texts = files.filter(
  (path) =>
    /\.(ts|tsx|mjs|js|json|md|yaml|yml|css|html|proto|sh)$|(^|\/)(Dockerfile|run|\.\w+ignore)$/.test(path) &&
    !/^pnpm-lock\.yaml$|^fixtures\/.*\/logdir\//.test(path),
);
const documents = files.filter((path) => path.endsWith(".md"));

interface Workspace {
  readonly catalog: Record<string, string>;
}
const { catalog } = parse(readText("pnpm-workspace.yaml")) as Workspace;
const manifests = ["", ...packageDirectories].map(readManifest);

describe("dependencies", () => {
  test("have one exact version each, in the catalog", () => {
    const versions = Object.entries(catalog).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    const declared = manifests.flatMap(({ dependencies, optionalDependencies, devDependencies }) =>
      Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies }),
    );
    const elsewhere = declared.filter(([, range]) => range !== "catalog:" && range !== "workspace:*");
    expect([...versions, ...elsewhere]).toEqual([]);
    const used = new Set(declared.map(([name]) => name));
    expect(Object.keys(catalog).filter((name) => !used.has(name))).toEqual([]);
  });

  test("are for the oldest Node that the command supports", () => {
    const ranges = manifests.flatMap(({ engines }) => (engines ? [engines.node] : []));
    expect(new Set(ranges)).toEqual(new Set([">=20.19.0"]));
    expect(catalog["@types/node"]).toMatch(/^20\./);
    expect(readText("scripts/bundle.mjs")).toContain('target: "node20.19"');
    expect(readText("scripts/smoke-pack.mjs")).toContain('"20.19.0"');
  });
});

describe("documents", () => {
  test.each(documents)("%s links to what exists", (path) => {
    const broken = linksOf(readText(path)).filter((link) => {
      if (/^[a-z]+:/i.test(link)) return false;
      const [target = "", anchor] = link.split("#");
      const file = target === "" ? path : posix.join(dirname(path), decodeURIComponent(target));
      if (!files.some((other) => other === file || other.startsWith(`${file.replace(/\/$/, "")}/`)))
        return true;
      return anchor !== undefined && !headingsOf(readText(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("ARCHITECTURE.md fits in 200 lines and gives a reason for every dependency", () => {
    const text = readText("ARCHITECTURE.md");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(200);
    expect(Object.keys(catalog).filter((name) => !text.includes(name))).toEqual([]);
  });

  test("README.md names every flag", () => {
    const settings =
      /z\.object\(\{\n([\s\S]*?)\n\}\)/.exec(readText("apps/server/src/settings.ts"))?.[1] ?? "";
    const flags = [...settings.matchAll(/^ {2}(\w+): /gm)].map(
      ([, key = ""]) => `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    );
    expect(flags.length).toBeGreaterThan(10);
    const readme = readText("README.md").replaceAll(/--\w+/g, (flag) => flag.replaceAll("_", "-"));
    expect(flags.filter((flag) => !readme.includes(flag))).toEqual([]);
  });

  test("hold no path of a machine and no registry host", () => {
    const machine = new RegExp(
      ["work", "root", "farm", "home/\\w+", "Users/\\w+"].map((name) => `(?<![\\w.~-])/${name}/`).join("|"),
    );
    const registry = /https?:\/\/(registry|npm)\./;
    const wrong = texts.flatMap((path) =>
      readText(path)
        .split("\n")
        .flatMap((line, index) =>
          machine.test(line) || registry.test(line) ? [`${path}:${index + 1}`] : [],
        ),
    );
    expect(wrong).toEqual([]);
    expect(readText("pnpm-lock.yaml")).not.toContain("tarball:");
  });
});

describe("containers", () => {
  const lines = readText("Dockerfile").split("\n");
  const instructions = readText("Dockerfile")
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .flatMap((line) => {
      const match = /^([A-Z]+)\s+(.*)$/.exec(line.trim());
      return match ? [{ name: match[1] ?? "", argument: match[2] ?? "" }] : [];
    });
  const last = (name: string) => instructions.findLast((instruction) => instruction.name === name)?.argument;

  test("Dockerfile builds in one stage and runs in another, not as root", () => {
    expect(lines.length).toBeGreaterThan(1);
    const stages = instructions.filter(({ name }) => name === "FROM");
    expect(stages.length).toBeGreaterThanOrEqual(2);
    for (const { argument } of stages) expect(argument).toMatch(/^(node:2[24]-\w+|\w+)( AS \w+)?$/);
    expect(last("USER")).toBe("node");
    expect(last("EXPOSE")).toBe("6006");
    expect(last("HEALTHCHECK")).toContain("/healthz");
    expect(last("VOLUME")).toBe('["/logs", "/index"]');
  });

  test("Dockerfile starts the command with flags that it has", () => {
    const command = [last("ENTRYPOINT"), last("CMD")].flatMap((text) => JSON.parse(text ?? "[]") as string[]);
    const flags = command.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? "");
    expect(flags).toContain("--logdir");
    const settings = readText("apps/server/src/settings.ts");
    const keyOf = (flag: string) =>
      flag.slice(2).replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(flags.filter((flag) => !settings.includes(`  ${keyOf(flag)}: `))).toEqual([]);
  });

  test("docker-compose.yml has the one service with its volumes", () => {
    const compose = parse(readText("docker-compose.yml")) as {
      readonly services: Record<
        string,
        { readonly build: string; readonly ports: string[]; readonly volumes: string[] }
      >;
      readonly volumes: Record<string, unknown>;
    };
    expect(Object.keys(compose.services)).toEqual(["runboard"]);
    const { runboard } = compose.services;
    expect(runboard?.build).toBe(".");
    expect(runboard?.ports).toEqual(["127.0.0.1:6006:6006"]);
    expect(runboard?.volumes).toEqual(["${LOGDIR:-./runs}:/logs", "index:/index"]);
    expect(Object.keys(compose.volumes)).toEqual(["index"]);
  });
});

function linksOf(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, "");
  return [...prose.matchAll(/!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)/g)].flatMap(([, link]) => link ?? []);
}

/** Anchors as GitHub makes them. */
function headingsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
