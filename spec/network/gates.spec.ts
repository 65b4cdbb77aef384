/** Layers that came later to the dense ones: without bias, with slopes that are learned, gated by half of their features. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { lift } from '../../src/differentiable/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import type { Conv1dParams, ConvolutionKernel, DenseParams, DenseWeights, Network, PreluParams } from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { key } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import type { Shape } from '../../src/shape/shape.js'
import { of, ones, softmax, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { trainer } from '../../src/trainer/trainer.js'
import { some } from '../differentiable/values.js'
import { proven, type R } from '../shape/twin.js'
import { laws, type Row } from './laws.js'

type Made<P, I extends Shape, O extends Shape> = Network<P, I, O, 'f64'>

const vector = n.input([5], 'f64')
const image = n.input([5, 7, 3], 'f64')
const sequence = n.input([9, 4], 'f64')

const dense = pipe(vector, n.dense(4, { bias: false }))
proven<Same<typeof dense, Made<readonly [DenseWeights<5, 4, 'f64'>], R<[5]>, R<[4]>>>>()
const conv2 = pipe(image, n.conv2d({ filters: 2, kernel: [3, 2], bias: false }))
proven<Same<typeof conv2, Made<readonly [ConvolutionKernel<readonly [3, 2], 3, 2, 'f64'>], R<[5, 7, 3]>, R<[3, 6, 2]>>>>()
const conv1 = pipe(sequence, n.conv1d({ filters: 2, kernel: 3, stride: 2, groups: 2, bias: false }))
proven<Same<typeof conv1, Made<readonly [ConvolutionKernel<readonly [3], 2, 2, 'f64'>], R<[9, 4]>, R<[4, 2]>>>>()
const back2 = pipe(image, n.convTranspose2d({ filters: 2, kernel: [3, 2], stride: [2, 1], bias: false }))
proven<Same<typeof back2, Made<readonly [ConvolutionKernel<readonly [3, 2], 3, 2, 'f64'>], R<[5, 7, 3]>, R<[11, 8, 2]>>>>()
const back1 = pipe(sequence, n.convTranspose1d({ filters: 2, kernel: 3, bias: false }))
proven<Same<typeof back1, Made<readonly [ConvolutionKernel<readonly [3], 4, 2, 'f64'>], R<[9, 4]>, R<[11, 2]>>>>()
const conv3 = pipe(n.input([2, 3, 4, 2], 'f64'), n.conv3d({ filters: 3, kernel: [1, 2, 2], bias: false }))
proven<Same<typeof conv3, Made<readonly [ConvolutionKernel<readonly [1, 2, 2], 2, 3, 'f64'>], R<[2, 3, 4, 2]>, R<[2, 2, 3, 3]>>>>()
// With an initializer, in whatever form, the parameters are those of always.
const begun = pipe(vector, n.dense(4, { bias: n.initializer.ones }), n.dense(2, { bias: (_, shape, dtype) => ones(shape, dtype) }))
proven<Same<n.Params<typeof begun>, readonly [DenseParams<5, 4, 'f64'>, DenseParams<4, 2, 'f64'>]>>()
const begun1 = pipe(sequence, n.conv1d({ filters: 2, kernel: 3, bias: n.initializer.ones }))
proven<Same<n.Params<typeof begun1>, readonly [Conv1dParams<3, 4, 2, 'f64'>]>>()
/** A block whose widths are given. */
const block = <const F extends number>(filters: F) =>
  n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same', bias: false }), n.groupNorm({ groups: 1 }), n.prelu())
const blocks = pipe(image, block(4), n.residual(block(4)))
proven<Same<typeof blocks['output'], R<[5, 7, 4]>>>()

const prelu = pipe(image, n.prelu())
proven<Same<typeof prelu, Made<readonly [PreluParams<3, 'f64'>], R<[5, 7, 3]>, R<[5, 7, 3]>>>>()
const glu = pipe(sequence, n.glu)
proven<Same<typeof glu, Made<readonly [], R<[9, 4]>, R<[9, 2]>>>>()
const unknown = n.glu(n.input([3, 4 as number]))
proven<Same<typeof unknown['output'], R<[3, number]>>>()
const feedForward = pipe(n.input([3, 6], 'f64'), n.dense(8, { bias: false }), n.swiglu, n.dense(6, { bias: false }))
proven<Same<typeof feedForward['output'], R<[3, 6]>>>()

const rows: readonly Row[] = [
  ['dense without bias', dense, [4], ['0.weights f64[5, 4]'], 2],
  ['conv2d without bias', conv2, [3, 6, 2], ['0.kernel f64[3, 2, 3, 2]']],
  ['conv1d without bias, 2 groups', conv1, [4, 2], ['0.kernel f64[3, 2, 2]']],
  ['conv3d without bias', conv3, [2, 2, 3, 3], ['0.kernel f64[1, 2, 2, 2, 3]']],
  ['convTranspose2d without bias', back2, [11, 8, 2], ['0.kernel f64[3, 2, 3, 2]']],
  ['convTranspose1d without bias', back1, [11, 2], ['0.kernel f64[3, 4, 2]']],
  // Where no input is close to 0, at which differences would see both slopes.
  ['prelu', pipe(n.input([2, 2], 'f64'), n.prelu()), [2, 2], ['0.slope f64[2]'], 2],
  ['prelu of rows', pipe(vector, n.prelu({ slope: n.initializer.ones })), [5], ['0.slope f64[5]']],
  ['glu', glu, [9, 2], [], 2],
  ...(['geglu', 'swiglu'] as const).map((name): Row => [name, n[name](sequence), [9, 2], [], 2]),
  ['reglu', n.reglu(sequence), [9, 2], []],
  ['a gated feed-forward block', feedForward, [3, 6], ['0.weights f64[6, 8]', '1.weights f64[4, 6]']],
  ...(['relu6', 'hardSigmoid', 'hardSwish', 'mish', 'softsign', 'logSoftmax'] as const).map((name): Row => [name, n[name](vector), [5], []]),
  ['celu', n.celu(2)(vector), [5], []],
]
laws(rows)

