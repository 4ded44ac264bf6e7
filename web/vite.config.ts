import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  // The test of contrasts reads the stylesheet. How long a test takes says what else the machine does, not whether the
  // page is right.
  test: { css: true, testTimeout: 120_000, hookTimeout: 120_000 },
  build: {
    // Shipped inside the Python package; `make web` runs this build.
    outDir: '../src/parley/gateways/web/page',
    emptyOutDir: true,
    // The page's content security policy allows no data: URLs.
    assetsInlineLimit: 0,
    target: 'es2022',
  },
  server: {
    proxy: {
      '/api/talk': { target: 'ws://127.0.0.1:8420', ws: true },
      '/api': 'http://127.0.0.1:8420',
    },
  },
})
