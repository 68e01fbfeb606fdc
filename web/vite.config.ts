import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env["RDPULSE_URL"] ?? "http://127.0.0.1:8480";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2023",
    // The policy of content allows no data: addresses of scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // The rooms of core only declare: of a door's many modules a page gets those that it uses.
      treeshake: { moduleSideEffects: [{ test: /src[\\/]core[\\/]/, sideEffects: false }] },
    },
  },
  server: {
    proxy: {
      "/api": {
        target: server,
        changeOrigin: true,
        // The server refuses pages of other origins, and this one's is that of the development server.
        headers: { origin: server },
      },
      "/status": { target: server, changeOrigin: true },
      "/badge": { target: server, changeOrigin: true },
    },
  },
});
