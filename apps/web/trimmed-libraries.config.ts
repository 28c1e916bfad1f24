// Parts of libraries that the page carries along without ever running them: their modules hold on to each other, so no bundler can tell.
// Each is replaced by a module with the same exports that does nothing or says that it is absent. What is left is what end-to-end tests run on.
import type { Plugin } from "vite";

interface Trimmed {
  /** The end of the module's path. */
  readonly module: string;
  readonly why: string;
  readonly exports: Readonly<Record<string, "nothing" | "absent" | "object">>;
}

const trimmed: readonly Trimmed[] = [
  {
    module: "zod/v4/core/to-json-schema.js",
    why: "JSON Schema is written by the server",
    exports: {
      createToJSONSchemaMethod: "absent",
      createStandardJSONSchemaMethod: "absent",
      extractDefs: "absent",
      finalize: "absent",
      handleUnrepresentable: "absent",
      initializeContext: "absent",
      processSchema: "absent",
    },
  },
  {
    module: "echarts/lib/preprocessor/backwardCompat.js",
    why: "no option of ours is in the form of ECharts 2 to 4",
    exports: { default: "nothing" },
  },
  {
    module: "echarts/lib/i18n/langZH.js",
    why: "ECharts' own words are never shown",
    exports: { default: "object" },
  },
  {
    module: "echarts/lib/theme/dark.js",
    why: "colours come with each option",
    exports: { default: "object" },
  },
  {
    module: "echarts/lib/loading/default.js",
    why: "the page shows itself that it loads",
    exports: { default: "absent" },
  },
  {
    module: "echarts/lib/util/decal.js",
    why: "nothing is filled with patterns",
    exports: { createOrUpdatePatternFromDecal: "nothing" },
  },
  {
    module: "echarts/lib/data/helper/transform.js",
    why: "charts have no data sets to transform",
    exports: { ExternalSource: "absent", registerExternalTransform: "absent", applyDataTransform: "absent" },
  },
  {
    module: "echarts/lib/legacy/dataSelectAction.js",
    why: "nothing listens to these events of old",
    exports: { createLegacyDataSelectAction: "nothing", handleLegacySelectEvents: "nothing" },
  },
  {
    module: "zrender/lib/tool/path.js",
    why: "no path is given as SVG text",
    exports: {
      createFromString: "absent",
      extendFromString: "absent",
      mergePath: "absent",
      clonePath: "absent",
    },
  },
  {
    module: "zrender/lib/graphic/helper/roundSector.js",
    why: "there are no pies",
    exports: { buildPath: "absent" },
  },
];

/** Of schemas in zod's classic API, the line that makes each hold on to its writer of JSON Schema. */
const schemaWriterLine = /^ *inst\._zod\.processJSONSchema = .*;$/gm;

export const trimmedLibraries: Plugin = {
  name: "trimmed-libraries",
  apply: "build",
  load(id) {
    const found = trimmed.find(({ module }) => id.replaceAll("\\", "/").endsWith(`/${module}`));
    if (!found) return null;
    return Object.entries(found.exports)
      .map(([name, kind]) => {
        const declared = name === "default" ? "export default" : `export const ${name} =`;
        const message = JSON.stringify(`left out of the page: ${found.why}`);
        return `${declared} ${{ nothing: "() => {}", object: "{}", absent: `() => { throw new Error(${message}); }` }[kind]};`;
      })
      .join("\n");
  },
  transform(code, id) {
    if (!id.replaceAll("\\", "/").endsWith("/zod/v4/classic/schemas.js")) return null;
    const rest = code.replaceAll(schemaWriterLine, "");
    if (rest === code) this.error("zod has changed: its writer of JSON Schema is not where it was");
    return { code: rest, map: null };
  },
};
