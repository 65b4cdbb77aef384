/** Programs as WebAssembly on several threads. What starts and leads them is loaded by those who ask for it. */
import { checkOptions } from '../../shape/options.js'
import type { Backend } from '../backend.js'
import { isRelaxed, type Numerics } from './numerics.js'

/**
 * One WebAssembly module for each program, run by several threads at once: each computes its part of what is large, and
 * what is small stays on the caller's thread. The same bits as on one thread. `close` ends the threads; a program that is
 * done ends with or without it. Relaxed numerics are those of `wasmWith`.
 *
 * @example
 * const two = await wasmThreads({ threads: 2 })
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * two.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 * await two.close()
 */
export const wasmThreads = async (options: {
  readonly threads: number
  readonly numerics?: Numerics
}): Promise<Backend & { readonly close: () => Promise<void> }> => {
  const { threads, numerics } = checkOptions<typeof options>('wasmThreads', options, { threads: true, numerics: true })
  const relaxed = isRelaxed('wasmThreads', numerics)
  const { threadsOn } = await import('./threads/threads.js')
  return threadsOn({ threads, relaxed })
}
