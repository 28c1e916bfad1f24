import { defineConfig } from "vitest/config";
import { bundledThreads, testPrograms } from "./tools/test-programs.ts";

/** Of pure code: a test leaves nothing behind, so that all share one module graph, which takes most of the time to load. */
const pure = [
  ...["analysis", "contract", "graph", "markdown", "tfevents"].flatMap((name) => [
    `packages/${name}/src/**/*.test.ts`,
    `packages/${name}/test/**/*.test.ts`,
  ]),
  "apps/web/src/**/*.test.ts",
];

/** Of pure code, too, but they look at the memory of their process, which others would use. */
const measuring = ["packages/tfevents/test/hostile.test.ts", "packages/graph/test/hostile.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          environment: "node",
          include: pure,
          exclude: ["**/node_modules/**", ...measuring],
          isolate: false,
          testTimeout: 240_000,
          expect: { poll: { timeout: 30_000 } },
          restoreMocks: true,
          env: { TZ: "UTC" },
        },
      },
      {
        test: {
          name: "measuring",
          environment: "node",
          include: measuring,
          testTimeout: 240_000,
          restoreMocks: true,
          env: { TZ: "UTC" },
        },
      },
      {
        plugins: [bundledThreads],
        test: {
          name: "node",
          environment: "node",
          globalSetup: "tools/test-programs.ts",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/test/**/*.test.ts",
            "apps/server/**/*.test.ts",
            "tools/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/dist/**", ...pure],
          // What a busy machine takes a while for is no failure.
          testTimeout: 240_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          restoreMocks: true,
          env: { TZ: "UTC", RUNBOARD_TEST_PROGRAMS: testPrograms },
        },
      },
      {
        test: {
          name: "dom",
          environment: "happy-dom",
          include: ["apps/web/src/**/*.test.tsx"],
          testTimeout: 60_000,
          restoreMocks: true,
          env: { TZ: "UTC" },
        },
      },
    ],
    maxWorkers: 2,
  },
});
