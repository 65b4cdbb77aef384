import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that look at memory: what other files have left there is not theirs. */
const watching = ['**/backend/threads.spec.ts', '**/trainer/memory.spec.ts']

/** What takes long, or starts many processes: for the gate, which sets TENFOLD_SLOW. */
const slow = process.env['TENFOLD_SLOW'] !== undefined ? [] : [
  'backend/workloads', 'bench/prove/prove', 'bench/suites', 'checkpoint/resumed', 'conformance/conformance',
  'network/sequences-training', ...['characters', 'digits', 'speech', 'tables', 'terminal'].map((name) => `examples/${name}`),
].map((name) => `**/${name}.spec.ts`)

export default defineConfig({
  test: {
    dir: 'spec',
    // Random programs are quick, but not on a machine that is busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'memory', include: watching } },
      // Files of one worker share what they import: half of the time of loading.
      { extends: true, test: { name: 'all others', exclude: [...configDefaults.exclude, ...watching, ...slow], isolate: false } },
    ],
  },
})
