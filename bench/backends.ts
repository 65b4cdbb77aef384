/** The backends that are measured. */
import { backend } from '../src/index.js'

type Backend = backend.Backend

const wasm = backend['wasm' as keyof typeof backend] as Backend | undefined

export const backends: readonly Backend[] = [backend.pure, backend.mutable, ...(wasm === undefined ? [] : [wasm])]
