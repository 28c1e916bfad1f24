// Browser tests against the built command; `npm test -- build e2e` runs them on a fresh build.
import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium.mjs";

const executablePath = findChromium();

export default defineConfig({
  testDir: "specs",
  outputDir: "../test-results/e2e",
  fullyParallel: true,
  workers: 2,
  // Times are no test: a busy machine takes its time.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    // Recording takes a third of the time.
    trace: process.env["E2E_TRACE"] === "1" ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      // Containers have no user namespaces and little shared memory.
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    },
  },
});
