/** What a training step needs: the peak of its planned arena, and what it leaves to the garbage collector on each backend. */
import { plan } from '../src/program/plan.js'
import { backends } from './backends.js'
import type { Garbage } from './fresh/garbage.js'
import { fresh } from './fresh/process.js'
import { spread, type Row } from './row.js'
import { workloads, type Workload } from './workloads.js'

/** The peak of the arena; its time is that of planning. */
export const peakRow = (workload: string, { program, carried }: Workload): Row => {
  const step = program()
  const start = performance.now()
  const { bytes } = plan(step, carried)
  return { suite: 'memory', workload, variant: 'arena', ...spread([performance.now() - start]), bytes }
}

/** Rows of one workload on one backend; their time is that of the steps they were measured over. */
export const garbageRows = (workload: string, on: string, { times, heap, buffers, keptBuffers }: Garbage): readonly Row[] =>
  Object.entries({ heap, buffers, 'kept buffers': keptBuffers }).map(([what, bytes]) =>
    ({ suite: 'memory', workload, variant: `${on}: ${what} per step`, ...spread(times), bytes }))

/** Young objects have room enough that few collections come between two readings. */
const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128']

/** Rows of the suite. */
export const memory = (quick: boolean): readonly Row[] => Object.entries(workloads).flatMap(([name, make]) => [
  peakRow(name, make()),
  ...backends.flatMap((on) => {
    // The pure interpreter takes seconds for a large step.
    const steps = on.name === 'pure' && name === 'mlp-large' ? 5 : quick ? 15 : 45
    return garbageRows(name, on.name, fresh<Garbage>('garbage', [name, on.name, String(steps)], flags))
  }),
])
