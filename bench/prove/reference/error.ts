/** erf x = 2/√π·x·e^(-x²)·(1 + 2x²/3 + (2x²)²/15 + … + (2x²)ⁿ/(2n + 1)!! + …), every term of it positive. */
import { eq, lt, mul, neg, select } from '../../../src/program/scalar.js'
import { rootPi } from '../exact/fixed.js'
import { double, exactly, f64, product, type Double, type F64 } from './double.js'
import { keepsZero, power } from './exponential.js'
import { horner, reciprocals, semifactorial } from './series.js'

const digits = 256
const twoOverRootPi = double((1n << BigInt(2 * digits + 1)) / rootPi(digits), digits)

/** For |x| < 4; x² is exact. */
const series = (terms: number, plain: number): ((x: F64) => Double) => {
  const coefficients = reciprocals(terms, (i) => semifactorial(2 * i + 1))
  return keepsZero((x) => {
    const square = mul(x, x)
    const total = horner(exactly(mul(square, f64(2))), coefficients, plain)
    return product(product(twoOverRootPi, exactly(x)), product(power(neg(square)), total))
  })
}

/** Below ½ 17 terms leave out less than 2⁻⁸⁴, below 4 the rest after 72 is less than 2⁻⁷⁸ of their sum. */
const [short, long] = [series(17, 8), series(72, 72)]
/** 1 - erf 4 < 2⁻²⁵: from there on the nearest f32 is 1. */
const one = (x: F64): Double => [select(eq(x, x), select(lt(x, f64(0)), f64(-1), f64(1)), x), f64(0)]

/** The series that suits the floats with this exponent field. */
export const erf = (exponent: number): ((x: F64) => Double) => (exponent < 126 ? short : exponent < 129 ? long : one)
