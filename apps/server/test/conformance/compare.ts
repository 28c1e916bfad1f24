// Tells where a recording differs from TensorBoard's.
//
// JSON agrees in structure, numbers to 1e-6, texts exactly, HTML up to white space and quotes, media by their digest,
// `plugins_listing` by which plugins are enabled. What TensorBoard itself answers differently with its two loaders may equal either.
import type { Answer, Recording } from "./answers.ts";
import { inMeshOrder } from "./crawl.ts";

interface Difference {
  /** Name of the answer. */
  readonly name: string;
  readonly differences: readonly string[];
}

export interface Comparison {
  readonly agreeing: readonly string[];
  readonly differing: readonly Difference[];
}

/** Compares the answers of `expected` whose name is wanted; one that `actual` lacks differs. `alternative` is the other loader's recording. */
export function compareRecordings(
  expected: Recording,
  alternative: Recording,
  actual: Recording,
  isWanted: (name: string) => boolean,
): Comparison {
  const agreeing: string[] = [];
  const differing: Difference[] = [];
  for (const [name, answer] of Object.entries(expected)) {
    if (!isWanted(name)) continue;
    const differences = answerDifferences(name, answer, actual[name]);
    const other = alternative[name];
    if (differences.length === 0 || (other && answerDifferences(name, other, actual[name]).length === 0))
      agreeing.push(name);
    else differing.push({ name, differences });
  }
  return { agreeing, differing };
}

function answerDifferences(name: string, expected: Answer, actual: Answer | undefined): readonly string[] {
  if (!actual) return ["no answer"];
  if (expected.status !== actual.status) return [`status ${expected.status} ≠ ${actual.status}`];
  if (expected.status >= 300) return [];
  return differencesOf(comparable(name, expected.body), comparable(name, actual.body), "body");
}

const MAX_DIFFERENCES = 20;

function differencesOf(expected: unknown, actual: unknown, path: string): readonly string[] {
  if (Object.is(expected, actual)) return [];
  if (typeof expected === "number" && typeof actual === "number")
    return areClose(expected, actual) ? [] : [`${path}: ${expected} ≠ ${actual}`];
  if (typeof expected === "string" && typeof actual === "string" && /<\w/.test(expected))
    return normalHtml(expected) === normalHtml(actual)
      ? []
      : [`${path}: ${excerpt(expected)} ≠ ${excerpt(actual)}`];
  if (!isContainer(expected) || !isContainer(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return [`${path}: ${excerpt(expected)} ≠ ${excerpt(actual)}`];
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length)
    return [`${path}: ${expected.length} items ≠ ${actual.length}`];
  const found: string[] = [];
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    if (found.length >= MAX_DIFFERENCES) break;
    found.push(...differencesOf(expected[key], actual[key], `${path}.${key}`));
  }
  return found;
}

function areClose(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-6 * Math.max(1e-9, Math.abs(a), Math.abs(b));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function excerpt(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 90);
}

function normalHtml(html: string): string {
  return html
    .replace(/\s+/g, " ")
    .replace(/ ?(<[^>]*>) ?/g, "$1")
    .replace(/ ?\/>/g, ">")
    .replaceAll("&quot;", '"')
    .replace(/&#39;|&#x27;/g, "'")
    .trim();
}

/** The body without what TensorBoard leaves to chance: orders of its hash tables, the place of the log directory. */
function comparable(name: string, body: unknown): unknown {
  if (!isContainer(body)) return body;
  if (name.endsWith("text/tags"))
    return Object.fromEntries(
      Object.entries(body).map(([run, tags]) => [run, [...(tags as string[])].sort()]),
    );
  if (name.includes("mesh/meshes") && Array.isArray(body))
    return [...(body as Parameters<typeof inMeshOrder>[0][])].sort(inMeshOrder);
  if (name === "GET /data/plugins_listing")
    return Object.entries(body)
      .filter(([, plugin]) => isContainer(plugin) && plugin["enabled"] === true)
      .map(([plugin]) => plugin)
      .sort();
  if (typeof body["modelCheckpointPath"] === "string")
    return { ...body, modelCheckpointPath: body["modelCheckpointPath"].split("/").slice(-2).join("/") };
  return body;
}
