import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  // The parts of PixiJS one by one: see src/scene/pixi.ts. Its package.json exports only the whole.
  resolve: { alias: { 'pixi-lib': new URL('node_modules/pixi.js/lib', import.meta.url).pathname } },
  server: {
    port: 3000,
    proxy: {
      '/api': { target: gateway },
      '/ws': { target: gateway, ws: true },
    },
  },
  build: {
    target: 'es2022',
    // Inlined assets would need data: in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
})
