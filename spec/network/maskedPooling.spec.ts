/** Pooling over the steps that count. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { gradient, lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import { of, sum, toArray } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { backends } from '../backend/each.js'
import { proven, type R } from '../shape/twin.js'
import { compiled } from '../tensor/compiled.js'
import { batch, laws } from './laws.js'

const mask = n.padding(0)
const vectors = pipe(n.input([6], 'i32'), n.embedding(5, 4, { dtype: 'f64' }))
const mean = pipe(vectors, n.globalAveragePoolWith({ mask }))
proven<Same<typeof mean['output'], R<[4]>>>()
const max = pipe(vectors, n.globalMaxPoolWith({ mask }))
const combined = pipe(vectors, n.parallel(n.sequential(n.dense(3), n.globalAveragePoolWith({ mask })), n.named('most', n.globalMaxPoolWith({ mask }))))
proven<Same<typeof combined['output'], R<[7]>>>()
const table = '0.table f64[5, 4]'
laws([
  ['globalAveragePoolWith', mean, [4], [table], 2],
  ['globalMaxPoolWith', max, [4], [table]],
  ['in combinators', combined, [7], [table, '1.0.0.weights f64[4, 3]', '1.0.0.bias f64[3]']],
])

const row = n.input([4, 2], 'f64')
const layers = { mean: pipe(row, n.globalAveragePoolWith({ mask })), max: pipe(row, n.globalMaxPoolWith({ mask })) }
// Two steps that count, with one between that does not; none; all.
const x = of([3, 4, 2], [1, -5, 0, 0, -3, -2, 0, 0, ...new Array<number>(8).fill(0), 1, 2, 3, -4, 5, 6, 7, -8], 'f64')

describe.each([
  ['mean', [-1, -3.5, 0, 0, 4, -1], [0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, ...new Array<number>(8).fill(0), ...new Array<number>(8).fill(0.25)]],
  ['max', [1, -2, 0, 0, 7, 6], [1, 0, 0, 0, 0, 1, 0, 0, ...new Array<number>(8).fill(0), 0, 0, 0, 0, 0, 1, 1, 0]],
] as const)('the %s', (name, values, slopes) => {
  const work = (v: AnyTensor): unknown => [layers[name].apply([])(v as Tensor<R<[3, 4, 2]>, 'f64'>), gradient(lift((w: AnyTensor) =>
    sum()(layers[name].apply([])(w as Tensor<R<[3, 4, 2]>, 'f64'>)) as Tensor<readonly [], 'f64'>))(v)]
  test.each(backends)('by hand on $name, also where no step counts', (backend) => {
    const [y, dx] = compiled(backend, work, x) as readonly [AnyTensor, AnyTensor]
    expect(toArray(y)).toEqual(values)
    expect(toArray(dx)).toEqual(slopes)
  })
  test('what does not count is not looked at, were it no number', () => {
    const [first, ...others] = [1, 1, NaN, Infinity, 3, -2, -Infinity, NaN]
    const net = pipe(row, name === 'mean' ? n.globalAveragePoolWith({ mask: () => steps }) : n.globalMaxPoolWith({ mask: () => steps }))
    const steps = of([1, 4], [1, 0, 1, 0], 'bool')
    const strange = of([1, 4, 2], [first!, ...others], 'f64')
    expect(toArray(net.apply([])(strange))).toEqual(name === 'mean' ? [2, -0.5] : [3, 1])
    const slope = gradient(lift((w: AnyTensor) => sum()(net.apply([])(w as typeof strange)) as Tensor<readonly [], 'f64'>))(strange)
    expect(toArray(slope)).toEqual(name === 'mean' ? [0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0] : [0, 1, 0, 0, 1, 0, 0, 0])
  })
  test('of steps that all count has the bits of the pool without a mask', () => {
    const some = n.input([6, 4], 'f64')
    const given = batch(some) as Tensor<R<[3, 6, 4]>, 'f64'>
    const all = () => of([3, 6], new Array<number>(18).fill(1), 'bool')
    const [masked, plain] = name === 'mean'
      ? [pipe(some, n.globalAveragePoolWith({ mask: all })), pipe(some, n.globalAveragePool)]
      : [pipe(some, n.globalMaxPoolWith({ mask: all })), pipe(some, n.globalMaxPool)]
    expect(toArray(masked.apply([])(given))).toEqual(toArray(plain.apply([])(given)))
  })
})

test('a sequence that is filled up has the mean of what it is filled up from', () => {
  const short = pipe(n.input([2], 'i32'), n.embedding(5, 4, { dtype: 'f64' }), n.globalAveragePool)
  const params = mean.init(key(3))
  expect(toArray(mean.apply(params)(of([1, 6], [3, 4, 0, 0, 0, 0], 'i32')))).toEqual(toArray(short.apply(params)(of([1, 2], [3, 4], 'i32'))))
})
