/**
 * tan x = sin x / cos x. For an f32 both are computed to an f64's last digits, each from its own reduction, so that the quotient
 * keeps its digits near zeros and poles.
 *
 * @example t.tan(t.scalar(1)) // 1.5574077367782593
 */
import { abs, add, div, eq, like, lt, mul, neg, select, sub } from '../scalar.js'
import { product } from './double.js'
import { byDtype, type Case, except, type F64, f64, twoTo, unary } from './elementary.js'
import { bit, cosineOf, negateIf, sineOf, single, twoPi } from './trigonometric.js'
import { quarters } from './turn.js'

/** Where the tangent of an f32 is nearest to the middle of two. */
const hardTangents: readonly Case[] = [[4.045515537261963, 1.2703611254692073], [3013.51708984375, 0.8944405019283297]]

const double = (x: F64): F64 => {
  const { fraction, index } = quarters(abs(x))
  const angle = product(fraction, twoPi)
  const z = mul(angle[0], angle[0])
  const [s, c] = [sineOf(angle, z), cosineOf(angle, z)]
  const odd = bit(index, 0)
  const y = div(select(odd, neg(c), s), select(odd, s, c))
  return select(lt(abs(x), f64(Infinity)), negateIf(lt(x, f64(0)), y), sub(x, x))
}

/** The tangent of an angle in radians; NaN at ±∞. */
export const tan = unary(
  'tan',
  byDtype('tan', {
    f32: (x) => {
      const a = abs(x)
      const y = except(a, div(single(a, 0), single(a, 0.25)), hardTangents)
      return select(eq(x, f64(0)), x, negateIf(lt(x, f64(0)), y))
    },
    f64: (x) => select(lt(abs(x), f64(twoTo(-27))), x, double(x)),
  }),
  (_, y) => add(like(y, 1), mul(y, y)),
)
