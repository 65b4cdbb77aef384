/**
 * Functions of f32 by operations of f32 alone: for processors that are slow at f64, or have none, and where XLA's own operation errs
 * by more than 4 units in the last place. The polynomials are minimax.
 */
import {
  abs, add, and, bitcast, constant, convert, div, eq, like, lt, max, min, mul, neg, or, round, type Scalar, select, shl, shr, sqrt, sub,
} from '../program/scalar.js'

/** An operation of a dialect as a call by its name. */
export const operation = (callee: string) => (...args: readonly Scalar[]): Scalar =>
  ({ op: 'call', callee, dtype: args[0]!.dtype, args })

const exponential = operation('stablehlo.exponential')
const logarithm = operation('stablehlo.log')

const times = (c: number, x: Scalar): Scalar => mul(like(x, c), x)
const plus = (c: number, x: Scalar): Scalar => add(like(x, c), x)
/** c₀ + c₁x + c₂x² + … */
const polynomial = (x: Scalar, coefficients: readonly number[]): Scalar =>
  coefficients.slice(0, -1).reduceRight((sum, c) => plus(c, mul(sum, x)), like(x, coefficients.at(-1)!))
/** Of an odd function, from its values where x ≥ 0. */
const odd = (x: Scalar, y: Scalar): Scalar => select(lt(x, like(x, 0)), neg(y), y)

/** (eˣ - 1 - x)/x² on |x| ≤ 0.42: error 2⁻³⁰ of eˣ - 1. */
const powers = [0.500000015, 0.166666671, 0.0416659922, 0.00833320985, 0.00139655188, 0.0001994591]
/** (sinh √z/√z - 1)/z on √z ≤ 1: error 2⁻³⁴ of the sine. */
const sines = [0.166666665, 0.00833335166, 0.000198358544, 2.81868751e-6]
/** (tanh √z/√z - 1)/z on √z ≤ 0.55: error 2⁻³⁴ of the tangent. */
const tangents = [-0.333333327, 0.1333329, -0.0539590102, 0.0217780455, -0.00839799283, 0.00237622169]
/** erf √z/√z on √z ≤ 0.88: error 2⁻³². */
const errors = [1.128379167, -0.376126361, 0.112837334, -0.0268615835, 0.005206689, -0.000820979814, 8.66703411e-5]
/** ln erfc x on 0.87 ≤ x ≤ 3.93: error 2⁻²⁹ of erf. */
const logarithms = [-0.000137987977, -1.12791581, -0.636775025, -0.104291195, 0.0224012245, -0.00308716453, 0.000200438085]
/** e^(u²/2)·Φ(-u)·(u + 4) in (u - 4)/(u + 4) on 0 ≤ u ≤ 15: error 2⁻²⁷. */
const tails = [
  0.755285135, -0.60789658, 0.387136917, -0.186523657, 0.0604034884, -0.00752400313, -0.00351020614, 0.00156840802,
  0.000174652389, -0.000134200123,
]

/** eˣ = e·e^(x - 1) near the end, where XLA's is off by 5 units. */
export const exp = (x: Scalar): Scalar => {
  const isGreat = lt(like(x, 88), x)
  return mul(exponential(sub(x, select(isGreat, like(x, 1), like(x, 0)))), select(isGreat, like(x, Math.E), like(x, 1)))
}

export const expm1 = (x: Scalar): Scalar =>
  select(lt(abs(x), like(x, 0.41)), mul(x, plus(1, mul(x, polynomial(x, powers)))), plus(-1, exp(x)))

/** 2ᵏ for an i32 `k` from -126 to 127. */
const powerOfTwo = (k: Scalar): Scalar => bitcast(shl(add(k, like(k, 127)), like(k, 23)), 'f32')

/** 2ˣ = 2ᵏ·e^((x - k)·ln 2), in two factors of powers. */
export const exp2 = (x: Scalar): Scalar => {
  const bounded = max(min(x, like(x, 130)), like(x, -152))
  const nearest = round(bounded)
  const k = convert(nearest, 'i32')
  const half = shr(k, like(k, 1))
  return mul(mul(exponential(times(Math.LN2, sub(bounded, nearest))), powerOfTwo(half)), powerOfTwo(sub(k, half)))
}

