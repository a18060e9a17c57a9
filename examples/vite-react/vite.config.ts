import { defineConfig } from 'vite';
// In a project of your own: from 'dev-sync/vite'.
import { devSync } from '../../dist/vite.js';

// biome-ignore lint/style/noDefaultExport: Vite wants it so
export default defineConfig({
  plugins: [devSync()],
  // Where the hub sends microphone levels unless it is told otherwise.
  server: { port: 5173, strictPort: true },
});
