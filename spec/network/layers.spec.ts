/** Every layer: its types, its shapes, its parameters, its derivative; compiled and eager alike. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { gradient, lift, valueAndGradient } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import type { Conv1dParams, Conv2dParams, Conv3dParams, DenseParams, LayerNormParams, Network, RmsNormParams } from '../../src/network/index.js'
import { foldIn, key, normal, type Key } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import type { Shape } from '../../src/shape/shape.js'
import { add, mean, mul, ones, square, toArray, transpose } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { some } from '../differentiable/values.js'
import { proven, type R } from '../shape/twin.js'
import { compiled } from '../tensor/compiled.js'
import { laws, type Row } from './laws.js'

type Image = R<[5, 7, 3]>
type Made<P, I extends Shape, O extends Shape> = Network<P, I, O, 'f64'>

const vector = n.input([5], 'f64')
const image = n.input([5, 7, 3], 'f64')
const scale = n.layer<{ readonly factor: Tensor<R<[5]>, 'f64'> }, R<[5]>, R<[5]>, 'f64'>({
  name: 'scale',
  shape: (input) => input,
  init: () => ({ factor: ones([5], 'f64') }),
  apply: ({ factor }) => (x) => pipe(x, mul(factor)),
})
/** As a user writes it: everything is inferred. */
const single = pipe(n.input([8]), n.layer({
  name: 'scale',
  shape: (input: readonly [8]) => input,
  init: () => ({ factor: ones([8]) }),
  apply: ({ factor }) => (x) => pipe(x, mul(factor)),
}))
proven<Same<typeof single, Network<readonly [{ factor: Tensor<R<[8]>> }], R<[8]>, R<[8]>>>>()

