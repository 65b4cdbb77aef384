/** Branches that are added or multiplied, and the one that lets everything pass. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { gradient, lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import type { DenseParams, EmbeddingParams, Network } from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import type { Shape } from '../../src/shape/shape.js'
import { add, mul, of, sum, toArray, zeros } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { some } from '../differentiable/values.js'
import { proven, type R } from '../shape/twin.js'
import { laws, type Row } from './laws.js'

type Made<P, I extends Shape, O extends Shape> = Network<P, I, O, 'f64'>
const vector = n.input([5], 'f64')
const words = n.input([4], 'i32')

type Four = readonly [DenseParams<5, 4, 'f64'>]
const summed = pipe(vector, n.add(n.dense(4), n.sequential(n.dense(4), n.tanh), pipe(vector, n.dense(4))))
proven<Same<typeof summed, Made<readonly [readonly [Four, Four, Four]], R<[5]>, R<[4]>>>>()
const gated = pipe(vector, n.multiply(n.identity, n.sequential(n.dense(5), n.sigmoid)))
proven<Same<typeof gated, Made<readonly [readonly [readonly [], readonly [DenseParams<5, 5, 'f64'>]]], R<[5]>, R<[5]>>>>()
const passed = pipe(vector, n.identity)
proven<Same<typeof passed, Made<readonly [], R<[5]>, R<[5]>>>>()
const alone = pipe(vector, n.add(n.dense(3)))
proven<Same<typeof alone['output'], R<[3]>>>()
/** Two tables for the same words: branches may give another element type than they take. */
const embedded = pipe(words, n.add(n.embedding(5, 3, { dtype: 'f64' }), n.embedding(5, 3, { dtype: 'f64' })))
proven<Same<typeof embedded, Network<readonly [readonly [readonly [EmbeddingParams<5, 3, 'f64'>], readonly [EmbeddingParams<5, 3, 'f64'>]]], R<[4]>, R<[4, 3]>, 'f64', 'i32'>>>()
const beside = pipe(words, n.parallel(n.embedding(5, 3), n.embedding(5, 2)), n.dense(2))
proven<Same<typeof beside['output'], R<[4, 2]>>>()
proven<Same<typeof beside['dtype'], 'f32'>>()

/** A U-Net of two levels, whose every level joins what it was given. */
const both = <const F extends number>(filters: F) =>
  n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same', bias: false }), n.groupNorm({ groups: 2 }), n.mish)
const around = <const B extends n.Block>(inner: B) =>
  n.concatenate(-1)(n.identity, n.sequential(n.maxPool2d([2, 2]), inner, n.upSample2d(2)))
const bottom = n.sequential(both(4), around(both(8)), both(4))
const unet = pipe(n.input([8, 4, 1], 'f64'), both(2), around(bottom), both(2), n.conv2d({ filters: 1, kernel: [1, 1] }))
proven<Same<typeof unet['output'], R<[8, 4, 1]>>>()

laws([
  ['add', summed, [4], ['0.0.0.weights f64[5, 4]', '0.0.0.bias f64[4]', '0.1.0.weights f64[5, 4]', '0.1.0.bias f64[4]', '0.2.0.weights f64[5, 4]', '0.2.0.bias f64[4]'], 2],
  ['multiply', gated, [5], ['0.1.0.weights f64[5, 5]', '0.1.0.bias f64[5]'], 2],
  ['multiply, three', pipe(vector, n.multiply(n.identity, n.tanh, n.sigmoid)), [5], [], 2],
  ['add of one', alone, [3], ['0.0.0.weights f64[5, 3]', '0.0.0.bias f64[3]']],
  ['identity', passed, [5], []],
] satisfies readonly Row[])

const five = (seed: number) => some([2, 5], seed) as Tensor<readonly [2, 5], 'f64'>

test('the sum and the product of what branches give, in their order', () => {
  const x = five(1)
  const params = summed.init(key(1))
  const [a, b, c] = params[0]
  const layer = pipe(vector, n.dense(4))
  const outputs = [layer.apply(a)(x), pipe(layer, n.tanh).apply(b)(x), layer.apply(c)(x)] as const
  expect(toArray(summed.apply(params)(x))).toEqual(toArray(add(outputs[2])(add(outputs[1])(outputs[0]))))
  const gate = gated.init(key(2))
  const open = pipe(vector, n.dense(5), n.sigmoid).apply(gate[0][1])(x)
  expect(toArray(gated.apply(gate)(x))).toEqual(toArray(mul(open)(x)))
})

