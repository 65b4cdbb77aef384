/** Programs as WebAssembly in a worker: the caller's thread is free while they run. What starts and leads it is loaded by those who ask for it. */
import type { AsyncBackend } from '../asyncBackend.js'
import { checkOptions } from '../../shape/options.js'
import { isRelaxed, type Numerics } from '../wasm/numerics.js'

/**
 * One WebAssembly module for each program, compiled and run by a worker: the same bits as those of `wasm`, and the caller's
 * thread is free. A worker that cannot begin is an error; a run that fails, and one whose worker has ended, are the rejection of
 * what was asked. `close` ends the worker; a program that is done ends with or without it. Relaxed numerics are those of
 * `wasmWith`.
 *
 * @example
 * const beside = await worker()
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * await beside.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 * await beside.close()
 */
export const worker = async (options: {
  readonly numerics?: Numerics
} = {}): Promise<AsyncBackend & { readonly close: () => Promise<void> }> => {
  const { numerics } = checkOptions<typeof options>('worker', options, { numerics: true })
  const relaxed = isRelaxed('worker', numerics)
  const { workerOn } = await import('./workerOn.js')
  return workerOn({ threads: 1, relaxed })
}
