// What the bundle imports late: each `import()` that stands in it is done, and gives the names that are taken from it there.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "../../apps/server/dist");

/** What is taken where the bundle passes the whole module on. */
const takenElsewhere: Record<string, readonly string[]> = { "@photostructure/sqlite": ["DatabaseSync"] };

interface LateImport {
  readonly file: string;
  /** null when it is none that stands there as a string. */
  readonly specifier: string | null;
  /** null when they cannot be told. */
  readonly names: readonly string[] | null;
}

const lateImports = readdirSync(dist)
  .filter((name) => name.endsWith(".js"))
  .flatMap(lateImportsOf);

test("the bundle loads late what starts and requests need not wait for", () => {
  const untold = lateImports.filter(({ specifier, names }) => specifier === null || names === null);
  expect(untold, "what these take cannot be told").toEqual([]);
  expect(lateImports.length).toBeGreaterThan(10);
});

test.each(lateImports)("$file imports $specifier late, and gets $names", ({ specifier, names }) => {
  // A process for each: one loads nothing for another.
  const script = `console.log(JSON.stringify(Object.entries(await import(process.argv[1])).map(([name, value]) => [name, typeof value])));`;
  const output = execFileSync(
    process.execPath,
    ["--input-type=module", "--eval", script, "--", specifier ?? ""],
    { cwd: dist, encoding: "utf8" },
  );
  const found = JSON.parse(output.trim().split("\n").at(-1) ?? "") as [name: string, type: string][];
  const usable = found.filter(([, type]) => type !== "undefined").map(([name]) => name);
  expect(usable).toEqual(expect.arrayContaining([...(names ?? [])]));
});

function lateImportsOf(file: string): readonly LateImport[] {
  const text = readFileSync(join(dist, file), "utf8");
  if (!text.includes("import(")) return [];
  const found: LateImport[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      const specifier = argument && ts.isStringLiteral(argument) ? argument.text : null;
      found.push({ file, specifier, names: takenElsewhere[specifier ?? ""] ?? namesTaken(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS));
  return found;
}

/** From `(await import(…)).name`, `{ name } = await import(…)` and `[{ name }] = await Promise.all([import(…)])`. */
function namesTaken(call: ts.CallExpression): readonly string[] | null {
  const { parent } = call;
  if (ts.isArrayLiteralExpression(parent)) {
    const { name } = declarationOf(parent.parent) ?? {};
    const element =
      name && ts.isArrayBindingPattern(name) ? name.elements[parent.elements.indexOf(call)] : undefined;
    return element && ts.isBindingElement(element) ? namesOfPattern(element.name) : null;
  }
  if (!ts.isAwaitExpression(parent)) return null;
  const outer = ts.isParenthesizedExpression(parent.parent) ? parent.parent.parent : parent.parent;
  if (ts.isPropertyAccessExpression(outer)) return [outer.name.text];
  return namesOfPattern(declarationOf(call)?.name);
}

/** Of the variable that this, awaited, is the value of. */
function declarationOf(value: ts.Node): ts.VariableDeclaration | undefined {
  const { parent } = value;
  return ts.isAwaitExpression(parent) && ts.isVariableDeclaration(parent.parent) ? parent.parent : undefined;
}

function namesOfPattern(pattern: ts.BindingName | undefined): readonly string[] | null {
  if (!pattern || !ts.isObjectBindingPattern(pattern)) return null;
  return pattern.elements.flatMap(({ propertyName, name }) => {
    const taken = propertyName ?? name;
    return ts.isIdentifier(taken) ? [taken.text] : [];
  });
}
