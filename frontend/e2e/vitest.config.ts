import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    root: new URL('..', import.meta.url).pathname,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    // Vitest puts its own BASE_URL, a path, into the environment of the tests.
    env: { E2E_BASE_URL: process.env.BASE_URL ?? '' },
  },
})
