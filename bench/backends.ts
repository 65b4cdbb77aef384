/** The backends that are measured. */
import { backend } from '../src/index.js'

export const backends: readonly backend.Backend[] = [backend.pure, backend.mutable, backend.wasm]
