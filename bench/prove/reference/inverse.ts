/** The inverses of the trigonometric and hyperbolic functions, by the series of atan t and artanh t for |t| ≤ ¼. */
import { abs, add, div, eq, lt, neg, select, sqrt, sub, type Scalar } from '../../../src/program/scalar.js'
import { pi } from '../exact/fixed.js'
import { double, exactly, f64, product, quotient, scaled, sum, twoProduct, twoSum, fastTwoSum, type Double, type F64 } from './double.js'
import { keepsZero } from './exponential.js'
import { ln } from './logarithm.js'
import { horner, reciprocals } from './series.js'

const halfPi = double(pi(256), 257)
const whole = double(pi(256), 256)
const one = exactly(f64(1))

/** t² ≤ 1/16: 18 terms leave out less than 2⁻⁷⁶. */
const arctangents = reciprocals(18, (i) => (i % 2 === 0 ? 1n : -1n) * BigInt(2 * i + 1))
const artanhs = reciprocals(18, (i) => BigInt(2 * i + 1))
const atanSmall = (t: Double): Double => product(t, horner(product(t, t), arctangents, 9))
const artanhSmall = (t: Double): Double => product(t, horner(product(t, t), artanhs, 9))

const negated = ([h, l]: Double): Double => [neg(h), neg(l)]
const choose = (condition: Scalar, [a, b]: Double, [c, d]: Double): Double => [select(condition, a, c), select(condition, b, d)]

/** √a by one of Newton's steps, 0 for 0. */
export const root = (a: Double): Double => {
  const r = sqrt(a[0])
  const [p, e] = twoProduct(r, r)
  const rest = add(sub(sub(a[0], p), e), a[1])
  const [h, l] = fastTwoSum(r, div(rest, add(r, r)))
  return choose(eq(r, f64(0)), exactly(r), [h, l])
}

/** atan of a pair of 0 ≤ t ≤ 1: four times that of t halved twice, which is at most tan π/16. */
const atanUnit = (t: Double): Double => {
  const halved = (a: Double): Double => quotient(a, sum(one, root(sum(one, product(a, a)))))
  return scaled(atanSmall(halved(halved(t))), f64(4))
}
/** atan p/q for p, q ≥ 0. */
const angle = (p: Double, q: Double): Double => {
  const steep = lt(q[0], p[0])
  const t = atanUnit(quotient(choose(steep, q, p), choose(steep, p, q)))
  return choose(steep, sum(halfPi, negated(t)), t)
}

const odd = (f: (a: F64) => Double) => keepsZero((x) => {
  const y = f(abs(x))
  return choose(lt(x, f64(0)), negated(y), y)
})
const [less, more] = [(a: F64): Double => twoSum(f64(1), neg(a)), (a: F64): Double => twoSum(f64(1), a)]
const notANumber = exactly(f64(NaN))

export const atan = odd((a) => choose(eq(a, f64(Infinity)), halfPi, angle(exactly(a), one)))
/** asin a = atan a/√(1 - a²). */
export const asin = odd((a) =>
  choose(lt(f64(1), a), notANumber, choose(eq(a, f64(1)), halfPi, angle(exactly(a), root(product(less(a), more(a)))))))
/** acos x = 2 atan √(1 - x)/√(1 + x). */
export const acos = (x: F64): Double => {
  const y = scaled(angle(root(less(x)), root(more(x))), f64(2))
  const inside = choose(eq(x, f64(-1)), whole, choose(eq(x, f64(1)), exactly(f64(0)), y))
  return choose(lt(f64(1), abs(x)), notANumber, inside)
}

/** ln(1 + t) = 2 artanh t/(2 + t) for small t, else the logarithm. */
const ln1p = (t: Double): Double => choose(
  lt(t[0], f64(0.5)),
  scaled(artanhSmall(quotient(t, sum(exactly(f64(2)), t))), f64(2)),
  ln(sum(one, t)),
)
/** ln(a + √(a² + 1)), of a + a²/(1 + √(a² + 1)) where that is small. */
export const asinh = odd((a) => {
  const square = twoProduct(a, a)
  const y = ln1p(sum(exactly(a), quotient(square, sum(one, root(sum(one, square))))))
  return choose(eq(a, f64(Infinity)), exactly(a), y)
})
/** ln(x + √(x² - 1)), of u + √(u·(u + 2)) with u = x - 1. */
export const acosh = (x: F64): Double => {
  const u = twoSum(x, f64(-1))
  const y = ln1p(sum(u, root(product(u, sum(u, exactly(f64(2)))))))
  return choose(lt(x, f64(1)), notANumber, choose(eq(x, f64(1)), exactly(f64(0)), choose(lt(x, f64(Infinity)), y, exactly(x))))
}
/** artanh a for a ≤ ¼, else ½·ln((1 + a)/(1 - a)). */
export const atanh = odd((a) => {
  const y = choose(lt(f64(0.25), a), scaled(ln(quotient(more(a), less(a))), f64(0.5)), artanhSmall(exactly(a)))
  return choose(lt(a, f64(1)), y, choose(eq(a, f64(1)), exactly(f64(Infinity)), notANumber))
})
