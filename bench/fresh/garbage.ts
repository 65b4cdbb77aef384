/** `garbage.js WORKLOAD BACKEND`, in a process with room for young objects and `--expose-gc`: prints what a step leaves behind. */
import { fileURLToPath } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import { backends } from '../backends.js'
import { workloads, type Step } from '../workloads.js'

/** Bytes that one step allocates and forgets, and bytes that stay after a collection. */
export interface Garbage {
  readonly heap: number
  readonly buffers: number
  readonly keptHeap: number
  readonly keptBuffers: number
  readonly times: readonly number[]
}

interface Reading {
  readonly heap: number
  readonly buffers: number
}

const read = (): Reading =>
  ({ heap: getHeapStatistics().used_heap_size, buffers: process.memoryUsage().arrayBuffers })

const collect = (globalThis as { readonly gc?: () => void }).gc ?? ((): void => undefined)

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** The usual growth over a run; where a collection came between, it is lost among the others. */
const growth = (run: () => unknown, runs: number): Reading & { readonly times: readonly number[] } => {
  const seen = Array.from({ length: runs }, () => {
    const [before, start] = [read(), performance.now()]
    run()
    const [time, after] = [performance.now() - start, read()]
    return { heap: after.heap - before.heap, buffers: after.buffers - before.buffers, time }
  })
  return {
    heap: median(seen.map(({ heap }) => heap)),
    buffers: median(seen.map(({ buffers }) => buffers)),
    times: seen.map(({ time }) => time),
  }
}

/** What `steps` steps leave behind, each. */
export const garbage = (step: Step, steps: number): Garbage => {
  for (let i = 0; i < steps; i++) step()
  // What reading itself allocates.
  const nothing = growth(() => undefined, steps)
  collect()
  const before = read()
  const { heap, buffers, times } = growth(step, steps)
  collect()
  const after = read()
  return {
    heap: Math.max(0, heap - nothing.heap),
    buffers,
    keptHeap: Math.round((after.heap - before.heap) / steps),
    keptBuffers: (after.buffers - before.buffers) / steps,
    times,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , workload, name, steps] = process.argv
  const on = backends.find((each) => each.name === name)
  if (on === undefined) throw new Error(`no backend ${name}`)
  console.log(JSON.stringify(garbage(workloads[workload as keyof typeof workloads]().on(on), Number(steps))))
}