test('add of identity and a block is residual: the same bits, gradients too', () => {
  const x = five(2)
  const block = n.sequential(n.dense(5), n.tanh)
  const [one, other] = [pipe(vector, n.add(n.identity, block)), pipe(vector, n.residual(block))]
  const [params] = other.init(key(3))
  expect(toArray(one.apply([[[], params]])(x))).toEqual(toArray(other.apply([params])(x)))
  const total = (y: Tensor<any, 'f64'>) => sum()(y) as Tensor<readonly [], 'f64'>
  const slopes = [
    gradient(lift((v: typeof x) => total(one.apply([[[], params]])(v))))(x), gradient(lift((v: typeof x) => total(other.apply([params])(v))))(x),
  ] as const
  expect(toArray(slopes[0])).toEqual(toArray(slopes[1]))
})

test('what run time knows of them', () => {
  const layers = [summed, gated, passed].map((net) => net.layers.map(({ name, operations }) => [name, operations]))
  expect(layers).toEqual([
    [['add(dense | dense, tanh | dense)', 3 * 40 + 4 + 2 * 4]], [['multiply(identity | dense, sigmoid)', 50 + 5 + 5]], [['identity', 0]],
  ])
})

describe('element types', () => {
  test('branches of tokens may give floats', () => {
    expect([embedded.dtype, embedded.inputDtype, beside.dtype, beside.inputDtype]).toEqual(['f64', 'i32', 'f32', 'i32'])
    const params = embedded.init(key(0))
    const [[{ table: a }], [{ table: b }]] = params[0]
    const rows = [0, 3, 3, 1]
    const expected = rows.flatMap((row) => [0, 1, 2].map((i) => toArray(a)[row * 3 + i]! + toArray(b)[row * 3 + i]!))
    expect(toArray(embedded.apply(params)(of([1, 4], rows, 'i32')))).toEqual(expected)
    expect(beside.apply(beside.init(key(0)))(zeros([2, 4], 'i32')).shape).toEqual([2, 4, 2])
  })
  test('of two kinds they are refused', () => {
    const layers = n.parallel(n.embedding(5, 4), n.sequential(n.embedding(5, 4, { dtype: 'f64' }))) as any
    expect(() => layers(words)).toThrow('parallel needs branches of one element type, received f32 and f64')
  })
})

test('a U-Net joins what it was given at every level', () => {
  const params = unet.init(key(1))
  expect(unet.apply(params)(zeros([2, 8, 4, 1], 'f64')).shape).toEqual([2, 8, 4, 1])
  expect(unet.layers.map(({ name }) => name)).toEqual([
    'conv2d', 'groupNorm', 'mish',
    'concatenate(identity | maxPool2d, conv2d, groupNorm, mish, concatenate(identity | maxPool2d, conv2d, groupNorm, mish, upSample2d), conv2d, groupNorm, mish, upSample2d)',
    'conv2d', 'groupNorm', 'mish', 'conv2d',
  ])
  // The first channels of a level are what came.
  const level = pipe(n.input([4, 4, 2], 'f64'), around(both(4)))
  const x = some([1, 4, 4, 2], 3) as Tensor<readonly [1, 4, 4, 2], 'f64'>
  const y = toArray(level.apply(level.init(key(2)))(x))
  expect(y.filter((_, i) => i % 6 < 2)).toEqual(toArray(x))
})

test('at inference and in training a branch has what the network around it has', () => {
  const net = pipe(n.input([100]), n.add(n.identity, n.dropPath(0.5)))
  const x = of([1, 100], Array.from({ length: 100 }, () => 1))
  expect(new Set(toArray(net.apply([[[], []]])(x)))).toEqual(new Set([2]))
  const seen = [1, 2, 3, 4, 5, 6].map((seed) => new Set(toArray(net.apply([[[], []]], { key: key(seed) })(x))))
  // Each time all of the example is kept, and doubled, or none of it.
  expect(new Set(seen.flatMap((values) => [...values]))).toEqual(new Set([1, 3]))
  seen.forEach((values) => expect(values.size).toBe(1))
})
