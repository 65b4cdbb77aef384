/** The part of the engine's WebAssembly interface that is used here; it is the same in Node and in browsers. */
import { TenfoldError } from '../../shape/error.js'

/** Memory that a program works on. */
export interface Memory {
  readonly buffer: ArrayBufferLike
}

/** A compiled module; it can be sent to other threads. */
export type Module = object

interface WebAssembly {
  readonly Memory: new (type: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean }) => Memory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module
  readonly Instance: new (module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => {
    readonly exports: Readonly<Record<string, unknown>>
  }
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean
}

/** Not there on every host, which `compile` says: nothing else is reached without a module. */
export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssembly }
const hasNone = (): boolean => (WebAssembly as WebAssembly | undefined) === undefined

const missing = (received: string): TenfoldError => new TenfoldError('backend.wasm', {
  argument: 'WebAssembly', expected: 'an engine that compiles it', received,
  message: `WebAssembly with SIMD is needed, but ${received}; backend.mutable comes to the same bits without it`,
})

/** Whether the engine knows all instructions of a module; not, whether it may compile it here. */
export const isKnown = (bytes: Uint8Array<ArrayBuffer>): boolean => !hasNone() && WebAssembly.validate(bytes)

/** A module compiled; where that cannot be done, an error that says what is missing, and what helps. */
export const compile = (bytes: Uint8Array<ArrayBuffer>): Module => {
  if (hasNone()) throw missing('this host has none')
  try {
    return new WebAssembly.Module(bytes)
  } catch (error) {
    throw missing(isKnown(bytes)
      ? `this host does not let it be compiled (${String(error)}); a page's Content-Security-Policy allows it by script-src 'wasm-unsafe-eval'`
      : 'this engine has none with SIMD')
  }
}

/** Memory of so many pages of 64 KiB; where the host refuses it, an error that says how much it was. */
export const allocate = (pages: number, shared: boolean): Memory => {
  try {
    return new WebAssembly.Memory(shared ? { initial: pages, maximum: pages, shared } : { initial: pages })
  } catch (error) {
    const [kind, bytes] = [shared ? 'memory that threads share' : 'memory', pages * 65536]
    throw new TenfoldError(shared ? 'wasmThreads' : 'backend.wasm', {
      argument: 'memory', expected: kind, received: error,
      message: `the program needs ${bytes} bytes of ${kind}, which this host refuses (${String(error)})`,
    })
  }
}
