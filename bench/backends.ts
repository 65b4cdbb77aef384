/** The backends that are measured. */
import { backend } from '../src/index.js'

const { hasRelaxed, mutable, pure, wasm, wasmWith } = backend

/** Relaxed numerics beside the default, where the engine has them. */
export const backends: readonly backend.Backend[] = [pure, mutable, wasm, ...(hasRelaxed() ? [wasmWith({ numerics: 'relaxed' })] : [])]
