import { defineConfig } from "vite";

/** One folder of files with names of their contents, which gateway/page.ts serves at /page/. */
export default defineConfig({
  base: "/page/",
  // Its own `public/` would be copied: there is none.
  publicDir: false,
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    assetsDir: "",
    // The policy of the page forbids what is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // hls.js is large, and is only fetched where a stream plays.
    chunkSizeWarningLimit: 800,
  },
});
