/**
 * What scipy.linalg makes of its special matrices, and of random, orthogonal, graded and nearly singular ones, compiled, in f64
 * and f32: as near as their condition lets any two algorithms be.
 */
import { describe, expect, test } from 'vitest'
import { jit, linalg, pipe, tensor as t } from '../../src/index.js'
import { cases, type Case } from '../outside/matrices.js'
import { epsilon } from './matrices.js'

type Dtype = keyof typeof epsilon
/** How many results there are of the matrices of a size, and of how many something is known. */
const counts = { f64: { 6: [460, 460], 8: [60, 60] }, f32: { 6: [460, 408], 8: [60, 50] } }
const { tril, eye, add, div, mul } = t as unknown as Readonly<Record<string, (...args: readonly any[]) => any>>

/** All matrices of one size as a batch [k, n, n]: what each of the functions gives, [k, …]. */
const functions = jit(({ a, size, b, tall }: any) => {
  const n = a.shape[1] as number
  const one = eye!(n, { dtype: a.dtype })
  const unit = div!(size)(a)
  const half = mul!(0.5)(add!(pipe(unit, t.swapAxes(-1, -2)))(unit))
  const gram = add!(mul!(0.01)(one))(t.matmul(pipe(unit, t.swapAxes(-1, -2)) as any)(unit))
  const shifted = add!(mul!(2)(one))(half)
  const { p, l, u } = linalg.lu(unit)
  const { q, r } = linalg.qr(unit)
  const [factors, eigen] = [linalg.svd(unit), linalg.eigh(half)]
  const spectral = mul!(t.expandDims(-2)(t.exp(eigen.values as any) as any))(eigen.vectors)
  return {
    plu: t.matmul(u as any)(t.matmul(l as any)(p as any)),
    inverse: linalg.inverse(a), determinant: linalg.determinant(unit), solve: linalg.solve(a)(b), p, l, u, q, r,
    cholesky: linalg.cholesky(gram), upper: linalg.solveTriangular(shifted)(b),
    lower: linalg.solveTriangular(add!(one)(tril!(-1)(half)), { lower: true, unitDiagonal: true })(b),
    transposed: linalg.solveTriangular(shifted, { lower: true, transpose: true })(b),
    eigenvalues: linalg.eigvalsh(half), exponentialOfSymmetric: t.matmul(pipe(eigen.vectors, t.swapAxes(-1, -2)) as any)(spectral),
    singularValues: factors.s, polar: t.matmul(factors.vh as any)(factors.u as any),
    pinv: linalg.pinv()(tall), leastSquares: linalg.leastSquares(tall)(b), expm: linalg.expm(mul!(3)(unit)),
  }
})

/** How much a rounding of a matrix changes what is made of it, relative to the greatest element of that. */
const amplification = (operation: string, { condition, tallCondition }: Case): number => {
  switch (operation) {
    case 'pinv': case 'leastSquares': return tallCondition ** 2
    case 'determinant': case 'inverse': case 'solve': case 'l': case 'u': case 'q': case 'r': case 'polar': return condition
    case 'cholesky': return 100
    default: return 10
  }
}
/** That of SciPy is so far from the exact one, which mpmath has: 5e-14; ours is 1e-15. */
const ofOutside: Readonly<Record<string, number>> = { expm: 1e-13 }

/** Candidates for a pivot that differ by a rounding: either is a factorization. */
const ties: Readonly<Record<Dtype, readonly string[]>> = {
  f64: ['toeplitz'],
  f32: ['toeplitz', 'hilbert', 'pascal', 'nearSingular'],
}

const far = (found: readonly number[], expected: readonly number[]): number => {
  const scale = Math.max(...expected.map(Math.abs))
  return Math.max(...expected.map((x, i) => Math.abs(found[i]! - x))) / (scale > 0 ? scale : 1)
}

describe.each(['f64', 'f32'] as const)('%s', (dtype: Dtype) => {
  test.each(Object.entries(cases))('matrices of size %s', (name, all) => {
    const [n, list] = [Number(name), Object.values(all)]
    const of = (shape: readonly number[], values: readonly number[]): any => t.of(shape, values, dtype)
    const sides = list.flatMap(() => Array.from({ length: n }, (_, i) => [1 - 0.5 * i * (i % 2 === 0 ? 1 : -1), i + 1]).flat())
    const found: Readonly<Record<string, any>> = functions({
      a: of([list.length, n, n], list.flatMap(({ a }) => a)),
      size: of([list.length, 1, 1], list.map(({ size }) => size)),
      b: of([list.length, n, 2], sides),
      tall: of([list.length, n, n - 2], list.flatMap(({ a }) => a.filter((_, i) => i % n < n - 2))),
    })
    const compared = Object.entries(all).flatMap(([kind, given], k) => {
      const unit = given.a.map((x) => x / given.size)
      return Object.entries({ ...given.values, plu: unit }).map(([operation, expected]) => {
        const bound = Math.max(n * epsilon[dtype] * amplification(operation, given), ofOutside[operation] ?? 0)
        const values = t.toArray(found[operation]).slice(k * expected.length, (k + 1) * expected.length)
        const isTied = 'plu'.includes(operation) && operation.length === 1 && ties[dtype].includes(kind)
        return { kind, operation, bound, error: isTied ? 0 : far(values, expected) }
      })
    })
    // Where a rounding changes the result by a tenth of itself nothing is known of it.
    const known = compared.filter(({ bound }) => bound < 0.1)
    expect(known.filter(({ error, bound }) => !(error <= bound))).toEqual([])
    expect([compared.length, known.length]).toEqual(counts[dtype][name as '6' | '8'])
  })
})
