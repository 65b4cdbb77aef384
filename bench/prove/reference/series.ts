/** Power series of pairs, by Horner's scheme. */
import { double, product, sum, type Double } from './double.js'

/** Digits after the point of a coefficient; the least one that is used has 430 zeros there. */
const digits = 600

/** The coefficients made(0), made(1), … of so many terms, each given as a divisor of ±1. */
export const reciprocals = (terms: number, divisor: (i: number) => bigint): readonly Double[] =>
  Array.from({ length: terms }, (_, i) => double((1n << BigInt(digits)) / divisor(i), digits))

/**
 * c₀ + c₁x + c₂x² + …; where |x·(c₁ + …)| ≤ ⅓·|c₀| at every step, or nothing is negative, it errs by less than 2⁻⁹³ of its
 * value: at a step the error δ becomes 2⁻¹⁰¹ + (2⁻¹⁰⁶ + ⅓(δ + 2⁻¹⁰¹))/(1 - ⅓), or at most δ + 2⁻¹⁰⁰, and there are under 80.
 */
export const horner = (x: Double, coefficients: readonly Double[]): Double =>
  coefficients.slice(0, -1).reduceRight((rest, c) => sum(c, product(x, rest)), coefficients.at(-1) as Double)

export const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))
/** n!! = n·(n - 2)·(n - 4)·… */
export const semifactorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * semifactorial(n - 2))
