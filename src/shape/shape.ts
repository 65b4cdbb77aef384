/**
 * A shape is a readonly tuple of sizes: `readonly [32, 784]`. A size that only run time knows is `number`.
 * The empty tuple is the shape of a scalar.
 */
export type Shape = readonly number[]

/** The element types: 32- and 64-bit floats, 32-bit integers with and without sign, and truth values (one byte each). */
export type DType = 'f32' | 'f64' | 'i32' | 'u32' | 'bool'

/** The float types, those that have derivatives. */
export type Float = 'f32' | 'f64'
