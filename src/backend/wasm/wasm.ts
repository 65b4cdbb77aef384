/** Programs as WebAssembly: one module each, whose one function runs forward, backward and update in a single call. */
import { checkOptions } from '../../shape/options.js'
import type { Backend } from '../backend.js'
import { alone, backendOver } from './backend.js'
import { isRelaxed, type Numerics } from './numerics.js'

/**
 * One WebAssembly module for each program.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * wasm.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const wasm: Backend = backendOver('wasm', { threads: 1, relaxed: false }, alone)

/**
 * `wasm`, or where asked for `wasm relaxed`: matrix products and convolutions are quicker by fused multiply-add, and their
 * bits are those of one kind of machine. An error where the engine lacks it.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * const quickest = wasmWith({ numerics: hasRelaxed() ? 'relaxed' : 'deterministic' })
 * quickest.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const wasmWith = (options: { readonly numerics: Numerics }): Backend => {
  const { numerics } = checkOptions<typeof options>('wasmWith', options, { numerics: true })
  return isRelaxed('wasmWith', numerics) ? backendOver('wasm relaxed', { threads: 1, relaxed: true }, alone) : wasm
}
