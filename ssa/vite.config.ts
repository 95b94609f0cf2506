import { pageFiles } from '@chancery/look/page-files';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The result page, and the appearance under a lasting name for the pages the server writes itself. */
export default defineConfig({
  root: `${import.meta.dirname}/src/page`,
  plugins: [react(), pageFiles()],
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    cssCodeSplit: false,
    rolldownOptions: {
      input: `${import.meta.dirname}/src/page/result.html`,
      output: {
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith('.css')) ? 'assets/look.css' : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
