/** From a network to its first step, phase by phase, each time in a fresh process: the cold time is what a user waits. */
import { backends } from './backends.js'
import { deep } from './deep.js'
import { fresh } from './fresh/process.js'
import type { Phases } from './fresh/phases.js'
import { spread, type Row } from './row.js'
import { workloads } from './workloads.js'

/** A row for each phase, named `backend: phase`, from the runs of one workload on one backend. */
export const phaseRows = (workload: string, on: string, runs: readonly Phases[]): readonly Row[] =>
  Object.keys(runs[0] ?? {}).map((phase) =>
    ({ suite: 'compile', workload, variant: `${on}: ${phase}`, ...spread(runs.map((run) => run[phase]!)) }))

/** Rows of the suite; the pure interpreter, which compiles nothing, is left out, and deep networks are for what generates code. */
export const compile = (runs: number): readonly Row[] => {
  const rows = (workload: string, name: string): readonly Row[] =>
    phaseRows(workload, name, Array.from({ length: runs }, () => fresh<Phases>('phases', [workload, name])))
  return [
    ...Object.keys(workloads).flatMap((workload) =>
      backends.filter(({ name }) => name !== 'pure').flatMap(({ name }) => rows(workload, name))),
    ...Object.keys(deep).flatMap((workload) => rows(workload, 'wasm')),
  ]
}
