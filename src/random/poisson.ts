/** Counts of what comes at a rate. */
import { exp, log } from '../program/elementary/functions.js'
import { lgamma } from '../program/elementary/gamma.js'
import {
  abs, add, and, constant, convert, div, floor, le, lt, mul, not, or, select, sqrt, sub, type Scalar,
} from '../program/scalar.js'
import { compiled } from '../jit/compiled.js'
import type { Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { whileLoop } from '../tensor/whileLoop.js'
import { unit64 } from './distribution.js'
import { checkDraw } from './draw.js'
import { split, type Key } from './key.js'
import { checkParameter, doubles, type Parameter } from './parameter.js'
import { some, tried } from './tried.js'
import { wordsOf } from './words.js'

/** From here on by rejection. */
const many = 10
/** Counts are i32. */
const mostRate = 1073741824
const aRate: Kind = { expected: `a number from 0 to ${mostRate}`, holds: (x) => typeof x === 'number' && x >= 0 && x <= mostRate }

const f64 = (value: number): Scalar => constant('f64', value)
const unit = raw.elementwise((h, l) => unit64(h, l))
const isFew = raw.elementwise((rate) => and(le(f64(0), rate), lt(rate, f64(many))))
const isMany = raw.elementwise((rate) => and(le(f64(many), rate), le(rate, f64(mostRate))))

const none = raw.elementwise((rate) => exp(sub(f64(0), rate)))
const nextShare = raw.elementwise((share, rate, k) => div(mul(share, rate), k))
const isAtMost = raw.elementwise((waiting, sum, u) => and(waiting, le(sum, u)))
const counted = raw.elementwise((k, waiting) => select(waiting, add(k, f64(1)), k))

/** Less than 2^-60 of a distribution of a rate below 10 lies beyond. */
const mostFew = 56

interface Sums {
  readonly waiting: AnyTensor
  readonly step: AnyTensor
  readonly share: AnyTensor
  readonly sum: AnyTensor
  readonly k: AnyTensor
}

const one = raw.scalar(1, 'f64')

/** By inversion: how many of the partial sums of e⁻ʳ·rᵏ/k! are at most a uniform number. Rounding moves less than 2^-45 of it. */
const few = (key: Key, rate: AnyTensor): AnyTensor => {
  const { shape } = rate
  const u = unit(...wordsOf('block', key, raw.scalar(0, 'u32'), shape))
  const share = none(rate)
  const start: Sums = { waiting: isAtMost(isFew(rate), share, u), step: one, share, sum: share, k: raw.full(shape, 0, 'f64') }
  return whileLoop<Sums>(({ waiting }) => some(waiting), ({ waiting, step, share: last, sum, k }) => {
    const next = nextShare(last, rate, raw.broadcast(step, shape))
    const total = raw.add(sum, next)
    return { waiting: isAtMost(waiting, total, u), step: raw.add(step, one), share: next, sum: total, k: counted(k, waiting) }
  }, { maxSteps: mostFew })(start).k
}

/** Hörmann's hat: its width b, and what follows from it. */
const hat = (rate: Scalar) => {
  const b = add(f64(0.931), mul(f64(2.53), sqrt(rate)))
  return {
    b,
    a: add(f64(-0.059), mul(f64(0.02483), b)),
    inverse: add(f64(1.1239), div(f64(1.1328), sub(b, f64(3.4)))),
    inner: sub(f64(0.9277), div(f64(3.6224), sub(b, f64(2)))),
  }
}
const fromEnd = (u: Scalar): Scalar => sub(f64(0.5), abs(u))
const centered = raw.elementwise((h, l) => sub(unit64(h, l), f64(0.5)))
const place = raw.elementwise((u, rate) => {
  const { a, b } = hat(rate)
  return floor(add(add(mul(add(div(mul(f64(2), a), fromEnd(u)), b), u), rate), f64(0.43)))
})
const accepts = raw.elementwise((u, h, l, k, rate) => {
  const { a, b, inverse, inner } = hat(rate)
  const [v, end] = [sub(f64(1), unit64(h, l)), fromEnd(u)]
  const height = sub(add(log(v), log(inverse)), log(add(div(a, mul(end, end)), b)))
  const share = sub(sub(mul(k, log(rate)), rate), lgamma(add(k, f64(1))))
  const isInside = and(le(f64(0.07), end), le(v, inner))
  const isOutside = or(lt(k, f64(0)), and(lt(end, f64(0.013)), lt(end, v)))
  return or(isInside, and(not(isOutside), le(height, share)))
})

/** One try is refused with a probability of less than 0.25, for a rate of 10; thirty in a row with less than 2^-60. */
const tries = 30

/** By transformed rejection, PTRS. */
const more = (key: Key, rate: AnyTensor): AnyTensor => {
  const words = (from: Key) => wordsOf('block', from, raw.scalar(0, 'u32'), rate.shape)
  return tried(key, isMany(rate), rate, tries, (own) => {
    const [forPlaces, forHeights] = split(own, 2)
    const u = centered(...words(forPlaces))
    const k = place(u, rate)
    return [accepts(u, ...words(forHeights), k, rate), k]
  })
}

const chosen = raw.elementwise((rate, fewer, greater) => {
  const more = select(le(rate, f64(mostRate)), greater, f64(-1))
  return convert(select(le(f64(many), rate), more, select(le(f64(0), rate), fewer, f64(-1))), 'i32')
})

const counts = compiled(({ key, rate }: { readonly key: Key; readonly rate: AnyTensor }) => {
  const [first, second] = split(key, 2)
  return chosen(rate, few(first, rate), more(second, rate))
})

/**
 * Poisson, e⁻ʳ·rᵏ/k!: how often something happens in a time in which it happens r times on average, from 0 to 2^30. Below 10 by
 * inversion, from there by rejection, in double precision. An element of a tensor that is no such rate gives -1.
 *
 * W. Hörmann, "The transformed rejection method for generating Poisson random variables" (1993), algorithm PTRS; JAX has the same
 * from 10 on, with other numbers.
 *
 * @example
 * poisson(key(0), 4, [5]) // [8, 3, 5, 9, 3]
 */
export const poisson = <const S extends Shape, D extends Float = 'f32', A extends Shape = readonly []>(
  key: Key, rate: Parameter<A, S, D>, shape: S,
): Tensor<S, 'i32'> => {
  checkDraw('poisson', key, shape)
  checkParameter('poisson', 'rate', rate, shape, aRate)
  return counts({ key, rate: doubles(rate, shape) }) as Tensor<S, 'i32'>
}
