/** Power series of pairs, by Horner's scheme. */
import { add, mul } from '../../../src/program/scalar.js'
import { double, exactly, product, sum, type Double, type F64 } from './double.js'

/** Digits after the point of a coefficient; the least one that is used has 430 zeros there. */
const digits = 600

/** The coefficients made(0), made(1), … of so many terms, each given as a divisor of ±1. */
export const reciprocals = (terms: number, divisor: (i: number) => bigint): readonly Double[] =>
  Array.from({ length: terms }, (_, i) => double((1n << BigInt(digits)) / divisor(i), digits))

/**
 * c₀ + c₁x + c₂x² + …, from term `plain` on in f64, where all that is left is worth less than 2⁻²⁸ of the value.
 *
 * Where |x·(cᵢ₊₁ + …)| ≤ ⅓·|cᵢ| at every step, or nothing is negative, a step with pairs turns an error δ into less than
 * δ + 2⁻¹⁰⁰, and one in f64 into less than δ + 2⁻⁵¹: as there are under 80 of the first and 16 of the second, the value errs by
 * less than 2⁻⁹³ + 2⁻²⁸·2⁻⁴⁷ < 2⁻⁷⁴.
 */
export const horner = (x: Double, coefficients: readonly Double[], plain = coefficients.length): Double => {
  const start = coefficients.slice(plain).reduceRight<F64 | undefined>(
    (rest, [c]) => (rest === undefined ? c : add(c, mul(x[0], rest))), undefined)
  return coefficients.slice(0, plain).reduceRight<Double | undefined>(
    (rest, c) => (rest === undefined ? c : sum(c, product(x, rest))), start && exactly(start)) as Double
}

export const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))
/** n!! = n·(n - 2)·(n - 4)·… */
export const semifactorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * semifactorial(n - 2))
