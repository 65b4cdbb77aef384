/** What runs programs. All of them give the same bits, but where relaxed numerics are asked for. */
export type { AsyncBackend, AsyncExecutable, AsyncLoop } from './asyncBackend.js'
export type { Backend, Executable, Loop } from './backend.js'
export { mutable } from './mutable.js'
export { pure } from './pure.js'
export { hasRelaxed, type Numerics } from './wasm/numerics.js'
export { wasmThreads } from './wasm/wasmThreads.js'
export { wasm, wasmWith } from './wasm/wasm.js'
export { worker } from './worker/worker.js'
