/** WebAssembly as somebody wants it. */
import { checkOptions, optional, type Kind } from '../../shape/options.js'
import type { Backend } from '../backend.js'
import { alone, backendOver } from './backend.js'
import { folderOf } from './folder.js'
import { isRelaxed, type Numerics } from './numerics.js'
import { wasm } from './wasm.js'

const aPath: Kind = { expected: 'the path of a folder', holds: (x) => typeof x === 'string' && x !== '' }

/** How programs become modules, and where these are kept. */
export interface WasmOptions {
  /** How floats are rounded, `deterministic` if nothing is said. */
  readonly numerics?: Numerics
  /** A folder in which modules outlast the process. It is made where there is none; in Node alone. */
  readonly cache?: string
}

/**
 * `wasm`, or where asked for `wasm relaxed`: matrix products and convolutions are quicker by fused multiply-add, and their
 * bits are those of one kind of machine. An error where the engine lacks it.
 *
 * With a `cache`, modules are kept in that folder, too, and found there by the next process that compiles the same program with
 * the same version of this package: code is not generated again. A file that is damaged, cut off or not of this program is not
 * used, and written anew. The folder has no bound: it can be emptied whenever one likes. It should be the user's own, as modules
 * are code. A folder that cannot be made is an error; one that cannot be read or written later is done without.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * const quickest = wasmWith({ numerics: hasRelaxed() ? 'relaxed' : 'deterministic' })
 * quickest.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const wasmWith = (options: WasmOptions = {}): Backend => {
  const { numerics, cache } = checkOptions<WasmOptions>('wasmWith', options, { numerics: true, cache: optional(aPath) })
  const relaxed = isRelaxed('wasmWith', numerics)
  if (!relaxed && cache === undefined) return wasm
  const engine = { threads: 1, relaxed }
  return backendOver(`wasm${relaxed ? ' relaxed' : ''}`, engine, alone, cache === undefined ? undefined : folderOf('wasmWith', cache, engine))
}
