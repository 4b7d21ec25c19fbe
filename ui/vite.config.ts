// How the interface is built and served in development; production assets go to dist/ with hashed names.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { mockServer } from "./mock/plugin.ts";

const target = process.env.PORTOLAN_URL;

export default defineConfig({
  plugins: [react(), ...(target ? [] : [mockServer()])],
  server: { proxy: target ? { "^/api/": { target, headers: { origin: target, host: new URL(target).host } } } : undefined },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
});
