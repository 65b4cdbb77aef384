/** Values of a StableHLO text: tensors by their names in it. */
import type { TensorType } from '../program/primitive.js'
import type { DType } from '../shape/shape.js'

/** A value by its name, such as `%12`. */
export interface Value {
  readonly name: string
  readonly type: TensorType
}

/** Element types as MLIR writes them; only texts have integers of 64 bits. */
const elementText: Readonly<Record<DType | 'u64', string>> =
  { f32: 'f32', f64: 'f64', i32: 'i32', u32: 'ui32', bool: 'i1', u64: 'ui64' }

/** `tensor<2x3xf32>`. */
export const typeText = ({ shape, dtype }: TensorType): string => `tensor<${[...shape, elementText[dtype]].join('x')}>`
