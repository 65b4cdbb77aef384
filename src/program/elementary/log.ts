/**
 * x = 2ᵏ·m with √½ ≤ m < √2, and ln m = 2 artanh s = 2s + s·R(s²) with s = f/(2 + f), f = m - 1, so |s| ≤ 0.172.
 * As 2s = f - s·f, ln m = f - s·(f - R): the leading term is exact.
 *
 * @example t.log(t.scalar(10)) // 2.3025851249694824
 */
import { add, and, convert, div, eq, high, join, le, like, low, lt, mul, type Scalar, select, shr, sub } from '../scalar.js'
import { twoSum } from './double.js'
import { byDtype, type Case, except, type F64, f64, horner, twoTo, u32, unary } from './elementary.js'
import { ln2 } from './exp.js'

/** (2 artanh(s)/s - 2)/s² in s²: minimax of degree 5, error 2⁻⁵² of the logarithm. */
const single = [
  0.6666666666658871, 0.4000000005172625, 0.2857141720052372, 0.22223367494230298, 0.18123758649772792, 0.16818601019015145,
]
/** The same to degree 7, error 2⁻⁶⁵. */
const double = [
  0.6666666666666666, 0.4000000000000491, 0.2857142856941376, 0.22222222606722797, 0.18181778366649629, 0.15386988618726632,
  0.1325214910489697, 0.13234796062709675,
]

/** Where the logarithm of an f32, and of 1 more, is nearest to the middle of two. */
const hardLogs: readonly Case[] = [
  [58037908.0, 17.87660789489746], [1.2783783694984994e+23, 53.20505142211914],
]
const hardLogs1p: readonly Case[] = [
  [7.152559078349441e-07, 7.152556804612686e-07], [8.583093404013198e-06, 8.583057024225127e-06], [1.2783783694984994e+23,
  53.20505142211914], [-7.152555667744309e-07, -7.152557941481064e-07], [-8.583044291299302e-06, -8.583080671087373e-06],
  [-0.0021787146106362343, -0.0021810915786772966],
]

/** k and m of a positive normal x: the fraction of √½ is added to the exponent's field, so that m ≥ √2 carries into k. */
export const parts = (x: F64): { readonly k: F64; readonly m: F64 } => {
  const root = u32(0x3fe6a09e)
  const upper = add(high(x), u32(0x3ff00000 - 0x3fe6a09e))
  return {
    k: sub(convert(shr(upper, u32(20)), 'f64'), f64(1023)),
    m: join(add(and(upper, u32(0xfffff)), root), low(x)),
  }
}

/** ln(1 + f) + k·ln 2, to some 2⁻⁵². */
export const lnSingle = (f: F64, k: F64): F64 => {
  const s = div(f, add(f, f64(2)))
  const z = mul(s, s)
  const ln = sub(f, mul(s, sub(f, mul(z, horner(z, single)))))
  return add(add(ln, mul(k, f64(ln2[0]))), mul(k, f64(ln2[1])))
}

/** ln(1 + f) + k·ln 2 + c within an ulp: f - (f²/2 - s·(f²/2 + R)), largest terms added last (as in Sun's fdlibm). */
const lnDouble = (f: F64, k: F64, c?: F64): F64 => {
  const s = div(f, add(f, f64(2)))
  const z = mul(s, s)
  const square = mul(mul(f, f), f64(0.5))
  const rest = mul(k, f64(ln2[1]))
  const tail = add(mul(s, add(square, mul(z, horner(z, double)))), c === undefined ? rest : add(rest, c))
  return sub(mul(k, f64(ln2[0])), sub(sub(square, tail), f))
}

/** `y` where 0 < u < ∞; -∞ at 0, NaN below, `u` itself at ∞ and NaN. */
export const onDomain = (u: F64, y: F64): F64 =>
  select(le(u, f64(0)), select(eq(u, f64(0)), f64(-Infinity), f64(NaN)), select(lt(u, f64(Infinity)), y, u))

export const reciprocal = (x: Scalar): Scalar => div(like(x, 1), x)

/** The natural logarithm: -∞ at 0, NaN below. */
export const log = unary(
  'log',
  byDtype('log', {
    f32: (x) => {
      const { k, m } = parts(x)
      return onDomain(x, except(x, lnSingle(sub(m, f64(1)), k), hardLogs))
    },
    f64: (x) => {
      const subnormal = lt(x, f64(twoTo(-1022)))
      const { k, m } = parts(select(subnormal, mul(x, f64(twoTo(54))), x))
      return onDomain(x, lnDouble(sub(m, f64(1)), sub(k, select(subnormal, f64(54), f64(0)))))
    },
  }),
  reciprocal,
)

/** ln(1 + x), exact to the last digit near 0 too: -∞ at -1, NaN below. */
export const log1p = unary(
  'log1p',
  byDtype('log1p', {
    f32: (x) => {
      const u = add(x, f64(1))
      const { k, m } = parts(u)
      const y = lnSingle(select(eq(k, f64(0)), x, sub(m, f64(1))), k)
      return select(eq(x, f64(0)), x, onDomain(u, except(x, y, hardLogs1p)))
    },
    f64: (x) => {
      const [u, e] = twoSum(f64(1), x)
      const { k, m } = parts(u)
      const near = eq(k, f64(0))
      const y = lnDouble(select(near, x, sub(m, f64(1))), k, select(near, f64(0), div(e, u)))
      return select(eq(x, f64(0)), x, onDomain(u, y))
    },
  }),
  (x) => reciprocal(add(like(x, 1), x)),
)
