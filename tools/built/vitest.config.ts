import { defineConfig } from "vitest/config";

/** Tests of what `npm run build` made; `npm test -- build built` runs them on a fresh build. */
export default defineConfig({
  test: {
    include: ["tools/built/*.test.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    // A server answers before it has read everything.
    expect: { poll: { timeout: 30_000 } },
    // `npm start` builds again when something has changed since the last build.
    fileParallelism: false,
    env: { TZ: "UTC" },
  },
});
