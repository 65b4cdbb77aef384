/** Wrong input, matrices that are degenerate, and laws. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linalg, pipe, tensor as t, type Tensor } from '../../src/index.js'
import { batch, identity, made, matrices, minus, norm, product, transposed, type Matrix } from './matrices.js'

type Any = any

test.each<readonly [string, () => unknown]>([
  ['inverse: [3, 4] is no square matrix: 3 is not 4', () => linalg.inverse(t.zeros([3, 4]) as Any)],
  ['cholesky: [0, 0] is no matrix: it has no elements', () => linalg.cholesky(t.zeros([0, 0]))],
  ['svd: [3, 0] is no matrix: it has no elements', () => linalg.svd(t.zeros([3, 0]))],
  ['qr: [3] is no matrix: a matrix has 2 axes, behind those of a batch', () => linalg.qr(t.zeros([3]) as Any)],
  ['eigh: a should be a tensor of f32 or f64, but is "i32"', () => linalg.eigh(t.of([1, 1], [1], 'i32') as Any)],
  ['solve: cannot solve [3, 3] for [4]: 3 rows are not 4', () => linalg.solve(t.zeros([3, 3]))(t.zeros([4]) as Any)],
  ['solve: cannot solve [3, 3] for []: as many axes are matrices, and one less vectors', () => linalg.solve(t.zeros([3, 3]))(t.scalar(1) as Any)],
  ['solve: b should be f32, but is "f64"', () => linalg.solve(t.zeros([3, 3]))(t.zeros([3], 'f64') as Any)],
  ['leastSquares: cannot solve [2, 4, 3] for [5, 4]: leading sizes [2] and [5] differ', () => linalg.leastSquares(t.zeros([2, 4, 3]))(t.zeros([5, 4]) as Any)],
  ['pinv: rcond should be a number of at least 0, but is -1', () => linalg.pinv({ rcond: -1 })],
  ['solveTriangular: unknown option "lowr"; did you mean "lower"?', () => linalg.solveTriangular(t.ones([1, 1]), { lowr: true } as Any)],
  ['matrixPower: n should be a whole number, but is 0.5', () => linalg.matrixPower(0.5)],
])('%s', (message, f) => expect(f).toThrow(message))

test('singular matrices are theirs alone', () => {
  const a = t.of([2, 2, 2], [0, 0, 0, 0, 2, 0, 0, 4])
  const x = [...t.toArray(linalg.solve(a)(t.ones([2, 2])))]
  expect(x.slice(0, 2).some(Number.isFinite)).toBe(false)
  expect(x.slice(2)).toEqual([0.5, 0.25])
  expect(linalg.determinant(a)).toEqual(t.of([2], [0, 8]))
  expect(linalg.logDeterminant(a).sign).toEqual(t.of([2], [0, 1]))
  expect([...t.toArray(linalg.logDeterminant(a).logAbs)][0]).toBe(-Infinity)
  expect(linalg.pinv()(a)).toEqual(t.of([2, 2, 2], [0, 0, 0, 0, 0.5, 0, 0, 0.25]))
})

test('NaN stays in its matrix', () => {
  const a = t.of([2, 2, 2], [NaN, 1, 1, 1, 2, 0, 0, 1])
  for (const x of [linalg.eigvalsh(a), linalg.svd(a).s, linalg.determinant(a), linalg.inverse(a), linalg.qr(a).r, linalg.expm(a)] as readonly Any[]) {
    const list = [...t.toArray(x) as readonly number[]]
    expect(list.slice(0, list.length / 2).some(Number.isNaN)).toBe(true)
    expect(list.slice(list.length / 2).every(Number.isFinite)).toBe(true)
  }
})

const sizes = fc.integer({ min: 1, max: 6 })
const matrix = (m: number, n: number): fc.Arbitrary<Matrix> =>
  fc.array(fc.array(fc.integer({ min: -8, max: 8 }).map((x) => x / 4), { minLength: n, maxLength: n }), { minLength: m, maxLength: m })
const square = sizes.chain((n) => matrix(n, n))
const any = fc.tuple(sizes, sizes).chain(([m, n]) => matrix(m, n))
const value = (x: Any): Matrix => matrices(x)[0]!
const of = (a: Matrix): Tensor<readonly [number, number, number], 'f64'> => batch([a], 'f64')
const near = (a: Matrix, b: Matrix, tolerance = 1e-13): void => expect(norm(minus(a, b))).toBeLessThan(tolerance * Math.max(1, norm(b)))

test('laws of decompositions', () => {
  fc.assert(fc.property(any, (a) => {
    const [{ q, r }, { u, s, vh }] = [linalg.qr(of(a)), linalg.svd(of(a))]
    near(product(value(q), value(r)), a)
    near(product(transposed(value(q)), value(q)), identity(value(q)[0]!.length))
    near(product(transposed(value(u)), value(u)), identity(value(u)[0]!.length))
    near(value(pipe(u as Any, t.mul(pipe(s as Any, t.expandDims(1)) as Any) as Any, t.matmul(vh as Any) as Any)), a)
    const pinv = value(linalg.pinv()(of(a)))
    near(product(product(a, pinv), a), a, 1e-9)
  }), { numRuns: 40 })
})

test('laws of square matrices', () => {
  fc.assert(fc.property(square, (a) => {
    const n = a.length
    const positive = product(a, transposed(a)).map((row, i) => row.map((x, j) => x + Number(i === j)))
    const l = value(linalg.cholesky(of(positive)))
    near(product(l, transposed(l)), positive)
    near(product(positive, value(linalg.inverse(of(positive)))), identity(n), 1e-11)
    near(product(positive, value(linalg.solve(of(positive))(of(a)))), a, 1e-11)
    const { p, l: lower, u } = linalg.lu(of(a))
    near(product(product(value(p), value(lower)), value(u)), a)
    const det = (x: Matrix): number => [...t.toArray(linalg.determinant(of(x)))][0]!
    expect(Math.abs(det(product(a, positive)) - det(a) * det(positive))).toBeLessThan(1e-10 * Math.max(1, norm(a) ** n * norm(positive) ** n))
    const { values, vectors } = linalg.eigh(of(positive))
    near(product(positive, value(vectors)), value(pipe(vectors, t.mul(pipe(values as Any, t.expandDims(1)) as Any) as Any)))
    near(value(linalg.matrixPower(3)(of(a))), product(a, product(a, a)))
    near(product(value(linalg.expm(of(a))), value(linalg.expm(of(made(n, n, (i, j) => -a[i]![j]!))))), identity(n), 1e-8 * Math.exp(norm(a)))
  }), { numRuns: 40 })
})
