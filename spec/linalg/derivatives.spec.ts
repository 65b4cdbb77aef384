/** Derivatives: the rules against differences, backward, forward, and of second order. */
import { isRight } from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { differentiable as d, linalg, pipe, random, tensor as t, type Tensor } from '../../src/index.js'
import { isQuick } from '../slow.js'
import { batch, made, random as randomMatrix, type Matrix } from './matrices.js'

type M = Tensor<readonly [2, 3, 3], 'f64'>

const spread = (seed: number): Matrix => { const a = randomMatrix(3, 3, seed); return made(3, 3, (i, j) => a[i]![j]! + (i === j ? 2 + i : 0)) }
const square = batch([spread(1), spread(2)], 'f64') as unknown as M
const tall = batch([randomMatrix(4, 2, 3), randomMatrix(4, 2, 4)], 'f64') as unknown as Tensor<readonly [2, 4, 2], 'f64'>
const wide = batch([randomMatrix(2, 4, 5), randomMatrix(2, 4, 6)], 'f64') as unknown as Tensor<readonly [2, 2, 4], 'f64'>
const rank = batch([made(3, 3, (i, j) => (i + 1) * (j + 2) / 4), made(3, 3, (i, j) => (i === j && i < 2 ? 2 - i : 0))], 'f64') as unknown as M
const sides = batch([randomMatrix(3, 2, 7), randomMatrix(3, 2, 8)], 'f64') as unknown as Tensor<readonly [2, 3, 2], 'f64'>
const bTall = batch([randomMatrix(4, 2, 9), randomMatrix(4, 2, 10)], 'f64') as unknown as Tensor<readonly [2, 4, 2], 'f64'>
const vector = t.of([2, 3], [0.5, -1, 2, 1, 0.25, -0.75], 'f64')

// At constant rank: the matrix is a product of factors that move.
const ofRank = ({ a, b }: { a: Tensor<readonly [3, 2], 'f64'>; b: Tensor<readonly [2, 4], 'f64'> }) => linalg.pinv({ rcond: 1e-8 })(pipe(a, t.matmul(b)))
const left = batch([randomMatrix(3, 2, 11)], 'f64')
const right = batch([randomMatrix(2, 4, 12)], 'f64')
const factors = { a: pipe(left, t.reshape([3, 2])), b: pipe(right, t.reshape([2, 4])) }

const functions: Readonly<Record<string, readonly [f: (a: any) => unknown, at: unknown]>> = {
  cholesky: [(a: M) => linalg.cholesky(pipe(a, t.matmul(pipe(a, t.permute([0, 2, 1]))))), square],
  'cholesky, of what is not symmetric': [linalg.cholesky, square],
  lu: [(a: M) => { const { l, u } = linalg.lu(a); return [l, u] }, square],
  inverse: [linalg.inverse, square],
  determinant: [linalg.determinant, square],
  logDeterminant: [(a: M) => linalg.logDeterminant(a).logAbs, square],
  solve: [({ a, b }: { a: M; b: typeof sides }) => linalg.solve(a)(b), { a: square, b: sides }],
  'solve, a vector': [({ a, b }: { a: M; b: typeof vector }) => linalg.solve(a)(b), { a: square, b: vector }],
  'solveTriangular, upper': [({ a, b }: { a: M; b: typeof sides }) => linalg.solveTriangular(a)(b), { a: square, b: sides }],
  'solveTriangular, lower and transposed': [
    ({ a, b }: { a: M; b: typeof sides }) => linalg.solveTriangular(a, { lower: true, transpose: true })(b), { a: square, b: sides }],
  'solveTriangular, with a diagonal of ones': [
    ({ a, b }: { a: M; b: typeof sides }) => linalg.solveTriangular(a, { lower: true, unitDiagonal: true })(b), { a: square, b: sides }],
  qr: [(a: M) => { const { q, r } = linalg.qr(a); return [q, r] }, square],
  'qr, tall': [(a: typeof tall) => { const { q, r } = linalg.qr(a); return [q, r] }, tall],
  'qr, wide': [(a: typeof wide) => { const { q, r } = linalg.qr(a); return [q, r] }, wide],
  eigh: [(a: M) => { const { values, vectors } = linalg.eigh(a); return [values, vectors] }, square],
  eigvalsh: [linalg.eigvalsh, square],
  svd: [(a: M) => { const { u, s, vh } = linalg.svd(a); return [u, s, vh] }, square],
  'svd, tall': [(a: typeof tall) => { const { u, s, vh } = linalg.svd(a); return [u, s, vh] }, tall],
  'svd, wide': [(a: typeof wide) => { const { u, s, vh } = linalg.svd(a); return [u, s, vh] }, wide],
  leastSquares: [({ a, b }: { a: typeof tall; b: typeof bTall }) => linalg.leastSquares(a)(b), { a: tall, b: bTall }],
  'leastSquares, wide': [({ a, b }: { a: typeof wide; b: Tensor<readonly [2, 2], 'f64'> }) => linalg.leastSquares(a)(b),
    { a: wide, b: t.of([2, 2], [1, -2, 0.5, 3], 'f64') }],
  pinv: [linalg.pinv(), tall],
  'pinv, of less rank': [ofRank, factors],
  matrixPower: [linalg.matrixPower(5), square],
  'matrixPower, of the inverse': [linalg.matrixPower(-2), square],
  expm: [linalg.expm, square],
}

