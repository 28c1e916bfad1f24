import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/test/**/*.test.ts",
            "apps/server/**/*.test.ts",
            "apps/web/src/**/*.test.ts",
            "tools/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/dist/**"],
          // What a busy machine takes a while for is no failure.
          testTimeout: 240_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          restoreMocks: true,
          env: { TZ: "UTC" },
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
