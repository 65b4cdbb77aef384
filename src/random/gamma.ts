/** The gamma distribution, and what is made of it. */
import { exp, log } from '../program/elementary/functions.js'
import { quickErfInverse } from '../program/elementary/erfInverse.js'
import { add, and, div, like, lt, mul, select, sqrt, sub, type Scalar } from '../program/scalar.js'
import { compiled } from '../jit/compiled.js'
import { broadcastTo, type BroadcastTo } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from '../tensor/argument.js'
import { softmax } from '../tensor/softmax.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { between, unit64 } from './distribution.js'
import { checkDraw } from './draw.js'
import { foldIn, split, type Key } from './key.js'
import { aPositive, checkParameter, doubles, floatOf, withoutDerivative, type Parameter } from './parameter.js'
import { tried } from './tried.js'
import { wordsOf } from './words.js'

const [third, rootOfTwo, nextToOne] = [1 / 3, 1.4142135623730951, 0.9999999999999999]

/** α, or below 1 α + 1, from where u^(1/α) leads down. */
const raised = (alpha: Scalar): Scalar => select(lt(alpha, like(alpha, 1)), add(alpha, like(alpha, 1)), alpha)
const isShape = (alpha: Scalar): Scalar => and(lt(like(alpha, 0), alpha), lt(alpha, like(alpha, Infinity)))
const shifted = (alpha: Scalar): Scalar => sub(raised(alpha), like(alpha, third))

const normals = raw.elementwise((h, l) =>
  mul(like(unit64(h, l), rootOfTwo), quickErfInverse(between(unit64(h, l), -nextToOne, 1))))
/** 1 + x/√(9d), the cube root of v. */
const root = (x: Scalar, alpha: Scalar): Scalar => add(like(x, 1), div(x, sqrt(mul(like(x, 9), shifted(alpha)))))
const cube = (x: Scalar): Scalar => mul(mul(x, x), x)

/** Of (0, 1]. */
const upTo1 = (h: Scalar, l: Scalar): Scalar => sub(like(unit64(h, l), 1), unit64(h, l))

const accepts = raw.elementwise((x, h, l, alpha) => {
  const d = shifted(alpha)
  const v = cube(root(x, alpha))
  // Where v is not above 0 its logarithm is NaN or -∞, and this is false.
  const most = add(mul(mul(x, x), like(x, 0.5)), mul(d, add(sub(like(v, 1), v), log(v))))
  return and(lt(like(x, 0), root(x, alpha)), lt(log(upTo1(h, l)), most))
})
const proposed = raw.elementwise((x, alpha) => add(log(shifted(alpha)), mul(like(x, 3), log(root(x, alpha)))))
const middle = raw.elementwise((alpha) => log(shifted(alpha)))
const lowered = raw.elementwise((y, h, l, alpha) => select(
  isShape(alpha), select(lt(alpha, like(alpha, 1)), add(y, div(log(upTo1(h, l)), alpha)), y), like(y, NaN)))
const waiting = raw.elementwise((alpha) => isShape(alpha))

/** One try is refused with a probability of less than 0.049, where α is 1; fourteen in a row with less than 2^-60. */
const tries = 14

/** Logarithms of gamma numbers in double precision, of which small ones are no double: element i by the key, i and its α. */
const logGammas = ({ key, alpha }: { readonly key: Key; readonly alpha: AnyTensor }): AnyTensor => {
  const { shape } = alpha
  const words = (from: Key) => wordsOf('block', from, raw.scalar(0, 'u32'), shape)
  const found = tried(key, waiting(alpha), middle(alpha), tries, (own) => {
    const [forNormals, forUniforms] = split(own, 2)
    const x = normals(...words(forNormals))
    return [accepts(x, ...words(forUniforms), alpha), proposed(x, alpha)]
  })
  return lowered(found, ...words(foldIn(key, 0)), alpha)
}

const power = raw.elementwise((y) => exp(y))
const share = raw.elementwise((a, b) => div(like(a, 1), add(like(a, 1), exp(sub(b, a)))))

const gammas = compiled(({ key, alpha }: { readonly key: Key; readonly alpha: AnyTensor }) => power(logGammas({ key, alpha })))

interface Pair {
  readonly key: Key
  readonly alpha: AnyTensor
  readonly beta: AnyTensor
}