const verdict = (checked: ReturnType<typeof d.check>): unknown => (isRight(checked) ? 'right' : checked.left.message)

test.each(Object.entries(functions))('%s: backward, and, for the gate, the derivative of that', (_, [f, at]) => {
  expect(verdict(d.check(d.lift(f), at, random.key(1), { order: isQuick ? 1 : 2, directions: 1, tolerance: 1e-6 }))).toBe('right')
})

/** ⟨w, J·v⟩ = ⟨Jᵀ·w, v⟩. */
test.each(Object.entries(functions))('%s: forward says what backward says', (_, [f, at]) => {
  const list = (x: unknown): readonly number[] => (Array.isArray(x) ? x.flatMap(list)
    : typeof x === 'object' && x !== null && !('dtype' in x) ? Object.values(x).flatMap(list) : [...t.toArray(x as never) as readonly number[]])
  const like = <A>(x: A, seed: number): A => {
    let k = seed
    const next = (x: unknown): unknown => (Array.isArray(x) ? x.map(next)
      : typeof x === 'object' && x !== null && !('dtype' in x) ? Object.fromEntries(Object.entries(x).map(([key, y]) => [key, next(y)]))
      : random.normal(random.key(k++), (x as Tensor<readonly number[], 'f64'>).shape, 'f64'))
    return next(x) as A
  }
  const [value, pullback] = d.lift(f)(at)
  const [v, w] = [like(at, 5), like(value, 50)]
  const [again, tangent] = d.jvp(f)(at, v)
  expect(list(again)).toEqual(list(value))
  const inner = (a: unknown, b: unknown): number => { const y = list(b); return list(a).reduce((sum, x, i) => sum + x * y[i]!, 0) }
  const [there, back] = [inner(w, tangent), inner(pullback(w), v)]
  expect(Math.abs(there - back)).toBeLessThan(1e-9 * Math.max(1, Math.abs(there)))
})

test('values have derivatives where vectors have none', () => {
  const one = t.of([2, 2], [1, 0, 0, 1], 'f64')
  const sum = <A>(f: (a: A) => Tensor<readonly [2], 'f64'>) => d.gradient(d.lift((a: A) => pipe(f(a), t.sum())))
  expect(sum((a: typeof one) => linalg.eigvalsh(a))(one)).toEqual(one)
  expect(sum((a: typeof one) => linalg.svd(a).s)(one)).toEqual(one)
  const ofVectors = d.gradient(d.lift((a: typeof one) => pipe(linalg.eigh(a).vectors, t.slice([[0, 1], [0, 1]]), t.sum())))(one)
  expect([...t.toArray(ofVectors)].some((x) => Number.isNaN(x))).toBe(true)
})

test('of a matrix of less rank, the pseudo-inverse has the derivative at constant rank', () => {
  const gradient = d.gradient(d.lift((a: M) => pipe(linalg.pinv()(a), t.square, t.sum())))(rank)
  expect([...t.toArray(gradient)].every(Number.isFinite)).toBe(true)
})
