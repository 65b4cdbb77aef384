/**
 * What a sign and bounds make of a number.
 *
 * @example pipe(t.scalar(3), t.copySign(-0)) // -3
 */
import { abs, and, eq, le, like, lt, max, min, mul, or, type Scalar, select } from '../scalar.js'
import { named } from '../scalarFunction.js'
import { binary } from './binary.js'
import { withSign } from './tanh.js'

/** -1, 0 or 1; a zero keeps its sign, NaN stays. Its derivative is 0. */
export const sign: (x: Scalar) => Scalar = named({
  name: 'sign',
  body: (x: Scalar) => select(lt(x, like(x, 0)), like(x, x.dtype === 'u32' ? 0 : -1), select(lt(like(x, 0), x), like(x, 1), x)),
  partials: () => [undefined],
})

/** min(max(x, low), high). ∂x = 1 from bound to bound, both included; ∂low = 1 below, ∂high = 1 above. */
export const clip: (x: Scalar, low: Scalar, high: Scalar) => Scalar = named({
  name: 'clip',
  body: (x: Scalar, low: Scalar, high: Scalar) => min(max(x, low), high),
  partials: ([x, low, high]) => {
    const where = (condition: Scalar): Scalar => select(condition, like(x, 1), like(x, 0))
    return [
      where(and(le(low, x), le(x, high))),
      where(and(lt(x, low), le(low, high))),
      where(or(and(lt(high, x), le(low, x)), and(lt(high, low), le(x, low)))),
    ]
  },
})

const signed = binary('copySign', { f32: withSign, f64: withSign })

/** |x| with the sign of y, that of a zero included. ∂x = ±1, ∂y = 0. */
export const copySign: (x: Scalar, y: Scalar) => Scalar = named({
  name: 'copySign',
  body: (x: Scalar, y: Scalar) => signed(abs(x), y),
  partials: ([x, y]) => [
    mul(select(eq(x, like(x, 0)), x, signed(like(x, 1), x)), signed(like(x, 1), y)),
    undefined,
  ],
})
