/** States kept in files, and the safetensors format that they are kept in. */
export { load, save } from './checkpoint.js'
export { decode } from './decode.js'
export { encode } from './encode.js'
export type { Safetensors } from './safetensors.js'
