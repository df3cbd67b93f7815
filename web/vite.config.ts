// Builds the pages into `dist`: one shell (`index.html`) and hashed files under
// `/assets`. Nothing is inlined, so that a strict Content-Security-Policy holds.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
