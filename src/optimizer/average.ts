import { add, like, mul, type Scalar } from '../program/scalar.js'

/** The exponential moving average: βx + (1 - β)y. */
export const towards = (beta: number) => (x: Scalar, y: Scalar): Scalar => add(mul(like(x, beta), x), mul(like(x, 1 - beta), y))
