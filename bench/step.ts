/**
 * The training step of every workload: on each backend, the same kernels driven by hand over mutable parameters, and the
 * step written by hand with mutable typed arrays.
 */
import { wasm } from '../src/backend/index.js'
import { backends } from './backends.js'
import { measure } from './measure.js'
import type { Row } from './row.js'
import { workloads, type Workload } from './workloads.js'

/** The rows of one workload. */
export const stepRows = (name: string, { on, driven, byHand }: Workload, folder: string, quick: boolean): Promise<readonly Row[]> =>
  measure({
    suite: 'step',
    workload: name,
    variants: {
      ...Object.fromEntries(backends.map((backend) => [backend.name, on(backend)])),
      'wasm, driven by hand': driven(wasm),
      hand: byHand(),
    },
    ...(quick ? { rounds: 3, seconds: 0.2 } : { rounds: 7, seconds: 1 }),
    folder,
  })

/** Rows of the suite; benny's charts and tables are written to `folder`. */
export const step = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [name, make] of Object.entries(workloads)) rows.push(...await stepRows(name, make(), folder, quick))
  return rows
}
