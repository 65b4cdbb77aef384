/** Values and derivatives are those of NumPy, SciPy and JAX. */
import { describe, expect, test } from 'vitest'
import { differentiable as d, jit, linalg, pipe, tensor as t, type Tensor } from '../../src/index.js'
import { cases, rectangular } from '../outside/linalg.js'

type Any = Tensor<any, 'f64'>
type Square = Tensor<readonly [number, number], 'f64'>

const side = (a: Square): Tensor<readonly [number], 'f64'> =>
  t.of([a.shape[0]], Array.from({ length: a.shape[0] }, (_, i) => 1 - 0.5 * i * (i % 2 === 0 ? 1 : -1)), 'f64')
const weighed = (x: Any): Tensor<readonly [], 'f64'> => {
  const weights = Array.from({ length: x.shape.reduce((n: number, m: number) => n * m, 1) }, (_, i) => ((i * 7 + 3) % 11 - 5) / 4)
  return pipe(x, t.mul(t.of(x.shape, weights, 'f64')), t.sum()) as unknown as Tensor<readonly [], 'f64'>
}

const functions: Readonly<Record<string, (a: Square) => Any>> = {
  cholesky: linalg.cholesky,
  inverse: linalg.inverse,
  determinant: linalg.determinant,
  sign: (a) => linalg.logDeterminant(a).sign,
  logDeterminant: (a) => linalg.logDeterminant(a).logAbs,
  solve: (a) => linalg.solve(a)(side(a)),
  upper: (a) => linalg.solveTriangular(a)(side(a)),
  lower: (a) => linalg.solveTriangular(a, { lower: true, unitDiagonal: true, transpose: true })(side(a)),
  permutation: (a) => linalg.lu(a).p,
  factorL: (a) => linalg.lu(a).l,
  factorU: (a) => linalg.lu(a).u,
  q: (a) => linalg.qr(a).q,
  r: (a) => linalg.qr(a).r,
  eigenvalues: linalg.eigvalsh,
  eigenvectors: (a) => pipe(linalg.eigh(a).vectors, t.square),
  singularValues: (a) => linalg.svd(a).s,
  leftVectors: (a) => pipe(linalg.svd(a).u, t.square),
  rightVectors: (a) => pipe(linalg.svd(a).vh, t.square),
  pinv: linalg.pinv(),
  cube: linalg.matrixPower(3),
  expm: linalg.expm,
  leastSquares: (a) => linalg.leastSquares(a)(side(a)),
  leastNorm: (a) => linalg.leastSquares(pipe(a, t.transpose))(t.of([2], [1, -2], 'f64') as never),
  ofDeficient: (a) => linalg.leastSquares(t.of([4, 2], rectangular.deficient, 'f64'))(side(a) as never),
}

const expectNear = (x: Any, expected: readonly number[], tolerance: number): void => {
  const actual = [...t.toArray(x) as readonly number[]]
  expect(actual.length).toBe(expected.length)
  const scale = Math.max(1, ...expected.map(Math.abs))
  const far = actual.map((value, i) => Math.abs(value - expected[i]!) / scale)
  expect({ actual, expected, near: Math.max(...far) < tolerance }).toEqual({ actual, expected, near: true })
}

describe.each(Object.entries(cases))('%s', (_, { size, a, condition, values, gradients, seconds }) => {
  const x = t.of([size, size] as readonly [number, number], a, 'f64')
  test.each(Object.entries(values))('%s', (name, expected) => expectNear(functions[name]!(x), expected, 1e-14 * Math.max(100, condition)))
  test.each(Object.entries(gradients))('the gradient of %s', (name, expected) =>
    expectNear(d.gradient(d.lift((a: Square) => weighed(functions[name]!(a))))(x), expected, 1e-11))
  test.each(Object.entries(seconds))('the second derivative of %s', (name, expected) => {
    const first = d.gradient(d.lift((a: Square) => weighed(functions[name]!(a))))
    const second = jit(d.gradient(d.lift((a: Square) => weighed(first(a)))))
    expectNear(second(x), expected, 1e-10)
  })
})

describe('of [4, 2]', () => {
  const x = t.of([4, 2] as readonly [number, number], rectangular.a, 'f64')
  test.each(Object.entries(rectangular.values))('%s', (name, expected) => expectNear(functions[name]!(x), expected, 1e-13))
  test.each(Object.entries(rectangular.gradients))('the gradient of %s', (name, expected) =>
    expectNear(d.gradient(d.lift((a: Square) => weighed(functions[name]!(a))))(x), expected, 1e-11))
})