const close = (x: Tensor<any, any>, expected: readonly number[]): void => {
  expect(toArray(x).length).toBe(expected.length)
  toArray(x).forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 13))
}

describe('without a bias', () => {
  const x = some([2, 5]) as Tensor<readonly [2, 5], 'f64'>
  test('a dense layer begins with the weights that it has with one, and gives what one of zeros does', () => {
    const [{ weights }] = dense.init(key(3))
    const [whole] = pipe(vector, n.dense(4)).init(key(3))
    expect(toArray(weights)).toEqual(toArray(whole.weights))
    expect(Object.keys(dense.init(key(3))[0])).toEqual(['weights'])
    expect(toArray(dense.apply([{ weights }])(x))).toEqual(toArray(pipe(vector, n.dense(4)).apply([whole])(x)))
  })
  test('so does a convolution', () => {
    const y = some([2, 5, 7, 3]) as Tensor<readonly [2, 5, 7, 3], 'f64'>
    const whole = pipe(image, n.conv2d({ filters: 2, kernel: [3, 2] }))
    const params = whole.init(key(3))
    const [{ kernel }] = conv2.init(key(3))
    expect(toArray(kernel)).toEqual(toArray(params[0].kernel))
    expect(toArray(conv2.apply([{ kernel }])(y))).toEqual(toArray(whole.apply(params)(y)))
  })
  test('no bias is asked for, and one that is there does not disturb', () => {
    const params = pipe(vector, n.dense(4)).init(key(3))
    expect(toArray(dense.apply(params)(x))).toEqual(toArray(pipe(vector, n.dense(4)).apply(params)(x)))
  })
})

/** The functions by their formulas: Φ by the values of the published activations is tested there. */
const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v))
const rowsOf = [[1, -2, 0.5, 3], [-1, 4, 0, -0.5]]
const halves = (gate: (b: number) => number): readonly number[] => rowsOf.flatMap(([a, b, c, d]) => [a! * gate(c!), b! * gate(d!)])

test.each([
  // torch.nn.functional.glu: the first half times the sigmoid of the second.
  ['glu', n.glu, sigmoid],
  ['reglu', n.reglu, (b: number) => Math.max(0, b)],
  ['swiglu', n.swiglu, (b: number) => b * sigmoid(b)],
  // Φ(0.5), Φ(3) and Φ(-0.5), as scipy.stats.norm.cdf has them.
  ['geglu', n.geglu, (b: number) => b * ({ '0.5': 0.6914624612740131, '3': 0.9986501019683699, '-0.5': 0.3085375387259869, '0': 0.5 } as Record<string, number>)[String(b)]!],
] as const)('%s: the first half, as far as the second half lets it through', (_, layer, gate) => {
  const x = of([2, 4], rowsOf.flat(), 'f64')
  close(layer(n.input([4], 'f64')).apply([])(x), halves(gate))
})

describe('prelu', () => {
  const net = pipe(n.input([2], 'f64'), n.prelu())
  test('begins with slopes of ¼', () => expect(toArray(net.init(key(0))[0].slope)).toEqual([0.25, 0.25]))
  test('each channel has its slope; at 0 the derivative is the slope, and that of the slope is 0, as torch has it', () => {
    const x = of([4, 2], [1, 1, -2, -2, 0, 0, -0.5, 3], 'f64')
    const slope = of([2], [0.1, -0.5], 'f64')
    const [y, pullback] = lift(([s, v]: readonly [typeof slope, typeof x]) => net.apply([{ slope: s }])(v))([slope, x])
    close(y, [1, 1, -0.2, 1, 0, 0, -0.05, 3])
    const [ds, dx] = pullback(ones([4, 2], 'f64'))
    close(dx, [1, 1, 0.1, -0.5, 0.1, -0.5, 0.1, 1])
    close(ds, [-2.5, -2])
  })
})

describe('logSoftmax', () => {
  const x = some([2, 5]) as Tensor<readonly [2, 5], 'f64'>
  test('is the logarithm of softmax', () => close(n.logSoftmax(vector).apply([])(x), toArray(softmax(x)).map(Math.log)))
  test('is taken for logits, where probabilities are refused', () => {
    const net = (last: n.Activation) => pipe(n.input([3]), n.dense(2), last)
    const rate = { learningRate: 0.1 }
    const classes = (last: n.Activation) => () => trainer(net(last))({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd(rate) })
    const truths = (last: n.Activation) => () => trainer(net(last))({ loss: loss.sigmoidBinaryCrossEntropy(), optimizer: optimizer.sgd(rate) })
    expect(classes(n.logSoftmax)).not.toThrow()
    expect(classes(n.softmax)).toThrow('the network ends in softmax')
    expect(truths(n.hardSigmoid)).toThrow('the network ends in hardSigmoid')
  })
  test('the loss of its outputs is that of what came', () => {
    const labels = of([2], [1, 4], 'i32')
    const of1 = (logits: Tensor<any, 'f64'>) => toArray(loss.sparseSoftmaxCrossEntropy().of(logits as never, labels as never))[0]!
    expect(of1(n.logSoftmax(vector).apply([])(x))).toBeCloseTo(of1(x), 14)
  })
})