const dense = pipe(vector, n.dense(4))
proven<Same<typeof dense, Made<readonly [DenseParams<5, 4, 'f64'>], R<[5]>, R<[4]>>>>()
const denseRows = pipe(n.input([3, 5], 'f64'), n.dense(2))
proven<Same<typeof denseRows, Made<readonly [DenseParams<5, 2, 'f64'>], R<[3, 5]>, R<[3, 2]>>>>()
const conv = pipe(image, n.conv2d({ filters: 2, kernel: [3, 2] }))
proven<Same<typeof conv, Made<readonly [Conv2dParams<readonly [3, 2], 3, 2, 'f64'>], Image, R<[3, 6, 2]>>>>()
const convSame = pipe(image, n.conv2d({ filters: 2, kernel: [3, 3], stride: [2, 2], padding: 'same' }))
proven<Same<typeof convSame, Made<readonly [Conv2dParams<readonly [3, 3], 3, 2, 'f64'>], Image, R<[3, 4, 2]>>>>()
const convWide = pipe(image, n.conv2d({ filters: 1, kernel: [2, 3], dilation: [2, 2], padding: [[1, 0], [2, 1]] }))
proven<Same<typeof convWide, Made<readonly [Conv2dParams<readonly [2, 3], 3, 1, 'f64'>], Image, R<[4, 6, 1]>>>>()
const maxPool = pipe(image, n.maxPool2d([2, 2]))
proven<Same<typeof maxPool, Made<readonly [], Image, R<[2, 3, 3]>>>>()
const maxPoolSame = pipe(image, n.maxPool2d([3, 3], { stride: [2, 1], padding: 'same' }))
proven<Same<typeof maxPoolSame, Made<readonly [], Image, R<[3, 7, 3]>>>>()
const averagePool = pipe(image, n.averagePool2d([2, 3], { stride: [1, 2], padding: [[1, 0], [0, 1]] }))
proven<Same<typeof averagePool, Made<readonly [], Image, R<[5, 3, 3]>>>>()
const convGroups = pipe(n.input([5, 4, 6], 'f64'), n.conv2d({ filters: 4, kernel: [2, 3], groups: 2 }))
proven<Same<typeof convGroups, Made<readonly [Conv2dParams<readonly [2, 3], 3, 4, 'f64'>], R<[5, 4, 6]>, R<[4, 2, 4]>>>>()
const depthwise = pipe(image, n.conv2d({ filters: 3, kernel: [3, 2], stride: [1, 2], padding: 'same', groups: 3 }))
proven<Same<typeof depthwise, Made<readonly [Conv2dParams<readonly [3, 2], 1, 3, 'f64'>], Image, R<[5, 4, 3]>>>>()
const sequence = n.input([9, 3], 'f64')
type Sequence = R<[9, 3]>
const conv1 = pipe(sequence, n.conv1d({ filters: 2, kernel: 3, stride: 2, dilation: 2, padding: [1, 0] }))
proven<Same<typeof conv1, Made<readonly [Conv1dParams<3, 3, 2, 'f64'>], Sequence, R<[3, 2]>>>>()
const conv1Groups = pipe(sequence, n.conv1d({ filters: 6, kernel: 4, padding: 'same', groups: 3 }))
proven<Same<typeof conv1Groups, Made<readonly [Conv1dParams<4, 1, 6, 'f64'>], Sequence, R<[9, 6]>>>>()
const convBack = pipe(n.input([2, 3, 3], 'f64'), n.convTranspose2d({ filters: 2, kernel: [3, 2], stride: [2, 1] }))
proven<Same<typeof convBack, Made<readonly [Conv2dParams<readonly [3, 2], 3, 2, 'f64'>], R<[2, 3, 3]>, R<[5, 4, 2]>>>>()
const convBackSame = pipe(n.input([2, 3, 3], 'f64'), n.convTranspose2d({ filters: 2, kernel: [1, 5], stride: [2, 2], padding: 'same' }))
proven<Same<typeof convBackSame, Made<readonly [Conv2dParams<readonly [1, 5], 3, 2, 'f64'>], R<[2, 3, 3]>, R<[4, 6, 2]>>>>()
const convBackGroups = pipe(n.input([2, 3, 4], 'f64'), n.convTranspose2d({ filters: 6, kernel: [3, 2], stride: [2, 1], groups: 2 }))
proven<Same<typeof convBackGroups, Made<readonly [Conv2dParams<readonly [3, 2], 2, 6, 'f64'>], R<[2, 3, 4]>, R<[5, 4, 6]>>>>()
const convBack1Groups = pipe(sequence, n.convTranspose1d({ filters: 3, kernel: 4, stride: 2, padding: 'same', groups: 3 }))
proven<Same<typeof convBack1Groups, Made<readonly [Conv1dParams<4, 1, 3, 'f64'>], Sequence, R<[18, 3]>>>>()
const convBack1 = pipe(sequence, n.convTranspose1d({ filters: 2, kernel: 3, stride: 3, dilation: 2, padding: [1, 2] }))
proven<Same<typeof convBack1, Made<readonly [Conv1dParams<3, 3, 2, 'f64'>], Sequence, R<[26, 2]>>>>()
const maxPool1 = pipe(sequence, n.maxPool1d(2))
proven<Same<typeof maxPool1, Made<readonly [], Sequence, R<[4, 3]>>>>()
const averagePool1 = pipe(sequence, n.averagePool1d(3, { stride: 2, padding: 'same' }))
proven<Same<typeof averagePool1, Made<readonly [], Sequence, R<[5, 3]>>>>()
const volume = n.input([4, 5, 3, 2], 'f64')
type Volume = R<[4, 5, 3, 2]>
const conv3 = pipe(volume, n.conv3d({ filters: 3, kernel: [2, 3, 1], stride: [1, 2, 1], padding: [[1, 0], [0, 2], [0, 0]] }))
proven<Same<typeof conv3, Made<readonly [Conv3dParams<readonly [2, 3, 1], 2, 3, 'f64'>], Volume, R<[4, 3, 3, 3]>>>>()
const conv3Groups = pipe(volume, n.conv3d({ filters: 4, kernel: [2, 2, 2], dilation: [2, 1, 1], padding: 'same', groups: 2 }))
proven<Same<typeof conv3Groups, Made<readonly [Conv3dParams<readonly [2, 2, 2], 1, 4, 'f64'>], Volume, R<[4, 5, 3, 4]>>>>()
const convBack3 = pipe(n.input([2, 3, 2, 2], 'f64'), n.convTranspose3d({ filters: 2, kernel: [2, 3, 1], stride: [2, 1, 2] }))
proven<Same<typeof convBack3, Made<readonly [Conv3dParams<readonly [2, 3, 1], 2, 2, 'f64'>], R<[2, 3, 2, 2]>, R<[4, 5, 3, 2]>>>>()
const maxPool3 = pipe(volume, n.maxPool3d([2, 2, 1]))
proven<Same<typeof maxPool3, Made<readonly [], Volume, R<[2, 2, 3, 2]>>>>()
const averagePool3 = pipe(volume, n.averagePool3d([3, 2, 2], { stride: [1, 2, 1], padding: 'same' }))
proven<Same<typeof averagePool3, Made<readonly [], Volume, R<[4, 3, 3, 2]>>>>()
const maxOfAll = pipe(image, n.globalMaxPool)
proven<Same<typeof maxOfAll, Made<readonly [], Image, R<[3]>>>>()
const meanOfAll = pipe(sequence, n.globalAveragePool)
proven<Same<typeof meanOfAll, Made<readonly [], Sequence, R<[3]>>>>()
const flat = pipe(image, n.flatten)
proven<Same<typeof flat, Made<readonly [], Image, R<[105]>>>>()
const shaped = pipe(image, n.reshape([7, -1]))
proven<Same<typeof shaped, Made<readonly [], Image, R<[7, 15]>>>>()
const norm = pipe(n.input([3, 5], 'f64'), n.layerNorm())
proven<Same<typeof norm, Made<readonly [LayerNormParams<5, 'f64'>], R<[3, 5]>, R<[3, 5]>>>>()
const groupNorm = pipe(n.input([3, 2, 6], 'f64'), n.groupNorm({ groups: 3, epsilon: 0.1 }))
proven<Same<typeof groupNorm, Made<readonly [LayerNormParams<6, 'f64'>], R<[3, 2, 6]>, R<[3, 2, 6]>>>>()
const groupNormOfRows = pipe(vector, n.groupNorm({ groups: 1 }))
proven<Same<typeof groupNormOfRows, Made<readonly [LayerNormParams<5, 'f64'>], R<[5]>, R<[5]>>>>()
const rmsNorm = pipe(n.input([3, 5], 'f64'), n.rmsNorm())
proven<Same<typeof rmsNorm, Made<readonly [RmsNormParams<5, 'f64'>], R<[3, 5]>, R<[3, 5]>>>>()
const gated = pipe(vector, n.highway(pipe(vector, n.dense(5), n.tanh), pipe(vector, n.dense(5), n.sigmoid)))
type Five = readonly [DenseParams<5, 5, 'f64'>]
proven<Same<typeof gated, Made<readonly [readonly [block: Five, gate: Five]], R<[5]>, R<[5]>>>>()
const stacked = pipe(n.input([4, 3], 'f64'), n.concatenate(0)(n.input([4, 3], 'f64'), pipe(n.input([4, 3], 'f64'), n.conv1d({ filters: 3, kernel: 3 }))))
proven<Same<typeof stacked, Made<readonly [readonly [readonly [], readonly [Conv1dParams<3, 3, 3, 'f64'>]]], R<[4, 3]>, R<[6, 3]>>>>()
const once = pipe(vector, n.dense(5), n.tanh)
const thrice = pipe(vector, n.tied(pipe(once, n.andThen(once), n.andThen(once)), { keep: ([first]) => first, use: (all) => [all, all, all] as const }))
proven<Same<typeof thrice, Made<readonly [DenseParams<5, 5, 'f64'>], R<[5]>, R<[5]>>>>()
const backAgain = pipe(vector, n.tied(pipe(vector, n.dense(2), n.tanh, n.dense(5)), {
  keep: ([encoder, decoder]) => ({ encoder, bias: decoder.bias }),
  use: ({ encoder, bias }) => [encoder, { weights: transpose(encoder.weights), bias }] as const,
}))
proven<Same<typeof backAgain['output'], R<[5]>>>()
const skip = pipe(vector, n.residual(pipe(vector, n.dense(7), n.tanh, n.dense(5))))
proven<Same<typeof skip, Made<readonly [readonly [DenseParams<5, 7, 'f64'>, DenseParams<7, 5, 'f64'>]], R<[5]>, R<[5]>>>>()
const branches = pipe(vector, n.parallel(pipe(vector, n.dense(2)), vector, pipe(vector, n.dense(3), n.sigmoid)))
proven<Same<typeof branches['output'], R<[10]>>>()
const after = pipe(vector, n.dense(3), n.andThen(pipe(n.input([3], 'f64'), n.tanh, n.dense(2))))
proven<Same<typeof after, Made<readonly [DenseParams<5, 3, 'f64'>, DenseParams<3, 2, 'f64'>], R<[5]>, R<[2]>>>>()
const own = pipe(vector, scale)
proven<Same<typeof own, Made<readonly [{ readonly factor: Tensor<R<[5]>, 'f64'> }], R<[5]>, R<[5]>>>>()
const called = pipe(vector, n.named('encoder', n.dense(4)), n.named('middle', (net) => pipe(net, n.relu, n.dense(2))))
proven<Same<n.Params<typeof called>, { readonly encoder: DenseParams<5, 4, 'f64'>; readonly middle: DenseParams<4, 2, 'f64'> }>>()
const dropped = pipe(vector, n.dropout(0.5))
proven<Same<typeof dropped, Made<readonly [], R<[5]>, R<[5]>>>>()
const deep = pipe(image, n.conv2d({ filters: 2, kernel: [2, 2] }), n.tanh, n.averagePool2d([2, 2]), n.flatten, n.dense(4), n.layerNorm(), n.gelu, n.dense(3), n.softmax)
proven<Same<typeof deep['output'], R<[3]>>>()

