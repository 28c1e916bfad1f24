// Builds the page into the server's package; in development, serves it beside a running server.
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv, type Plugin } from "vite";

/** zod's JSON Schema writer, 6 kB gzipped: only the server describes its schemas, and each class of schema holds on to it. */
const withoutJsonSchemaWriter: Plugin = {
  name: "without-json-schema-writer",
  apply: "build",
  load(id) {
    if (!/[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/.test(id)) return null;
    const absent = 'throw new Error("JSON Schema is written by the server");';
    return ["createToJSONSchemaMethod", "createStandardJSONSchemaMethod"]
      .map((name) => `export const ${name} = () => () => { ${absent} };`)
      .concat(
        ["extractDefs", "finalize", "handleUnrepresentable", "initializeContext", "processSchema"].map(
          (name) => `export function ${name}() { ${absent} }`,
        ),
      )
      .join("\n");
  },
  transform(code, id) {
    if (!/[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/.test(id)) return null;
    const trimmed = code.replaceAll(/^ *inst\._zod\.processJSONSchema = .*;$/gm, "");
    if (trimmed === code) this.error("zod has changed: its JSON Schema writer is not found");
    return { code: trimmed, map: null };
  },
};

export default defineConfig(({ mode }) => {
  // RUNBOARD_DEV_SERVER: where `npm run dev` finds the API.
  const environment = loadEnv(mode, ".", "RUNBOARD_");
  const server = environment["RUNBOARD_DEV_SERVER"] ?? "http://localhost:6006";
  const proxied = { target: server, changeOrigin: true, headers: { origin: server } };
  return {
    base: "./",
    plugins: [react(), withoutJsonSchemaWriter],
    build: {
      outDir: "../server/dist/web",
      emptyOutDir: true,
      target: "es2022",
      sourcemap: false,
      // Fonts and icons stay files: the content security policy allows no data: addresses but images.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1200,
      // Every browser that runs ES2022 knows modulepreload.
      modulePreload: { polyfill: false },
    },
    server: { proxy: { "/api": proxied, "/data": proxied } },
  };
});
