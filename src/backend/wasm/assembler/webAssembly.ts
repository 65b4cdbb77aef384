/** The part of the engine's WebAssembly interface that is used here; it is the same in Node and in browsers. */
import { TenfoldError } from '../../../shape/error.js'

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

const refused = (received: string, message: string, operation = 'backend.wasm'): TenfoldError =>
  new TenfoldError(operation, { argument: 'WebAssembly', expected: 'a host that has it', received, message })

/** Whether the engine knows all instructions of a module; not, whether it may compile it here. */
export const isKnown = (bytes: Uint8Array<ArrayBuffer>): boolean => !hasNone() && WebAssembly.validate(bytes)

/** Why a module was not compiled: the host has no WebAssembly, none that knows its instructions, or forbids it with `error`. */
export type Uncompiled = 'absent' | 'unknown' | { readonly error: string }

/** The error that says what is missing for a module to be compiled, and what helps. */
export const uncompiled = (why: Uncompiled): TenfoldError => {
  const received = why === 'absent' ? 'this host has none' : why === 'unknown' ? 'this engine has none with SIMD'
    : `this host does not let it be compiled (${why.error}); a page's Content-Security-Policy allows it by script-src 'wasm-unsafe-eval'`
  return refused(received, `WebAssembly with SIMD is needed, but ${received}; backend.mutable comes to the same bits without it`)
}

let modules = 0

/** How many modules have been compiled in this thread. */
export const compiled = (): number => modules

/** A module compiled, or the error of one that is not. */
export const compile = (bytes: Uint8Array<ArrayBuffer>): Module => {
  if (hasNone()) throw uncompiled('absent')
  try {
    const made = new WebAssembly.Module(bytes)
    modules++
    return made
  } catch (error) {
    throw uncompiled(isKnown(bytes) ? { error: String(error) } : 'unknown')
  }
}

/** The error of a host that refuses memory of so many pages for the reason given. */
export const unallocated = (pages: number, shared: boolean, received: string): TenfoldError => {
  const [operation, kind] = shared ? ['wasmThreads', 'memory that threads share'] : []
  return refused(received, `the program needs ${pages * 65536} bytes of ${kind ?? 'memory'}, which this host refuses (${received})`, operation)
}

/** Memory of so many pages of 64 KiB; where the host refuses it, an error that says how much it was. */
export const allocate = (pages: number, shared: boolean): Memory => {
  try {
    return new WebAssembly.Memory(shared ? { initial: pages, maximum: pages, shared } : { initial: pages })
  } catch (error) {
    throw unallocated(pages, shared, String(error))
  }
}
