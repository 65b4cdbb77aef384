import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: 'spec',
    // Random programs are quick, but not on a machine that is busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
  },
})
