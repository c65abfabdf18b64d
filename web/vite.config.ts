/** How the pages are built: `npm run build:web` writes web/dist. `npx vite web` serves them while they are worked on, over a server at PORT 3000. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// eslint-disable-next-line no-restricted-syntax -- Vite reads the default export.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // A font or an image in a style sheet would need an exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { "/api": "http://localhost:3000" } },
});
