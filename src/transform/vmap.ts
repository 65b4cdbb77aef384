/**
 * Functions of one example as functions of many.
 *
 * Law: example i of `vmap(f)(xs)` is `f` of example i of `xs`, to the bit.
 */
import { aFunction, check, checkOptions, type Kind } from '../shape/options.js'
import { isBranch } from '../tensor/tree.js'
import { examplesIn, results, type ExampleAxes, type Examples } from './axes.js'
import { batched } from './batch.js'

export type { ExampleAxes, Examples } from './axes.js'

/** Where the examples are in arguments and results. */
export interface VmapOptions {
  /** The axis of the examples where nothing else is said, 0 by default. */
  readonly axis?: number
  /**
   * The axis in the arguments: one for all, or a list with one for each argument; `null` where an argument is the same for all
   * examples; for a part of an argument by lists and records of its form.
   */
  readonly in?: ExampleAxes
  /** The axis in the result, or a list or record of them for its parts; `null` where it is the same for all examples. */
  readonly out?: ExampleAxes
}

/** What options say of the axes of arguments (`in`) or results (`out`); else the axis for both, which is 0 by default. */
export type AxesFor<O, K extends 'in' | 'out'> =
  O extends { readonly [P in K]: infer X } ? X : O extends { readonly axis: infer A extends number } ? A : 0

/** A function of the arguments `A` of one example, of any number of examples, as the options `O` say. */
export interface Vmapped<A extends readonly unknown[], B, O = object> {
  <N extends number>(...args: Examples<A, N, AxesFor<O, 'in'>>): Examples<B, N, AxesFor<O, 'out'>>
}

const anAxis: Kind = { expected: 'a whole number', holds: Number.isSafeInteger }
const axes: Kind = {
  expected: 'an axis, null, or a list or record of them', holds: (x) => x === null || Number.isSafeInteger(x) || isBranch(x),
}

/**
 * `f`, a function of tensors (and of lists and records of them) for one example, as one of many: each tensor that it takes and
 * gives has one more axis, along which the examples are. The examples are computed together: what does not depend on them is
 * computed once, rows of all examples are multiplied by a matrix in one product, and a loop does each step for all of them. Each
 * result has the bits that it has alone; a batched key gives each example the numbers of its own. Derivatives of and in `f`
 * go through, rules of its own included, and so does another `vmap`. What is an error for one example is one here. Errors: no
 * argument with examples, arguments of another number of examples, a tensor without the axis, a result that is no tensor.
 *
 * @example
 * type Point = Tensor<readonly [2]>
 * const distance = (x: Point, y: Point) => pipe(x, t.sub(y), t.square, t.sum(), t.sqrt)
 * const points = t.of([3, 2], [0, 0, 3, 4, 6, 8])
 * vmap(distance, { in: [0, null] })(points, t.zeros([2])) // [0, 5, 10]
 * // Of every point to every other.
 * vmap((x: Point) => vmap((y: Point) => distance(x, y))(points))(points) // [[0, 5, 10], [5, 0, 5], [10, 5, 0]]
 *
 * @example
 * // The gradient of each example's loss.
 * const loss = (w: Tensor<readonly [2]>, x: Tensor<readonly [2]>) => pipe(w, t.mul(x), t.sum(), t.square)
 * const gradients = vmap(d.grad(loss), { in: [null, 0] })
 * gradients(t.of([2], [1, 2]), t.of([3, 2], [1, 0, 0, 1, 1, 1])) // [[2, 0], [0, 4], [6, 6]]
 */
// @__NO_SIDE_EFFECTS__
export const vmap = <A extends readonly unknown[], B, const O extends VmapOptions = object>(
  f: (...args: A) => B, options: O = {} as O,
): Vmapped<A, B, O> => {
  check('vmap', { f }, { f: aFunction })
  const { axis = 0, in: given = axis, out = axis } =
    checkOptions<VmapOptions>('vmap', options, { axis: anAxis, in: axes, out: axes })
  return (...args) => {
    const examples = examplesIn(args, given)
    const { result, values } = batched((all: A) => f(...all), examples.args as unknown as A, examples.flags, examples.n)
    // What each tensor of the tree has become, the type says.
    return results(result, values, out, examples.n) as never
  }
}
