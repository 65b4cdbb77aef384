/** Valid calls of linalg. */
import { linalg, tensor as t } from '../../src/index.js'
import { also, options, type Rows } from './walk.js'

const m = t.of([2, 2], [2, 1, 1, 3])
const x = t.of([2], [1, 2])
const unary = [[m]]

export const linalgs: Rows<typeof linalg> = {
  cholesky: unary, determinant: unary, logDeterminant: unary, eigh: unary, eigvalsh: unary, inverse: unary, lu: unary, expm: unary,
  qr: [[also(m, 'tensor')]],
  svd: [[also(m, 'tensor')]],
  solve: [[m], [x]],
  solveTriangular: [[m, options({ lower: true, transpose: true, unitDiagonal: true })], [x]],
  leastSquares: [[m, options({ rcond: 1e-3 })], [x]],
  pinv: [[options({ rcond: 1e-3 })], [also(m, 'tensor')]],
  matrixPower: [[3], [m]],
}
