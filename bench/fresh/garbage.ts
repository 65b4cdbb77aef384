/**
 * `garbage.js WORKLOAD BACKEND STEPS`, in a process with `--expose-gc` and room for young objects: prints what a step leaves
 * behind.
 */
import { fileURLToPath } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import { backends } from '../backends.js'
import { workloads, type Step } from '../workloads.js'

/** Bytes that one step allocates on the heap and in buffers, and bytes of buffers that stay after a collection. */
export interface Garbage {
  readonly heap: number
  readonly buffers: number
  readonly keptBuffers: number
  readonly times: readonly number[]
}

interface Reading {
  readonly heap: number
  readonly buffers: number
}

const read = (): Reading =>
  ({ heap: getHeapStatistics().used_heap_size, buffers: process.memoryUsage().arrayBuffers })

/** Thrice: what one collection finds dead is given back beside the program, at the latest when the next begins. */
const collect = (): void => {
  const { gc } = globalThis as { readonly gc?: () => void }
  for (let i = 0; i < 3; i++) gc?.()
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/**
 * The usual growth over a run, of those without a collection between: it would show as a loss. Where every run has one,
 * the greatest growth left, which is less than the truth.
 */
const growth = (run: () => unknown, runs: number): Reading & { readonly times: readonly number[] } => {
  const seen = Array.from({ length: runs }, () => {
    const [before, start] = [read(), performance.now()]
    run()
    const [time, after] = [performance.now() - start, read()]
    return { heap: after.heap - before.heap, buffers: after.buffers - before.buffers, time }
  })
  const whole = seen.filter(({ heap, buffers }) => heap >= 0 && buffers >= 0)
  const usual = (what: keyof Reading): number =>
    whole.length > 0 ? median(whole.map((run) => run[what])) : Math.max(0, ...seen.map((run) => run[what]))
  return { heap: usual('heap'), buffers: usual('buffers'), times: seen.map(({ time }) => time) }
}

/** What `steps` steps leave behind, each, after `warmUp` milliseconds of them. */
export const garbage = (step: Step, steps: number, warmUp: number): Garbage => {
  // Code that the engine has not compiled yet keeps its numbers on the heap.
  for (let i = 0, end = performance.now() + warmUp; i < steps || performance.now() < end; i++) step()
  // What reading itself allocates.
  const nothing = growth(() => undefined, steps)
  collect()
  const { buffers: before } = read()
  const { heap, buffers, times } = growth(step, steps)
  collect()
  const { buffers: after } = read()
  return {
    heap: Math.max(0, heap - nothing.heap),
    buffers,
    keptBuffers: (after - before) / steps,
    times,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , workload, name, steps] = process.argv
  const on = backends.find((each) => each.name === name)
  if (on === undefined) throw new Error(`no backend ${name}`)
  console.log(JSON.stringify(garbage(workloads[workload as keyof typeof workloads]().on(on), Number(steps), 1000)))
}