const layers: readonly Row[] = [
  ['input', vector, [5], []],
  ['dense', dense, [4], ['0.weights f64[5, 4]', '0.bias f64[4]']],
  ['dense of rows', denseRows, [3, 2], ['0.weights f64[5, 2]', '0.bias f64[2]']],
  ['conv2d', conv, [3, 6, 2], ['0.kernel f64[3, 2, 3, 2]', '0.bias f64[2]']],
  ['conv2d, same, stride', convSame, [3, 4, 2], ['0.kernel f64[3, 3, 3, 2]', '0.bias f64[2]']],
  ['conv2d, dilation, padding', convWide, [4, 6, 1], ['0.kernel f64[2, 3, 3, 1]', '0.bias f64[1]']],
  ['maxPool2d', maxPool, [2, 3, 3], []],
  ['maxPool2d, same, stride', maxPoolSame, [3, 7, 3], []],
  ['averagePool2d', averagePool, [5, 3, 3], []],
  ['conv2d, 2 groups', convGroups, [4, 2, 4], ['0.kernel f64[2, 3, 3, 4]', '0.bias f64[4]']],
  ['conv2d, depthwise', depthwise, [5, 4, 3], ['0.kernel f64[3, 2, 1, 3]', '0.bias f64[3]']],
  ['conv1d, stride, dilation, padding', conv1, [3, 2], ['0.kernel f64[3, 3, 2]', '0.bias f64[2]']],
  ['conv1d, 3 groups, same', conv1Groups, [9, 6], ['0.kernel f64[4, 1, 6]', '0.bias f64[6]']],
  ['convTranspose2d, stride', convBack, [5, 4, 2], ['0.kernel f64[3, 2, 3, 2]', '0.bias f64[2]']],
  ['convTranspose2d, same', convBackSame, [4, 6, 2], ['0.kernel f64[1, 5, 3, 2]', '0.bias f64[2]']],
  ['convTranspose1d, stride, dilation, padding', convBack1, [26, 2], ['0.kernel f64[3, 3, 2]', '0.bias f64[2]']],
  ['convTranspose2d, 2 groups', convBackGroups, [5, 4, 6], ['0.kernel f64[3, 2, 2, 6]', '0.bias f64[6]']],
  ['convTranspose1d, depthwise, same', convBack1Groups, [18, 3], ['0.kernel f64[4, 1, 3]', '0.bias f64[3]']],
  ['maxPool1d', maxPool1, [4, 3], []],
  ['conv3d, stride and padding', conv3, [4, 3, 3, 3], ['0.kernel f64[2, 3, 1, 2, 3]', '0.bias f64[3]'], 2],
  ['conv3d, groups, same, dilation', conv3Groups, [4, 5, 3, 4], ['0.kernel f64[2, 2, 2, 1, 4]', '0.bias f64[4]']],
  ['convTranspose3d, stride', convBack3, [4, 5, 3, 2], ['0.kernel f64[2, 3, 1, 2, 2]', '0.bias f64[2]']],
  ['maxPool3d', maxPool3, [2, 2, 3, 2], []],
  ['averagePool3d, same, stride', averagePool3, [4, 3, 3, 2], []],
  ['averagePool1d, same, stride', averagePool1, [5, 3], []],
  ['globalMaxPool', maxOfAll, [3], []],
  ['globalAveragePool', meanOfAll, [3], []],
  ['flatten', flat, [105], []],
  ['reshape', shaped, [7, 15], []],
  ['layerNorm', norm, [3, 5], ['0.scale f64[5]', '0.offset f64[5]']],
  ['groupNorm', groupNorm, [3, 2, 6], ['0.scale f64[6]', '0.offset f64[6]']],
  ['groupNorm of rows', groupNormOfRows, [5], ['0.scale f64[5]', '0.offset f64[5]']],
  ['rmsNorm', rmsNorm, [3, 5], ['0.scale f64[5]']],
  ['highway', gated, [5], ['0.0.0.weights f64[5, 5]', '0.0.0.bias f64[5]', '0.1.0.weights f64[5, 5]', '0.1.0.bias f64[5]']],
  ['concatenate', stacked, [6, 3], ['0.1.0.kernel f64[3, 3, 3]', '0.1.0.bias f64[3]']],
  ['tied, one layer three times', thrice, [5], ['0.weights f64[5, 5]', '0.bias f64[5]']],
  ['tied, transposed', backAgain, [5], ['0.encoder.weights f64[5, 2]', '0.encoder.bias f64[2]', '0.bias f64[5]']],
  ['residual', skip, [5], ['0.0.weights f64[5, 7]', '0.0.bias f64[7]', '0.1.weights f64[7, 5]', '0.1.bias f64[5]']],
  ['parallel', branches, [10], ['0.0.0.weights f64[5, 2]', '0.0.0.bias f64[2]', '0.2.0.weights f64[5, 3]', '0.2.0.bias f64[3]']],
  ['andThen', after, [2], ['0.weights f64[5, 3]', '0.bias f64[3]', '1.weights f64[3, 2]', '1.bias f64[2]']],
  ['layer', own, [5], ['0.factor f64[5]']],
  ['named', called, [2], ['encoder.weights f64[5, 4]', 'encoder.bias f64[4]', 'middle.weights f64[4, 2]', 'middle.bias f64[2]']],
  ['dropout', dropped, [5], []],
  ['a deep one', deep, [3], ['0.kernel f64[2, 2, 3, 2]', '0.bias f64[2]', '1.weights f64[12, 4]', '1.bias f64[4]', '2.scale f64[4]', '2.offset f64[4]', '3.weights f64[4, 3]', '3.bias f64[3]']],
  ...(['sigmoid', 'tanh', 'relu', 'selu', 'gelu', 'silu', 'softplus', 'softmax', 'step'] as const).map((name): Row => [name, n[name](vector), [5], []]),
  ['leakyRelu', n.leakyRelu(0.1)(vector), [5], []],
  ['elu', n.elu(2)(vector), [5], []],
]

laws(layers)

describe.each(backends)('$name', (backend) => {
  test('a deep network in f32, dropout and all: the eager bits, gradients too', () => {
    const net = pipe(n.input([9, 7, 2]), n.conv2d({ filters: 3, kernel: [3, 2], padding: 'same' }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dropout(0.3), n.dense(11), n.layerNorm(),
      n.residual(pipe(n.input([11]), n.dense(11), n.silu)), n.dense(5), n.selu)
    const x = normal(key(3), [5, 9, 7, 2])
    const work = ([params, k]: readonly [n.Params<typeof net>, Key]) =>
      valueAndGradient(lift((p: n.Params<typeof net>) => mean()(square(net.apply(p, { key: k })(x))) as Tensor<readonly []>))(params)
    const bits = (tensors: unknown): unknown => tree.tensors(tensors).map((v) => toArray(v))
    const at = [net.init(key(1)), key(2)] as const
    expect(bits(compiled(backend, work, at))).toEqual(bits(work(at)))
  })
})

test('what is known at run time of a layer', () => {
  expect(deep.layers.map(({ name, input, output, operations }) => [name, (input as Shape).join('×'), (output as Shape).join('×'), operations])).toEqual([
    ['conv2d', '5×7×3', '4×6×2', 2 * 12 * 48], ['tanh', '4×6×2', '4×6×2', 48], ['averagePool2d', '4×6×2', '2×3×2', 48], ['flatten', '2×3×2', '12', 0],
    ['dense', '12', '4', 96], ['layerNorm', '4', '4', 32], ['gelu', '4', '4', 4], ['dense', '4', '3', 24], ['softmax', '3', '3', 3],
  ])
  expect(called.layers.map(({ name }) => name)).toEqual(['encoder', 'middle/relu', 'middle/dense'])
  expect([skip, branches].map((net) => net.layers.map(({ name }) => name))).toEqual([['residual(dense, tanh, dense)'], ['parallel(dense |  | dense, sigmoid)']])
})

test('residual adds what its block gives, parallel joins what its branches give', () => {
  const x = some([2, 5]) as Tensor<readonly [2, 5], 'f64'>
  const block = pipe(vector, n.dense(5))
  const params = block.init(key(3))
  expect(toArray(pipe(vector, n.residual(block)).apply([params])(x))).toEqual(toArray(add(block.apply(params)(x))(x)))
  const both = pipe(vector, n.parallel(block, vector)).apply([[params, []]])(x)
  const [a, b] = [toArray(block.apply(params)(x)), toArray(x)]
  expect(toArray(both)).toEqual([...a.slice(0, 5), ...b.slice(0, 5), ...a.slice(5), ...b.slice(5)])
})

test('highway mixes by its gate, concatenate stacks along any axis', () => {
  const x = some([2, 5]) as Tensor<readonly [2, 5], 'f64'>
  const [[p, q]] = gated.init(key(3))
  const [y, t] = [toArray(pipe(vector, n.dense(5), n.tanh).apply(p)(x)), toArray(pipe(vector, n.dense(5), n.sigmoid).apply(q)(x))]
  expect(toArray(gated.apply([[p, q]])(x))).toEqual(toArray(x).map((v, i) => t[i]! * y[i]! + (1 - t[i]!) * v))
  const rows = some([2, 4, 3]) as Tensor<readonly [2, 4, 3], 'f64'>
  const params = stacked.init(key(1))
  const short = toArray(pipe(n.input([4, 3], 'f64'), n.conv1d({ filters: 3, kernel: 3 })).apply(params[0][1])(rows))
  const [a, b] = [toArray(rows).slice(0, 12), toArray(rows).slice(12)]
  expect(toArray(stacked.apply(params)(rows))).toEqual([...a, ...short.slice(0, 6), ...b, ...short.slice(6)])
})

test('tied: gradients of all uses add', () => {
  const long = pipe(once, n.andThen(once), n.andThen(once))
  const first = pipe(vector, n.dense(5)).init(key(4))[0]
  const x = some([2, 5]) as Tensor<readonly [2, 5], 'f64'>
  const slope = <P>(net: Network<P, R<[5]>, R<[5]>, 'f64'>, p: P): P =>
    gradient(lift((q: P) => mean()(square(net.apply(q)(x))) as Tensor<readonly [], 'f64'>))(p)
  const [[together], apart] = [slope(thrice, [first]), slope(long, [first, first, first])]
  const close = (a: readonly number[], b: readonly number[]): void => a.forEach((v, i) => expect(v).toBeCloseTo(b[i]!, 12))
  close(toArray(together.weights), toArray(add(add(apart[0].weights)(apart[1].weights))(apart[2].weights)))
  close(toArray(together.bias), toArray(add(add(apart[0].bias)(apart[1].bias))(apart[2].bias)))
  // It begins as the network itself does.
  expect(toArray(thrice.init(key(2))[0].weights)).toEqual(toArray(long.init(foldIn(key(2), 0))[0].weights))
})

test('a network after another is their composition', () => {
  const [f, g] = [pipe(vector, n.dense(3), n.tanh), pipe(n.input([3], 'f64'), n.dense(2))] as const
  const both = pipe(f, n.andThen(g))
  const [p, q] = [f.init(key(1)), g.init(key(2))]
  const x = some([4, 5]) as Tensor<readonly [4, 5], 'f64'>
  expect(toArray(both.apply([...p, ...q])(x))).toEqual(toArray(g.apply(q)(f.apply(p)(x))))
})

test('surgery on parameters is a record update, and leaves the old ones', () => {
  const params = dense.init(key(1))
  const [first] = params
  const moved = dense.apply([{ ...first, bias: ones([4], 'f64') }])
  const x = some([2, 5]) as Tensor<readonly [2, 5], 'f64'>
  expect(toArray(moved(x))).toEqual(toArray(add(ones([4], 'f64'))(dense.apply(params)(x))))
  expect(toArray(first.bias)).toEqual([0, 0, 0, 0])
})