export const log2 = (x: Scalar): Scalar => times(Math.LOG2E, logarithm(x))
export const log10 = (x: Scalar): Scalar => times(Math.LOG10E, logarithm(x))

/** x + x³·T(x²), or 1 - 2/(e²ˣ + 1). */
export const tanh = (x: Scalar): Scalar => {
  const a = abs(x)
  const z = mul(x, x)
  const near = mul(x, plus(1, mul(z, polynomial(z, tangents))))
  const far = sub(like(x, 1), div(like(x, 2), plus(1, exponential(add(a, a)))))
  return select(lt(a, like(x, 0.55)), near, odd(x, far))
}

/** ½·eˣ for x ≥ 0, where eˣ may be too great. */
const half = (a: Scalar): Scalar => times(Math.E / 2, exponential(plus(-1, a)))

export const cosh = (x: Scalar): Scalar => {
  const h = half(abs(x))
  return add(h, div(like(x, 0.25), h))
}
export const sinh = (x: Scalar): Scalar => {
  const a = abs(x)
  const z = mul(x, x)
  const h = half(a)
  const near = mul(x, plus(1, mul(z, polynomial(z, sines))))
  return select(lt(a, like(x, 1)), near, odd(x, sub(h, div(like(x, 0.25), h))))
}

/** x·E(x²), or 1 - e^(ln erfc x). */
export const erf = (x: Scalar): Scalar => {
  const a = abs(x)
  const near = mul(x, polynomial(mul(x, x), errors))
  const far = sub(like(x, 1), exponential(polynomial(min(a, like(x, 3.93)), logarithms)))
  return select(lt(a, like(x, 0.88)), near, odd(x, far))
}

/** e^(-½c·u²), c = 1 or 2: u² is h² + (u - h)·(u + h), of which h has half of the digits and so an exact square. */
const bell = (u: Scalar, c: number): Scalar => {
  const h = bitcast(and(bitcast(u, 'u32'), constant('u32', 0xfffff000)), 'f32')
  const d = times(-c / 2, mul(sub(u, h), add(u, h)))
  const e = exponential(times(-c / 2, mul(h, h)))
  return add(e, mul(e, mul(d, polynomial(d, [1, 1 / 2, 1 / 6, 1 / 24]))))
}

/** Φ(-u) for 0 ≤ u ≤ 15, from e^(-u²/2). */
const tail = (u: Scalar, e: Scalar): Scalar =>
  div(mul(e, polynomial(div(plus(-4, u), plus(4, u)), tails)), plus(4, u))

/** Φ. */
export const distribution = (x: Scalar): Scalar => {
  const u = min(abs(x), like(x, 15))
  const below = tail(u, bell(u, 1))
  return select(lt(x, like(x, 0)), below, sub(like(x, 1), below))
}

/** 2·Φ(-√2·x), or 1 - erf x. */
export const erfc = (x: Scalar): Scalar => {
  const a = max(min(x, like(x, 10.5)), like(x, 0.5))
  return select(lt(x, like(x, 0.5)), sub(like(x, 1), erf(x)), times(2, tail(times(Math.SQRT2, a), bell(a, 2))))
}

/** Squares of f32 are exact as f64 and do not overflow. */
export const hypot = (x: Scalar, y: Scalar): Scalar => {
  const square = (a: Scalar): Scalar => mul(convert(a, 'f64'), convert(a, 'f64'))
  const infinite = (a: Scalar): Scalar => eq(abs(a), like(a, Infinity))
  return select(or(infinite(x), infinite(y)), like(x, Infinity), convert(sqrt(add(square(x), square(y))), 'f32'))
}

/** The bits of |x| and the sign of y. */
export const copySign = (x: Scalar, y: Scalar): Scalar => {
  const part = (a: Scalar, mask: number): Scalar => and(bitcast(a, 'u32'), constant('u32', mask))
  return bitcast(or(part(x, 0x7fffffff), part(y, 0x80000000)), 'f32')
}
