import { pageFiles } from '@chancery/look/page-files';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Nothing inline, nothing foreign: the page must live under script-src 'self' and style-src 'self'. */
export default defineConfig({
  root: `${import.meta.dirname}/src/page`,
  plugins: [react(), pageFiles()],
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
  },
});
