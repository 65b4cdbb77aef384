/** Values of a StableHLO text: tensors by their names in it. */
import type { TensorType } from '../program/primitive.js'
import type { DType } from '../shape/shape.js'

/** A value by its name, such as `%12`. */
export interface Value {
  readonly name: string
  readonly type: TensorType
}

/** Element types as MLIR writes them. */
export const elementText: Readonly<Record<DType, string>> = { f32: 'f32', f64: 'f64', i32: 'i32', u32: 'ui32', bool: 'i1' }

/** `tensor<2x3xf32>`. */
export const typeText = ({ shape, dtype }: TensorType): string => `tensor<${[...shape, elementText[dtype]].join('x')}>`
