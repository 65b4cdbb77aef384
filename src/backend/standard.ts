import type { Backend } from './backend.js'
import { wasm } from './wasm/wasm.js'

/** The backend that runs where none is named. */
export const standard: Backend = wasm
