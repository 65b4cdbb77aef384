/**
 * The closed set of primitives: everything Tenfold computes is made of these. A backend or a lowering is complete when
 * it has them all, and the compiler says which one is missing.
 *
 * One of them, `scan`, holds a program, so what a program is stands here, too; `program.ts` has what it can tell.
 */
import type { DType, Shape } from '../shape/shape.js'
import type { Expression } from './expression.js'
import type { Numeral } from './numeral.js'

/** What is known of a tensor before it is computed. */
export interface TensorType {
  readonly shape: Shape
  readonly dtype: DType
}

/** Sliding windows over the axes between the first (batch) and the last (channels). */
export interface Windows {
  readonly window: Shape
  readonly stride: Shape
  readonly dilation: Shape
}

export type Reduction = 'sum' | 'max' | 'min' | 'argmax'

/** One of the operations that every program is made of, with what it is told besides its operands. */
export type Primitive =
  /** One scalar expression over every element of operands of one shape. */
  | { readonly kind: 'map'; readonly expression: Expression }
  /** Over the given axes, which vanish. The elements of one result are taken in row-major order. `argmax` is the i32
   * position among them of the first greatest. */
  | { readonly kind: 'reduce'; readonly by: Reduction; readonly axes: readonly number[] }
  /** [...batch, m, k] · [...batch, k, n] = [...batch, m, n]; a transposed operand has its last two axes swapped. */
  | { readonly kind: 'contract'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** [b, ...sizes, c] to [b, ...positions, ...window, c]. */
  | ({ readonly kind: 'unfold' } & Windows)
  /** The transpose of `unfold`, back to `sizes`: each element adds its windows' values in row-major order of the window. */
  | ({ readonly kind: 'fold'; readonly sizes: Shape } & Windows)
  | { readonly kind: 'reshape'; readonly shape: Shape }
  /** Axis i of the result is axis order[i] of the operand. */
  | { readonly kind: 'permute'; readonly order: readonly number[] }
  /** To `shape`, aligned at the right; sizes of 1 repeat. */
  | { readonly kind: 'broadcast'; readonly shape: Shape }
  /** Elements start, start + step, … below stop, per axis. */
  | { readonly kind: 'slice'; readonly start: Shape; readonly stop: Shape; readonly step: Shape }
  /** `value` before, after and between the elements of each axis. */
  | { readonly kind: 'pad'; readonly low: Shape; readonly high: Shape; readonly interior: Shape; readonly value: Numeral }
  | { readonly kind: 'concatenate'; readonly axis: number }
  /** Rows of [n, ...row] by i32 indices [...where]: [...where, ...row]. An index outside 0 … n-1 is an error. */
  | { readonly kind: 'gather' }
  /** The transpose of `gather` into `rows` rows of zeros: updates are added in increasing order of their position. */
  | { readonly kind: 'scatterAdd'; readonly rows: number }
  /** The same of the greatest: from the least value of the element type, of which NaN is greater than all. */
  | { readonly kind: 'scatterMax'; readonly rows: number }
  /** [..., n] to the i32 positions along the last axis that bring its elements in ascending order, equal ones as they were. NaN
   * comes last, all equal, and -0 is equal to +0. */
  | { readonly kind: 'sort' }
  /** i32 positions along one axis. */
  | { readonly kind: 'iota'; readonly shape: Shape; readonly axis: number }
  /** threefry2x32 of a key [2] and a u32 start []: block i encrypts the counter start + i. A `word` is the exclusive or
   * of a block's halves; a `block` keeps both, on a last axis of 2. */
  | { readonly kind: 'bits'; readonly shape: Shape; readonly form: 'word' | 'block' }
  /** Given elements: their bytes, little-endian, in base64. */
  | { readonly kind: 'constant'; readonly type: TensorType; readonly elements: string }
  /** A loop: body(...constants, ...carried, ...rows) gives carried values and output rows. Operands are the body's
   * constants, the first carried values, and sequences [steps, ...row]; results the last carried values and the output
   * rows stacked. A guarded one looks before each step at its first carried value, a bool [], and ends where that is false: rows
   * of outputs that it has not come to are 0. */
  | {
    readonly kind: 'scan'
    readonly body: Program
    readonly constants: number
    readonly carried: number
    readonly steps: number
    readonly reverse: boolean
    readonly guarded?: true
  }

export type Kind = Primitive['kind']

/** The primitive of one kind. */
export type Of<K extends Kind> = Extract<Primitive, { readonly kind: K }>

/** The number of a value in its program. */
export type Id = number

/** A primitive applied to earlier values. */
export interface Instruction<P = Primitive> {
  readonly primitive: P
  readonly operands: readonly Id[]
  /** The number of the first result; further ones follow it. */
  readonly first: Id
  readonly types: readonly TensorType[]
  /** The layer of a network that it came from, `2.dense`, or `2.dense backward` on the way back. No result depends on it. */
  readonly layer?: string | undefined
}

/** A computation as data. */
export interface Program<P = Primitive> {
  readonly inputs: readonly TensorType[]
  readonly instructions: readonly Instruction<P>[]
  readonly results: readonly Id[]
  /** What inputs and results are to those who traced it: `params.0.weights`. No result depends on it. */
  readonly names?: Names | undefined
}

/** Names of inputs and results, in order. */
export interface Names {
  readonly inputs: readonly string[]
  readonly results: readonly string[]
}
