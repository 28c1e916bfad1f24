// `npm test [-- stage…]`: everything that must hold, in order, ending in a line `N passed, N failed`.
// With stage names only those run; further arguments go to the one stage named: npm test -- unit packages/store
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import {
  ensureInstalled,
  readManifest,
  requireNode,
  root,
  say,
  secondsSince,
  SetupError,
} from "./prepare.mjs";

const results = join(root, "test-results");
const unitReport = join(results, "unit.json");
const builtReport = join(results, "built.json");
const e2eReport = join(results, "e2e.json");

/** Each stage gives its counts; a stage that is no set of tests counts as one. */
const stages = {
  format: () => checkWith("prettier", ["--check", ".", "--log-level", "warn"]),
  types: () => checkWith("typescript", ["-b"], "tsc"),
  knip: () => checkWith("knip", []),
  // TensorFlow for the tests that train: built once into the user's cache where npm could not get it.
  doctor: async () => {
    const program = join(root, "packages", "training", "src", "doctor", "main.ts");
    const run = await runCommand(process.execPath, ["--import", "tsx", program, "--fix"]);
    backend = run.output.trim().split("\n").at(-1) ?? "";
    return withExitCode(run, [0, 0]);
  },
  unit: (args) => runVitest(unitReport, args),
  // Begun before all others, and waited for here: no core is idle until it is done.
  lint: () => checkWith("eslint", [".", "--max-warnings", "0"]),
  build: () => check(process.execPath, [join(root, "scripts", "build.mjs")]),
  built: (args) =>
    runVitest(builtReport, ["--config", join(root, "tools", "built", "vitest.config.ts"), ...args]),
  pack: async () => {
    const run = await runCommand(process.execPath, [join(root, "scripts", "smoke-pack.mjs")]);
    const counts = /^\{"passed":(\d+),"failed":(\d+)\}$/m.exec(run.output);
    return withExitCode(run, counts ? [Number(counts[1]), Number(counts[2])] : [0, 0]);
  },
  e2e: async (args) => {
    const { ensureChromium } = await import("../e2e/chromium.mjs");
    const browser = ensureChromium();
    if (!browser) {
      console.log(
        "No Chromium was found. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH, or run: npx playwright install chromium",
      );
      return [0, 1];
    }
    const cli = join(root, "e2e", "node_modules", "@playwright", "test", "cli.js");
    const run = await runCommand(
      process.execPath,
      [cli, "test", "-c", join(root, "e2e"), "--reporter=list,json", ...args],
      { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport },
    );
    return countsOf(run, e2eReport, ({ stats, suites }) => ({
      counts: [stats.expected + stats.flaky, stats.unexpected],
      failures: specsOf(suites)
        .filter(({ ok }) => !ok)
        .map(({ file, title, tests }) => ({
          name: `${file} › ${title}`,
          message: tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message ?? "",
        })),
    }));
  },
};
const MAX_MESSAGE_CHARS = 1200;
const needsBuild = new Set(["built", "pack", "e2e"]);
const takesArguments = new Set(["unit", "built", "e2e"]);

const chosen = process.argv.slice(2).filter((name) => name in stages);
const rest = process.argv.slice(2).filter((name) => !(name in stages));
const total = { passed: 0, failed: 0 };
/** Failed tests with what they said, which scrolled by. */
const failures = [];
/** What the tests train with, as the doctor says it. */
let backend = "";
try {
  if (rest.length > 0 && !(chosen.length === 1 && takesArguments.has(chosen[0])))
    throw new SetupError(
      `Unknown: ${rest.join(" ")}. Stages are ${Object.keys(stages).join(", ")}; ${[...takesArguments].join(", ")} alone take further arguments.`,
    );
  requireNode();
  await ensureInstalled();
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  await runStages(chosen.length > 0 ? chosen : Object.keys(stages));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.log(error.message);
  total.failed++;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStages(names) {
  const lines = [];
  let buildFailed = false;
  /** Begun before their turn. */
  const begun = new Map();
  const begin = (name) => begun.set(name, { start: performance.now(), counts: stages[name](rest) });
  if (names.includes("lint")) begin("lint");
  for (const name of names) {
    say(`${name} …`);
    const isPointless = buildFailed && needsBuild.has(name);
    // What is built and what is packed keep one core busy each.
    if (name === "built" && names.includes("pack") && !isPointless) begin("pack");
    if (!begun.has(name) && !isPointless) begin(name);
    const { start, counts } = begun.get(name) ?? { start: performance.now(), counts: [0, 1] };
    const [passed, failed] = await counts;
    if (name === "build" && failed > 0) buildFailed = true;
    total.passed += passed;
    total.failed += failed;
    const outcome = isPointless ? "not run, the build failed" : `${passed} passed, ${failed} failed`;
    lines.push(
      `  ${failed > 0 ? "✗" : "✓"} ${name.padEnd(7)} ${secondsSince(start).padStart(8)}   ${outcome}`,
    );
    console.log(lines.at(-1));
  }
  if (lines.length > 1) console.log(`\n${lines.join("\n")}\n`);
  for (const { name, message } of failures)
    console.log(
      `✗ ${name}\n${stripVTControlCharacters(message).slice(0, MAX_MESSAGE_CHARS).replace(/^/gm, "    ")}\n`,
    );
  if (backend !== "") console.log(`${backend}\n`);
}

async function runVitest(report, args) {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const run = await runTool("vitest", ["run", ...reporters, ...args]);
  return countsOf(run, report, ({ numPassedTests, numFailedTests, testResults }) => ({
    counts: [numPassedTests, numFailedTests],
    failures: testResults.flatMap(({ name, status, message, assertionResults }) => {
      const file = relative(root, name);
      const failed = assertionResults.filter((result) => result.status === "failed");
      // A file that could not even be loaded has no tests.
      if (failed.length === 0) return status === "failed" ? [{ name: file, message }] : [];
      return failed.map(({ fullName, failureMessages }) => ({
        name: `${file} › ${fullName}`,
        message: failureMessages.join("\n"),
      }));
    }),
  }));
}

async function checkWith(packageName, args, bin = packageName) {
  return withExitCode(await runTool(packageName, args, bin), [0, 0]);
}

async function check(command, args) {
  return withExitCode(await runCommand(command, args), [0, 0]);
}

/** Runs a development dependency's program with this Node. */
function runTool(packageName, args, bin = packageName) {
  const directory = join(root, "node_modules", packageName);
  const { bin: bins } = readManifest(directory);
  return runCommand(process.execPath, [
    join(directory, typeof bins === "string" ? bins : bins[bin]),
    ...args,
  ]);
}

/** A failure that no test accounts for (a crash, a failing check) counts as one. */
function withExitCode({ exitCode }, [passed, failed]) {
  if (exitCode !== 0) return [passed, Math.max(failed, 1)];
  return passed + failed === 0 ? [1, 0] : [passed, failed];
}

function specsOf(suites) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [...specs, ...specsOf(inner)]);
}

function countsOf(run, reportPath, read) {
  const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, "utf8")) : undefined;
  const { counts, failures: told } = report ? read(report) : { counts: [0, 0], failures: [] };
  failures.push(...told);
  const [passed, failed] = counts;
  // No test at all is no success.
  return passed + failed === 0 ? [0, 1] : withExitCode(run, [passed, failed]);
}

function runCommand(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["inherit", "pipe", "inherit"],
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }), ...env },
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      output = (output + String(chunk)).slice(-10_000);
    });
    child.on("error", (error) => resolve({ exitCode: 1, output: error.message }));
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