const betas = compiled(({ key, alpha, beta }: Pair) => {
  const [first, second] = split(key, 2)
  return share(logGammas({ key: first, alpha }), logGammas({ key: second, alpha: beta }))
})

const shares = compiled(({ key, alpha }: { readonly key: Key; readonly alpha: AnyTensor }) => softmax(logGammas({ key, alpha })))

/**
 * Gamma, x^(α-1)·e^(-x)/Γ(α), for α above 0: divided by a rate it has that rate. In double precision, then rounded. An element of
 * a tensor that is not above 0 gives NaN. There is no derivative by α: to ask for it is an error.
 *
 * G. Marsaglia, W. Tsang, "A simple method for generating gamma variables" (2000), with their u^(1/α) for α below 1; JAX has the
 * same method, with other numbers.
 *
 * @example
 * gamma(key(0), 2, [3]) // [1.6067541, 0.3796583, 2.908435]
 */
export const gamma = <const S extends Shape, D extends Float = 'f32', A extends Shape = readonly []>(
  key: Key, alpha: Parameter<A, S, D>, shape: S, dtype?: D,
): Tensor<S, D> => {
  checkDraw('gamma', key, shape, dtype)
  checkParameter('gamma', 'alpha', alpha, shape, aPositive)
  const type = floatOf('gamma', dtype, { alpha })
  return withoutDerivative('gamma', { alpha }, (given) =>
    raw.converted(type)(gammas({ key, alpha: doubles(given.alpha, shape) }))) as Tensor<S, D>
}

/**
 * Beta, proportional to x^(α-1)·(1-x)^(β-1) on [0, 1], for α and β above 0: g/(g + h) of gamma numbers g and h. In double
 * precision, then rounded. An element of a tensor that is not above 0 gives NaN. There is no derivative by α and β: to ask for it
 * is an error.
 *
 * @example
 * beta(key(0), 2, 3, [3]) // [0.2425363, 0.772511, 0.7214987]
 */
export const beta = <
  const S extends Shape, D extends Float = 'f32', A extends Shape = readonly [], B extends Shape = readonly [],
>(
  key: Key, alpha: Parameter<A, S, D>, beta: Parameter<B, S, D>, shape: S, dtype?: D,
): Tensor<S, D> => {
  checkDraw('beta', key, shape, dtype)
  checkParameter('beta', 'alpha', alpha, shape, aPositive)
  checkParameter('beta', 'beta', beta, shape, aPositive)
  const type = floatOf('beta', dtype, { alpha, beta })
  return withoutDerivative('beta', { alpha, beta }, (given) =>
    raw.converted(type)(betas({ key, alpha: doubles(given.alpha, shape), beta: doubles(given.beta, shape) }))) as Tensor<S, D>
}

/**
 * Dirichlet: [...shape, n] numbers of at least 0, of which each n add up to 1, for α [..., n] above 0, whose leading axes
 * broadcast to the shape: gamma numbers over their sum. In double precision, then rounded. A row of α with an element that is
 * not above 0 gives NaN. There is no derivative by α: to ask for it is an error.
 *
 * @example
 * dirichlet(key(0), t.of([3], [1, 2, 3]), []) // [0.121336, 0.0732323, 0.8054317]
 */
export const dirichlet = <const S extends Shape, D extends Float, A extends Shape, N extends number>(
  key: Key, alpha: Fits<BroadcastTo<A, S>> & Tensor<readonly [...A, N], D>, shape: S,
): Tensor<readonly [...S, N], D> => {
  checkDraw('dirichlet', key, shape)
  const { shape: own, dtype } = expectTensor('dirichlet', 'alpha', alpha, floats)
  const n: number | undefined = own.at(-1)
  if (n === undefined || n === 0)
    return fail('dirichlet', { argument: 'alpha', expected: 'at least one element along the last axis', received: own })
  expectShape('dirichlet', 'alpha', broadcastTo(own.slice(0, -1), shape), own)
  checkDraw('dirichlet', key, [...shape, n])
  return withoutDerivative('dirichlet', { alpha }, (given) =>
    raw.converted(dtype)(shares({ key, alpha: doubles(given.alpha, [...shape, n]) }))) as Tensor<readonly [...S, N], D>
}
