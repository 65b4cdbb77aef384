/**
 * Reductions of all elements up to each place along an axis, by a loop over the axis: what is added is added in increasing order.
 */
import type { Custom } from '../program/custom.js'
import { exp, log1p } from '../program/elementary/functions.js'
import * as s from '../program/scalar.js'
import type { Scalar } from '../program/scalar.js'
import type { Along } from '../shape/along.js'
import type { Fits } from '../shape/fits.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { alongAxis } from './along.js'
import { expectTensor, floats, numbers } from './argument.js'
import { axisOf, moved, type AlongAxis } from './axis.js'
import type { Application } from './rule.js'
import { scan } from './scan.js'
import { apply, type AnyTensor, type Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** From which end. */
export interface CumulativeOptions {
  /** From the last element to the first: each place has what comes after it. */
  readonly reverse?: boolean
}

type Tensors = readonly AnyTensor[]

/** The outputs of a loop over the first axis, stacked. */
const over = (
  sequences: Tensors, initial: Tensors, reverse: boolean,
  step: (carried: Tensors, row: Tensors) => readonly [carried: Tensors, output: AnyTensor],
): AnyTensor => {
  // A row of a list of tensors is such a list, which the compiler does not see.
  const each = step as (carried: Tensors, row: unknown) => readonly [Tensors, AnyTensor]
  return scan(each, initial, sequences, { reverse })[1] as AnyTensor
}

/** A row of a sequence, filled. */
const row = ({ shape, dtype }: AnyTensor, value: number, as: DType = dtype): AnyTensor => raw.full(shape.slice(1), value, as)

/** An operation along the first axis, from either end. */
type First = (x: AnyTensor, reverse: boolean) => AnyTensor

// @__NO_SIDE_EFFECTS__
const cumulative = <Allowed extends DType>(operation: string, allowed: readonly DType[], f: First) =>
  <const A extends number = -1>(axis?: A, options: CumulativeOptions = {}): AlongAxis<A, Allowed> => {
    const { reverse = false } = checkOptions<CumulativeOptions>(operation, options, { reverse: aBoolean })
    return <S extends Shape, D extends Allowed>(x: Fits<Along<S, A>> & Tensor<S, D>): Fits<Along<S, A>> & Tensor<S, D> => {
      const { tensor, back } = moved(expectTensor(operation, 'x', x, allowed), axisOf(operation, x, axis), 'first')
      return back(f(tensor, reverse)) as Fits<Along<S, A>> & Tensor<S, D>
    }
  }

type Maybe = AnyTensor | undefined

/** A derivative, backward or forward. */
type Way = (at: Pick<Application<never>, 'operands' | 'results'>, d: readonly Maybe[]) => readonly Maybe[]

/** A value with its own rule, of the tensor that it was computed from. */
const ruled = (value: AnyTensor, x: AnyTensor, rule: { readonly pull: Way; readonly push: Way }): AnyTensor => {
  const primitive: Custom = { kind: 'custom', inputs: 1, values: 1, rule }
  return s.isFloat(x.dtype) ? apply(primitive, x, value)[0] as AnyTensor : value
}

// y = Σ x up to each place: dx = Σ dy from each place on.
const sums: First = (x, reverse) => {
  const y = over([x], [row(x, 0)], reverse, ([sum], [next]) => {
    const total = raw.add(sum!, next!)
    return [[total], total]
  })
  return ruled(y, x, { pull: (_, [dy]) => [dy && sums(dy, !reverse)], push: (_, [dx]) => [dx && sums(dx, reverse)] })
}

const products: First = (x, reverse) => over([x], [row(x, 1)], reverse, ([product], [next]) => {
  const total = raw.mul(product!, next!)
  return [[total], total]
})

/** Whether a value takes the place of the best so far: NaN does, and nothing takes its place. */
const wins = (comes: (best: Scalar, x: Scalar) => Scalar) => (best: Scalar, x: Scalar): Scalar =>
  s.or(comes(best, x), s.and(s.ne(x, x), s.eq(best, best)))

/** The element that is the best so far, the first of equals: so the derivative goes to that. */
// @__NO_SIDE_EFFECTS__
const extremes = (comes: (best: Scalar, x: Scalar) => Scalar): First => {
  const isBetter = wins(comes)
  const better = raw.elementwise((best, x) => s.select(isBetter(best, x), x, best))
  const where = raw.elementwise((best, x, at, now) => s.select(isBetter(best, x), now, at))
  return (x, reverse) => {
    const n: number = x.shape[0]
    if (n === 0) return x
    const end = reverse ? n - 1 : 0
    const rest = x.shape.slice(1)
    const first = raw.reshape(raw.slice(x, [end, ...rest.map(() => 0)], [end + 1, ...rest]), rest)
    const at = over([x, raw.iota([n], 0)], [first, row(x, end, 'i32')], reverse, ([best, place], [next, position]) => {
      const now = where(best!, next!, place!, raw.broadcast(position!, rest))
      return [[better(best!, next!), now], now]
    })
    return alongAxis(x, at, 0)
  }
}

/** log(eᵃ + eᵇ), from the greater of both. Two that are equal may be infinite. */
const logSum = raw.elementwise((a, b) => s.add(s.max(a, b), log1p(exp(s.select(s.eq(a, b), s.like(a, 0), s.neg(s.abs(s.sub(a, b))))))))
/** d·eᵃ⁻ᵇ. */
const weighted = raw.elementwise((d, a, b) => s.mul(d, exp(s.select(s.eq(a, b), s.like(a, 0), s.sub(a, b)))))

// yᵢ = log Σ eˣ up to i: ∂yᵢ/∂yᵢ₋₁ = exp(yᵢ₋₁ - yᵢ), ∂yᵢ/∂xᵢ = exp(xᵢ - yᵢ), none of which is above 1.
const logSums: First = (x, reverse) => {
  const y = over([x], [row(x, -Infinity)], reverse, ([sum], [next]) => {
    const total = logSum(sum!, next!)
    return [[total], total]
  })
  // What is carried begins where its weight is 0.
  return ruled(y, x, {
    pull: ({ operands: [at], results: [sum] }, [dy]) => {
      if (dy === undefined) return []
      const later = over([dy, sum!], [row(dy, 0), row(dy, Infinity)], !reverse, ([before, above], [d, now]) => {
        const total = raw.add(d!, weighted(before!, now!, above!))
        return [[total, now!], total]
      })
      return [weighted(later, at!, sum!)]
    },
    push: ({ operands: [at], results: [sum] }, [dx]) => [dx &&
      over([dx, at!, sum!], [row(dx, 0), row(dx, -Infinity)], reverse, ([before, below], [d, own, now]) => {
        const total = raw.add(weighted(before!, below!, now!), weighted(d!, own!, now!))
        return [[total, now!], total]
      })],
  })
}

/**
 * The sums of the elements up to each place along an axis, by default the last, each added to the sum before; with `reverse` from the
 * last to the first. The derivative is the sum from the other end.
 *
 * @example
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), cumsum()) // [[1, 3, 6], [4, 9, 15]]
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), cumsum(0)) // [[1, 2, 3], [5, 7, 9]]
 * pipe(of([3], [1, 2, 3]), cumsum(0, { reverse: true })) // [6, 5, 3]
 */
export const cumsum = cumulative<Numeric>('cumsum', numbers, sums)
/**
 * The products of the elements up to each place along an axis, by default the last. Their derivatives are right where elements are 0,
 * too.
 *
 * @example
 * pipe(of([4], [1, 2, 3, 4]), cumprod()) // [1, 2, 6, 24]
 */
export const cumprod = cumulative<Numeric>('cumprod', numbers, products)
/**
 * The greatest of the elements up to each place along an axis, by default the last; NaN wins. The derivative goes to the first of
 * equals.
 *
 * @example
 * pipe(of([5], [2, 1, 4, 3, 5]), cummax()) // [2, 2, 4, 4, 5]
 */
export const cummax = cumulative<Numeric>('cummax', numbers, extremes((best, x) => s.lt(best, x)))
/**
 * The least of the elements up to each place along an axis, by default the last; NaN wins. The derivative goes to the first of equals.
 *
 * @example
 * pipe(of([5], [2, 3, 1, 4, 0]), cummin()) // [2, 2, 1, 1, 0]
 */
export const cummin = cumulative<Numeric>('cummin', numbers, extremes((best, x) => s.lt(x, best)))
/**
 * The logarithms of the sums of exponentials up to each place along an axis, by default the last, without overflow: log Σ exp x.
 *
 * @example
 * pipe(of([3], [0, 0, 1000]), logCumsumExp()) // [0, 0.6931472, 1000]
 */
export const logCumsumExp = cumulative<Float>('logCumsumExp', floats, logSums)
