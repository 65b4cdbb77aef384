/**
 * The safetensors format: 8 bytes with the length of the header (little-endian), the header in JSON, then the elements of
 * all tensors without a gap. The header has dtype, shape and place of each tensor by its name, and `__metadata__`, texts.
 * https://github.com/huggingface/safetensors#format
 */
import { TenfoldError } from '../shape/error.js'
import { isRecord, type Kind } from '../shape/options.js'
import type { DType } from '../shape/shape.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'

/** What a file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, AnyTensor>
  readonly metadata: ReadonlyMap<string, string>
}

export const aSafetensors: Kind = {
  expected: 'tensors and metadata, each a map by name',
  holds: (x: unknown) => isRecord(x) && x['tensors'] instanceof Map && x['metadata'] instanceof Map
    && [...x['tensors'].values()].every(isTensor),
}

/** What the format calls the element types. */
export const formatNames: Readonly<Record<DType, string>> = { f32: 'F32', f64: 'F64', i32: 'I32', u32: 'U32', bool: 'BOOL' }

/** The name in the header that no tensor can have. */
export const metadataName = '__metadata__'

/** Bytes before the header. */
export const prefix = 8

/** Bytes that a header has at most, as in the format's own library. */
export const longestHeader = 100_000_000

/** What is wrong with a file, and where in it; the place is empty for the file itself. */
export interface Problem {
  readonly place: string
  readonly expected: string
  readonly received: string
}

/** The same as an error whose argument is the file's name and the place. */
export const wrong = (operation: string, file: string, { place, expected, received }: Problem, at?: string): TenfoldError => {
  const argument = place === '' ? file : `${file}: ${place}`
  return new TenfoldError(operation, {
    argument, expected, received, message: `${argument}: expected ${expected}, received ${received}`,
  }, at)
}
