/** States kept in files, and the safetensors format that they are kept in. */
export { load, save, type SaveOptions } from './checkpoint.js'
export { read, writable, write } from './stored.js'
export { decode } from './decode.js'
export { named, type Named, type Names } from './named.js'
export type { Stored } from './place.js'
export { encode } from './encode.js'
export { params, type ParamsFile } from './params.js'
export type { Safetensors } from './safetensors.js'
