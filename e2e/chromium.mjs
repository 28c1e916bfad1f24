// @ts-check
// Which Chromium the browser tests drive: CHROMIUM_PATH, else Playwright's own, else the system's.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const systemNames = [
  // Draws the same without a desktop browser around it: a third of the time less.
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge",
];
const systemPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * Path of the browser to drive; undefined when there is none.
 * @returns {string | undefined}
 */
export function findChromium() {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen) return chosen;
  const places = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((directory) => systemNames.map((name) => join(directory, name)));
  return [chromium.executablePath(), ...places, ...systemPlaces].find(isProgram);
}

/**
 * As findChromium, after installing one of Debian's packages when there is none and this may be done.
 * @returns {string | undefined}
 */
export function ensureChromium() {
  const found = findChromium();
  if (found || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return found;
  aptGet("update", "-qq");
  const install = ["install", "-y", "-qq", "--no-install-recommends"];
  try {
    aptGet(...install, "chromium-headless-shell");
  } catch {
    // Older releases have it only whole.
    aptGet(...install, "chromium");
  }
  return findChromium();
}

/** @param {string[]} args */
function aptGet(...args) {
  execFileSync("apt-get", args, {
    stdio: "inherit",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
