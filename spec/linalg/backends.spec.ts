/** The same bits eagerly and compiled, on every backend, whatever else is in the batch; programs that do not grow with the matrices. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wasm, wasmThreads } from '../../src/backend/index.js'
import { differentiable as d, linalg, pipe, program, tensor as t, type Tensor } from '../../src/index.js'
import { elements } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { backends as single, expectSame } from '../backend/each.js'
import { isQuick } from '../slow.js'
import { compiled } from '../tensor/compiled.js'
import { batch, kinds, random, type Matrix } from './matrices.js'

type B = Tensor<readonly [number, number, number], any>

const loss = (a: B): Tensor<readonly [], any> => {
  const [u, x]: any = [linalg.svd(a).u, linalg.solve(a)(linalg.eigh(a).vectors as never)]
  return pipe(u as B, t.add(x as B), t.sum()) as Tensor<readonly [], any>
}

const functions: Readonly<Record<string, (a: any) => unknown>> = {
  cholesky: linalg.cholesky,
  lu: linalg.lu,
  'solve and solveTriangular': (a) => [linalg.solve(a)(a), linalg.solveTriangular(a, { transpose: true })(a)],
  inverse: linalg.inverse,
  determinants: (a) => [linalg.determinant(a), linalg.logDeterminant(a)],
  qr: linalg.qr,
  eigh: linalg.eigh,
  svd: linalg.svd,
  'leastSquares and pinv': (a) => [linalg.leastSquares(a)(a), linalg.pinv()(a)],
  'expm and matrixPower': (a) => [linalg.expm(a), linalg.matrixPower(-3)(a)],
  'a gradient': d.gradient(d.lift((a: any) => loss(a))),
}
const bits = (x: unknown) => tree.tensors(x).map(elements)

let threads: Awaited<ReturnType<typeof wasmThreads>>
beforeAll(async () => { threads = await wasmThreads({ threads: 2 }) })
afterAll(() => threads.close())

const given: readonly Matrix[] = [kinds.random!(5), kinds.positive!(5), kinds.hilbert!(5), kinds.rankOne!(5), kinds.zero!(5)]

test.each(Object.entries(functions).flatMap(([name, f]) => (isQuick ? ['f32'] as const : ['f32', 'f64'] as const).map((dtype) => [name, dtype, f] as const)))(
  '%s in %s', (_, dtype, f) => {
    const a = batch(given, dtype)
    const eager = bits(f(a))
    for (const backend of isQuick ? [wasm] : [...single, threads]) expectSame(bits(compiled(backend, f, a)), eager, backend.name)
  })

test.each(Object.entries(functions))('%s of one matrix has the bits that it has in a batch', (_, f) => {
  const rows = (x: unknown, k: number) => tree.tensors(x).map((y: B) => {
    const each = elements(y).length / given.length
    return elements(y).subarray(k * each, (k + 1) * each)
  })
  const together = f(batch(given, 'f64'))
  given.slice(0, isQuick ? 2 : given.length).forEach((matrix, k) => expectSame(bits(f(batch([matrix], 'f64'))), rows(together, k)))
})

test.each(Object.entries(functions))('%s has a program as long for 40 rows as for 8', (_, f) => {
  const length = (n: number): number => {
    const count = (p: program.Program): number => p.instructions.reduce((sum, { primitive }) =>
      sum + 1 + (primitive.kind === 'scan' ? count(primitive.body) : 0), 0)
    return count(trace(f, batch([random(n, n, 1)], 'f32')).program)
  }
  expect(length(40)).toBe(length(8))
  expect(length(40)).toBeLessThan(1500)
})

test('a batch of none, and more axes than one', () => {
  const none = t.zeros([0, 3, 3], 'f64')
  for (const f of Object.values(functions).slice(0, -1)) for (const x of tree.tensors(f(none))) expect(x.shape[0]).toBe(0)
  const two = t.of([2, 2, 2, 2], [...elements(batch([0, 1, 2, 3].map((k) => random(2, 2, k)), 'f32'))])
  const flat = pipe(two, t.reshape([4, 2, 2]))
  for (const f of Object.values(functions).slice(0, -1)) expectSame(bits(f(two)), bits(f(flat)))
  expect(linalg.svd(two).s.shape).toEqual([2, 2, 2])
  expect(linalg.determinant(two).shape).toEqual([2, 2])
})
