import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that look at memory: what other files have left there is not theirs. */
const watching = ['spec/backend/threads.spec.ts', 'spec/trainer/memory.spec.ts']

/** What takes long, or starts many processes: for the gate, which sets TENFOLD_SLOW. */
const slow = process.env['TENFOLD_SLOW'] !== undefined ? [] : [
  'spec/backend/workloads.spec.ts', 'spec/bench/prove/prove.spec.ts', 'spec/bench/suites.spec.ts', 'spec/checkpoint/resumed.spec.ts',
  'spec/conformance/conformance.spec.ts', 'spec/network/sequences-training.spec.ts',
  ...['characters', 'digits', 'speech', 'tables', 'terminal'].map((name) => `spec/examples/${name}.spec.ts`),
]

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
