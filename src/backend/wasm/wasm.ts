/** Programs as WebAssembly: one module each, whose one function runs forward, backward and update in a single call. */
import type { Backend } from '../backend.js'
import { alone, backendOver } from './backend.js'

/**
 * One WebAssembly module for each program.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * wasm.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const wasm: Backend = backendOver('wasm', { threads: 1, relaxed: false }, alone)
