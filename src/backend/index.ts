/** What runs programs. All of them give the same bits. */
export type { Backend, Executable, Loop } from './backend.js'
export { mutable } from './mutable.js'
export { pure } from './pure.js'
export { wasmThreads } from './wasm/threads.js'
export { wasm } from './wasm/wasm.js'
