/** Programs as WebAssembly in a worker: the caller's thread is free while they run. */
import type { AsyncBackend } from '../asyncBackend.js'
import { checkOptions } from '../../shape/options.js'
import { isRelaxed, type Numerics } from '../wasm/numerics.js'
import { begin } from '../wasm/thread.js'
import { workerOn } from './workerOn.js'

/**
 * One WebAssembly module for each program, compiled and run by a worker, which begins when there is something to run: the same
 * bits as those of `wasm`, and the caller's thread is free. A run that fails, a worker that could not be started and one that
 * has ended are the rejection of what was asked. `close` ends the worker; a program that is done ends with or without it.
 * Relaxed numerics are those of `wasmWith`.
 *
 * @example
 * const beside = worker()
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * await beside.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 * await beside.close()
 */
// @__NO_SIDE_EFFECTS__
export const worker = (options: { readonly numerics?: Numerics } = {}): AsyncBackend & { readonly close: () => Promise<void> } => {
  const { numerics } = checkOptions<typeof options>('worker', options, { numerics: true })
  return workerOn({ threads: 1, relaxed: isRelaxed('worker', numerics) }, begin)
}
