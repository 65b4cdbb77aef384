/** The primitives as functions of tensors whose shapes the compiler does not follow: what typed operations and derivative
 * rules are written in. */
import { elementsOf } from '../program/elements.js'
import { expression, resultOf, type Expression } from '../program/expression.js'
import { same as equal, sameType } from '../program/infer.js'
import { numeral } from '../program/numeral.js'
import type { Reduction, TensorType, Windows } from '../program/primitive.js'
import * as scalars from '../program/scalar.js'
import { checkArity, type Scalar } from '../program/scalar.js'
import type { DType, Shape } from '../shape/shape.js'
import { apply1, concrete, type AnyTensor } from './tensor.js'

/** A tensor without axes. */
export const scalar = (value: number, dtype: DType): AnyTensor => concrete({ shape: [], dtype }, elementsOf(dtype, [value]))

/** The numbers of a list, [list.length]. */
export const vector = (list: readonly number[], dtype: DType): AnyTensor =>
  concrete({ shape: [list.length], dtype }, elementsOf(dtype, list))

export const broadcast = (x: AnyTensor, shape: Shape): AnyTensor =>
  equal(x.shape, shape) ? x : apply1({ kind: 'broadcast', shape }, x)

/** `value` everywhere. */
export const full = (shape: Shape, value: number, dtype: DType): AnyTensor => broadcast(scalar(value, dtype), shape)

/** 0 everywhere, of a tensor's shape and element type. */
export const zerosLike = ({ shape, dtype }: TensorType): AnyTensor => full(shape, 0, dtype)

export { equal, sameType }

/** One scalar expression over operands of one shape; an operand itself, where the expression is no more than that. */
export const map = (f: Expression, ...operands: readonly AnyTensor[]): AnyTensor => {
  const result = resultOf(f)
  return result.op === 'parameter' ? (operands[result.index] as AnyTensor) : apply1({ kind: 'map', expression: f }, ...operands)
}

/** A function of scalars whose number is its own matter. */
type ScalarsTo = (...args: readonly Scalar[]) => Scalar

const expressions = new WeakMap<ScalarsTo, Map<string, Expression>>()

/** The expression of `f` over parameters of these dtypes, made once. */
const expressionOf = (f: ScalarsTo, dtypes: readonly DType[]): Expression => {
  const known = expressions.get(f) ?? new Map<string, Expression>()
  expressions.set(f, known)
  const name = dtypes.join()
  const before = known.get(name)
  if (before !== undefined) return before
  checkArity('elementwise', f.length, dtypes.length)
  const made = expression(dtypes, f)
  known.set(name, made)
  return made
}

/** A tensor for each scalar that a function takes. */
export type Operands<A extends readonly Scalar[]> = { readonly [K in keyof A]: AnyTensor }

/**
 * A function of scalars over every element of as many tensors of one shape: no fewer and no more. A function that takes any
 * number of them names none before they are one list, as run time counts the names.
 */
// @__NO_SIDE_EFFECTS__
export const elementwise = <A extends readonly Scalar[]>(f: (...args: A) => Scalar) => (...operands: Operands<A>): AnyTensor => {
  // Tensors for scalars, one for one: the compiler doesn't see through the mapped tuple.
  const tensors = operands as unknown as readonly AnyTensor[]
  return map(expressionOf(f as unknown as ScalarsTo, tensors.map((x) => x.dtype)), ...tensors)
}

/** Arithmetic of tensors of one shape and type. */
export const add = elementwise(scalars.add)
export const sub = elementwise(scalars.sub)
export const mul = elementwise(scalars.mul)
export const div = elementwise(scalars.div)
export const neg = elementwise(scalars.neg)
export const square = elementwise((x) => scalars.mul(x, x))

export const reduce = (by: Reduction, x: AnyTensor, axes: readonly number[]): AnyTensor =>
  axes.length === 0 && by !== 'argmax' ? x : apply1({ kind: 'reduce', by, axes }, x)

/** The sum of all elements. */
export const total = (x: AnyTensor): AnyTensor => reduce('sum', x, x.shape.map((_: number, i: number) => i))

/** Batched matrix product, operands transposed on request. */
export const contract = (a: AnyTensor, b: AnyTensor, transposeA = false, transposeB = false): AnyTensor =>
  apply1({ kind: 'contract', transposeA, transposeB }, a, b)

export const reshape = (x: AnyTensor, shape: Shape): AnyTensor =>
  equal(x.shape, shape) ? x : apply1({ kind: 'reshape', shape }, x)

export const permute = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  order.every((axis, i) => axis === i) ? x : apply1({ kind: 'permute', order }, x)

export const slice = (x: AnyTensor, start: Shape, stop: Shape, step: Shape = start.map(() => 1)): AnyTensor =>
  start.every((n) => n === 0) && equal(stop, x.shape) && step.every((n) => n === 1)
    ? x
    : apply1({ kind: 'slice', start, stop, step }, x)

export const pad = (x: AnyTensor, low: Shape, high: Shape, value = 0, interior: Shape = low.map(() => 0)): AnyTensor =>
  [...low, ...high, ...interior].every((n) => n === 0) ? x
  : apply1({ kind: 'pad', low, high, interior, value: numeral(value) }, x)

export const concatenate = (xs: readonly AnyTensor[], axis: number): AnyTensor =>
  xs.length === 1 ? (xs[0] as AnyTensor) : apply1({ kind: 'concatenate', axis }, ...xs)

// Windows may come as a primitive of the other kind: only what they are is taken.
export const unfold = (x: AnyTensor, { window, stride, dilation }: Windows): AnyTensor =>
  apply1({ kind: 'unfold', window, stride, dilation }, x)
export const fold = (x: AnyTensor, { window, stride, dilation }: Windows, sizes: Shape): AnyTensor =>
  apply1({ kind: 'fold', sizes, window, stride, dilation }, x)

export const gather = (rows: AnyTensor, indices: AnyTensor): AnyTensor => apply1({ kind: 'gather' }, rows, indices)

export const scatterAdd = (updates: AnyTensor, indices: AnyTensor, rows: number): AnyTensor =>
  apply1({ kind: 'scatterAdd', rows }, updates, indices)

export const iota = (shape: Shape, axis: number): AnyTensor => apply1({ kind: 'iota', shape, axis })

export const bits = (key: AnyTensor, start: AnyTensor, shape: Shape, form: 'word' | 'block'): AnyTensor =>
  apply1({ kind: 'bits', shape, form }, key, start)

/** The axes of a reduced tensor put back with size 1, then repeated to `shape`. */
export const expand = (x: AnyTensor, axes: readonly number[], shape: Shape): AnyTensor =>
  broadcast(reshape(x, shape.map((n, i) => (axes.includes(i) ? 1 : n))), shape)
