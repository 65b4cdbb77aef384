/** Whether the standard backend runs here: where WebAssembly is missing or forbidden, functions are computed at once. */
import { WebAssembly } from './assembler/webAssembly.js'

/** The eight bytes of a module without contents. */
const empty = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

let known: boolean | undefined

/** Tried once, since a policy may forbid what an engine has. */
export const isSupported = (): boolean => {
  if (known === undefined) {
    try {
      known = new WebAssembly.Module(empty) !== undefined
    } catch {
      known = false
    }
  }
  return known
}
