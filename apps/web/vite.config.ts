// Builds the page into the server's package; in development, serves it beside a running server.
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";
import { trimmedLibraries } from "./trimmed-libraries.config.ts";

export default defineConfig(({ mode }) => {
  // RUNBOARD_DEV_SERVER: where `npm run dev` finds the API.
  const environment = loadEnv(mode, ".", "RUNBOARD_");
  const server = environment["RUNBOARD_DEV_SERVER"] ?? "http://localhost:6006";
  const proxied = { target: server, changeOrigin: true, headers: { origin: server } };
  return {
    base: "./",
    plugins: [react(), trimmedLibraries],
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
      rolldownOptions: {
        output: {
          // What the first picture needs comes in two files, ours and the libraries': a browser asks a server for six at a time.
          codeSplitting: {
            groups: [
              { name: "libraries", tags: ["$initial"], test: /[\\/]node_modules[\\/]/, priority: 2 },
              { name: "page", tags: ["$initial"], priority: 1 },
            ],
          },
          // The licences of the libraries are in a file of their own.
          comments: { legal: false },
        },
      },
    },
    server: { proxy: { "/api": proxied, "/data": proxied } },
  };
});
