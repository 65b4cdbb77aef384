/** The part of the engine's WebAssembly interface that is used here; it is the same in Node and in browsers. */

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

export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssembly }
