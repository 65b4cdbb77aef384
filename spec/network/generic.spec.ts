/** What is known of networks when the compiler knows no numbers: widths that are type parameters, arrays of layers. */
import { expect, test } from 'vitest'
import { loss, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
import type { Same } from '../../src/shape/fits.js'
import { proven } from '../shape/twin.js'

const perceptron = <const I extends number, const U extends number>(inputs: I, units: U) =>
  pipe(n.input([inputs]), n.dense(units), n.relu, n.dropout(0.1), n.layerNorm(), n.residual(n.dense(units)), n.dense(3))
const images = <const F extends number>(filters: F) => pipe(
  n.input([8, 8, 3]), n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.relu, n.maxPool2d([2, 2]),
  n.conv2d({ filters, kernel: [3, 3] }), n.batchNorm(), n.globalAveragePool, n.named('head', n.dense(10)),
)
const words = <const V extends number, const W extends number>(vocabulary: V, width: W) =>
  pipe(n.input([5], 'i32'), n.embedding(vocabulary, width), n.named('self', n.attention({ heads: 1 })), n.globalAveragePool, n.dense(2))

test('a perceptron whose widths are parameters', () => {
  const net = perceptron(8, 4)
  const params = net.init(random.key(0))
  proven<Same<typeof net['output'], readonly [3]>>()
  proven<Same<typeof params[0]['weights']['shape'], readonly [8, 4]>>()
  proven<Same<typeof params[2][0]['bias']['shape'], readonly [4]>>()
  proven<Same<typeof params[3]['weights']['shape'], readonly [4, 3]>>()
  expect(net.apply(params)(t.ones([2, 8])).shape).toEqual([2, 3])
})

test('filters that are parameters', () => {
  const params = images(7).init(random.key(0))
  proven<Same<typeof params[1]['kernel']['shape'], readonly [3, 3, 7, 7]>>()
  proven<Same<typeof params['head']['weights']['shape'], readonly [7, 10]>>()
  expect(params[1].kernel.shape).toEqual([3, 3, 7, 7])
})

test('words of a vocabulary and a width that are parameters', () => {
  const params = words(9, 6).init(random.key(0))
  proven<Same<typeof params[0]['table']['shape'], readonly [9, 6]>>()
  proven<Same<typeof params['self']['query']['weights']['shape'], readonly [6, 6]>>()
  expect(params.self.query.weights.shape).toEqual([6, 6])
})

test('a function that trains one', () => {
  const begun = <const U extends number>(units: U) => {
    const net = pipe(n.input([4]), n.named('hidden', n.dense(units)), n.tanh, n.dense(3))
    const learn = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }) })
    return learn.init(random.key(0)).params.hidden
  }
  const { weights } = begun(5)
  proven<Same<typeof weights.shape, readonly [4, 5]>>()
  expect(weights.shape).toEqual([4, 5])
})

const hidden = [6, 4].map((units) => n.dense(units))
test('an array of layers: how many there are is known at run time', () => {
  const net = pipe(n.input([8]), n.sequential(...hidden), n.dense(3))
  proven<Same<typeof net['output'], readonly number[]>>()
  proven<Same<n.Params<typeof net>, readonly [...n.DenseParams<number, number>[], n.DenseParams<number, 3>]>>()
  expect(net.output).toEqual([3])
  expect(net.init(random.key(0)).map(({ weights }) => weights.shape)).toEqual([[8, 6], [6, 4], [4, 3]])
  const between = pipe(n.input([8]), n.sequential(n.dense(5), ...hidden, n.relu, n.dense(2)))
  proven<Same<n.Params<typeof between>, readonly [n.DenseParams<8, 5>, ...n.DenseParams<number, number>[], n.DenseParams<number, 2>]>>()
  expect(between.output).toEqual([2])
})

test('an array of blocks that keep the shape, and one without parameters', () => {
  const net = pipe(n.input([8]), n.sequential(...hidden.map((inner) => n.residual(n.sequential(inner, n.dense(8))))), n.dense(2))
  proven<Same<typeof net['output'], readonly [2]>>()
  const [, last] = net.init(random.key(0)).slice(-2)
  expect((last as n.DenseParams<8, 2>).weights.shape).toEqual([8, 2])
  const plain = pipe(n.input([8]), n.sequential(...[n.relu, n.dropout(0.1)]), n.dense(2))
  proven<Same<n.Params<typeof plain>, readonly [n.DenseParams<8, 2>]>>()
  const blocks: readonly n.Block[] = [n.relu, n.dense(4)]
  const any = pipe(n.input([8]), n.sequential(...blocks))
  proven<Same<typeof any['output'], readonly number[]>>()
  proven<Same<n.Params<typeof any>, readonly unknown[]>>()
  expect(any.output).toEqual([4])
})

test('a bias that only run time knows of', () => {
  const flags: readonly boolean[] = [true, false]
  flags.forEach((isBiased) => {
    const bias = isBiased ? n.initializer.zeros : false
    const net = pipe(
      n.input([8, 8, 3]), n.conv2d({ filters: 4, kernel: [3, 3], bias }), n.depthwiseConv2d({ kernel: [3, 3], bias }),
      n.separableConv2d({ filters: 5, kernel: [1, 1], bias }), n.dense(2, { bias }),
    )
    proven<Same<n.Params<typeof net>, readonly [
      n.Conv2dParams<readonly [3, 3], 3, 4> | n.ConvolutionKernel<readonly [3, 3], 3, 4>,
      n.Conv2dParams<readonly [3, 3], 1, 4> | n.ConvolutionKernel<readonly [3, 3], 1, 4>,
      n.SeparableParams<readonly [1, 1], 4, 5> | n.SeparableKernels<readonly [1, 1], 4, 5>,
      n.DenseParams<5, 2> | n.DenseWeights<5, 2>,
    ]>>()
    expect(net.init(random.key(0)).map((layer) => 'bias' in layer)).toEqual(flags.map(() => isBiased).concat(isBiased, isBiased))
  })
})

test('a bias that a type parameter decides on', () => {
  const block = <const F extends number, const B extends n.Initializer | false>(filters: F, bias: B) =>
    n.sequential(n.conv2d({ filters, kernel: [1, 1], bias }), n.relu, n.dense(filters, { bias }))
  const net = pipe(n.input([2, 2, 3]), block(4, false), block(5, n.initializer.zeros))
  proven<Same<n.Params<typeof net>, readonly [
    n.ConvolutionKernel<readonly [1, 1], 3, 4>, n.DenseWeights<4, 4>, n.Conv2dParams<readonly [1, 1], 4, 5>, n.DenseParams<5, 5>,
  ]>>()
  expect(net.output).toEqual([2, 2, 5])
})
