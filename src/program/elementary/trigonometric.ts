/**
 * sin x = (-1)ʲ·sin 2πr with x/2π = j/2 + r, |r| ≤ ¼, and cos x = sin(x + π/2). The reduction is exact for every x.
 *
 * @example t.sin(t.scalar(100)) // -0.5063656568527222
 */
import { abs, add, and, eq, lt, mul, neg, type Scalar, select, sub } from '../scalar.js'
import { type Double, product } from './double.js'
import { byDtype, type Case, except, type F64, f64, horner, twoTo, u32, unary } from './elementary.js'
import { halves, quarters } from './turn.js'

/** sin(2πr)/r in r² on |r| ≤ ¼: minimax of degree 7, error 2⁻⁵². */
export const turned = [
  6.2831853071795845, -41.341702240397986, 81.60524927551279, -76.70585968329034, 42.058689667335855, -15.09449947432372,
  3.817288632587193, -0.6921568937714478,
]
/** Where the cosine of an f32 is nearest to the middle of two. */
const hardCosines: readonly Case[] = [
  [2861650809978880.0, 0.5339164137840271], [1.100467763087514e+19, 0.996410071849823], [4.439496112301089e+34,
  0.9747880101203918],
]
/** (sin √z/√z - 1)/z on √z ≤ π/4: minimax of degree 5, error 2⁻⁵⁷. */
const sine = [
  -0.16666666666666632, 0.008333333333322432, -0.0001984126982982209, 2.7557313696696442e-06, -2.505075883754831e-08,
  1.58968362762774e-10,
]
/** (cos √z - 1 + z/2)/z² on √z ≤ π/4: minimax of degree 5, error 2⁻⁵⁹. */
const cosine = [
  0.041666666666666616, -0.0013888888888876061, 2.4801587290528233e-05, -2.755731462055185e-07, 2.087575623384146e-09,
  -1.1361212014428856e-11,
]
export const twoPi: Double = [f64(6.283185307179586), f64(2.4492935982947064e-16)]

export const bit = (word: Scalar<'u32'>, n: number): Scalar<'bool'> => eq(and(word, u32(1 << n)), u32(1 << n))
export const negateIf = (condition: Scalar<'bool'>, y: F64): F64 => select(condition, neg(y), y)

export const single = (x: F64, offset: number): F64 => {
  const { fraction: r, index } = halves(x, offset)
  return negateIf(bit(index, 0), mul(r, horner(mul(r, r), turned)))
}

/** sin(h + l) = h + (h³·S(h²) + l·cos h) and cos(h + l) = 1 - h²/2 + (h⁴·C(h²) - h·l), |h| ≤ π/4. */
export const sineOf = ([h, l]: Double, z: F64): F64 =>
  add(h, add(mul(mul(h, z), horner(z, sine)), mul(l, sub(f64(1), mul(z, f64(0.5))))))
export const cosineOf = ([h, l]: Double, z: F64): F64 => {
  const half = mul(z, f64(0.5))
  const y = sub(f64(1), half)
  return add(y, add(sub(sub(f64(1), y), half), sub(mul(mul(z, z), horner(z, cosine)), mul(h, l))))
}

/** sin x, or cos x as a quarter turn later. */
const double = (x: F64, quarter: number): F64 => {
  const { fraction, index } = quarters(abs(x))
  const angle = product(fraction, twoPi)
  const z = mul(angle[0], angle[0])
  const at = add(index, u32(quarter))
  const y = negateIf(bit(at, 1), select(bit(at, 0), cosineOf(angle, z), sineOf(angle, z)))
  return select(lt(abs(x), f64(Infinity)), y, sub(x, x))
}

/** The sine of an angle in radians; NaN at ±∞. */
export const sin = unary(
  'sin',
  byDtype('sin', {
    f32: (x) => select(eq(x, f64(0)), x, single(x, 0)),
    f64: (x) => select(lt(abs(x), f64(twoTo(-27))), x, negateIf(lt(x, f64(0)), double(x, 0))),
  }),
  (x) => cos(x),
)

/** The cosine of an angle in radians; NaN at ±∞. */
export const cos = unary(
  'cos',
  byDtype('cos', {
    f32: (x) => except(abs(x), single(x, 0.25), hardCosines),
    f64: (x) => double(x, 1),
  }),
  (x) => neg(sin(x)),
)
