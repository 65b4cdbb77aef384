import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as explain from '../../src/explain/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { trainer } from '../../src/trainer/trainer.js'
import { complaint } from '../complaint.js'
import { backends, bits } from '../trainer/each.js'

const near = (actual: Tensor<any, any>, expected: readonly number[]): void => {
  expect(t.toArray(actual)).toHaveLength(expected.length)
  expected.forEach((e, i) => expect(t.toArray(actual)[i]).toBeCloseTo(e, 6))
}

describe('a layer by hand', () => {
  // x = [0.5, -1], two ReLU neurons, squared error against [1, 0].
  const net = pipe(n.input([2]), n.dense(2), n.relu)
  const params: n.Params<typeof net> = [{ weights: t.of([2, 2], [0.2, -0.7, -0.8, 0.4]), bias: t.of([2], [-0.3, 0.1]) }]
  const story = explain.step(net)({
    params, loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    inputs: t.of([1, 2], [0.5, -1]), targets: t.of([1, 2], [1, 0]),
  })
  const [dense, relu] = story.layers as readonly [explain.LayerStory, explain.LayerStory]

  it('has the weighted sums and the activations', () => {
    expect(story.layers.map(({ name }) => name)).toEqual(['dense', 'relu'])
    near(dense.output, [0.5 * 0.2 + 0.8 - 0.3, 0.5 * -0.7 - 0.4 + 0.1])
    near(dense.output, [0.6, -0.65])
    near(relu.output, [0.6, 0])
    expect(dense.input).toBe(story.inputs)
    expect(relu.input).toBe(dense.output)
  })

  it('has the loss, of each example and in the mean', () => {
    expect(story.losses).toHaveLength(1)
    expect(story.losses[0]).toBe(story.loss)
    expect(story.loss).toBeCloseTo(0.16, 6)
  })

  it('has the gradients, by the chain rule', () => {
    near(relu.outputGradient, [2 * (0.6 - 1), 0])
    near(dense.outputGradient, [-0.8, 0])
    near(story.gradients[0].weights, [-0.4, 0, 0.8, 0])
    near(story.gradients[0].bias, [-0.8, 0])
    expect(dense.params).toBe(params[0])
    expect(dense.gradients).toBe(story.gradients[0])
    expect('params' in relu || 'gradients' in relu).toBe(false)
  })

  it('has the update', () => {
    near(story.updates[0].weights, [0.04, 0, -0.08, 0])
    near(story.updated[0].weights, [0.24, -0.7, -0.88, 0.4])
    near(story.updated[0].bias, [-0.22, 0.1])
    expect(t.toArray(params[0].weights)).toEqual(t.toArray(t.of([4], [0.2, -0.7, -0.8, 0.4])))
    expectTypeOf(story.updated).toEqualTypeOf<n.Params<typeof net>>()
  })
})

it('follows the chain rule through two sigmoid layers, in numbers that are exact', () => {
  // Every weighted sum is 0, so that σ = ½ and σ' = σ(1 - σ) = ¼.
  const net = pipe(n.input([2]), n.dense(2), n.sigmoid, n.dense(1), n.sigmoid)
  const params: n.Params<typeof net> = [
    { weights: t.of([2, 2], [0.5, 1, -0.25, -0.5]), bias: t.of([2], [0, 0]) },
    { weights: t.of([2, 1], [2, -1]), bias: t.of([1], [-0.5]) },
  ]
  const story = explain.step(net)({
    params, loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.5 }),
    inputs: t.of([1, 2], [1, 2]), targets: t.of([1, 1], [1]),
  })
  const values = (pick: (layer: explain.LayerStory) => Tensor<any, any>) => story.layers.map((layer) => t.toArray(pick(layer)))
  expect(values(({ output }) => output)).toEqual([[0, 0], [0.5, 0.5], [0], [0.5]])
  expect(story.loss).toBe(0.25)
  expect(values(({ outputGradient }) => outputGradient)).toEqual([
    [-0.5 * 0.25, 0.25 * 0.25], // ∂/∂z₁ = ∂/∂a₁ · ¼
    [2 * -0.25, -1 * -0.25], //    ∂/∂a₁ = W₂ · ∂/∂z₂
    [-1 * 0.25], //                ∂/∂z₂ = ∂/∂a₂ · ¼
    [2 * (0.5 - 1)], //            ∂/∂a₂ = 2(a₂ - t)
  ])
  expect(t.toArray(story.gradients[1].weights)).toEqual([0.5 * -0.25, 0.5 * -0.25])
  expect(t.toArray(story.gradients[1].bias)).toEqual([-0.25])
  expect(t.toArray(story.gradients[0].weights)).toEqual([-0.125, 0.0625, 2 * -0.125, 2 * 0.0625])
  expect(t.toArray(story.gradients[0].bias)).toEqual([-0.125, 0.0625])
  expect(t.toArray(story.updated[1].weights)).toEqual([2 + 0.5 * 0.125, -1 + 0.5 * 0.125])
  expect(t.toArray(story.updated[0].bias)).toEqual([0.0625, -0.03125])
})

const [a, b, c] = random.split(random.key(5), 3)
const image = n.input([6, 6, 1])
// All have the same shapes; only their parameters differ.
type Classifier = n.Network<any, readonly [6, 6, 1], readonly [3]>
const networks: Readonly<Record<string, Classifier>> = {
  'two dense layers': pipe(image, n.flatten, n.dense(8), n.gelu, n.dense(3)),
  'a convolution with pooling': pipe(
    image, n.conv2d({ filters: 2, kernel: [3, 3] }), n.tanh, n.maxPool2d([2, 2]), n.flatten, n.dense(3),
  ),
  'a residual block': pipe(image, n.flatten, n.residual(pipe(n.input([36]), n.dense(36), n.relu)), n.layerNorm(), n.dense(3)),
  'branches': pipe(
    image, n.flatten, n.parallel(pipe(n.input([36]), n.dense(4), n.relu), pipe(n.input([36]), n.dense(2))), n.dense(3),
  ),
  'dropout': pipe(image, n.flatten, n.dropout(0.3), n.dense(8), n.relu, n.dropout(0.5), n.dense(3)),
}
const batch = { inputs: random.normal(a, [5, 6, 6, 1]), targets: random.integers(b, [5], { low: 0, high: 3 }) }

describe.each(Object.entries(networks))('the story of %s', (_, net) => {
  const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.01 }) }

  it.each(backends)('has the numbers of the trainer\'s step on $name, bit for bit', (backend) => {
    const { init, step } = trainer(net, { backend })(recipe)
    let state = init(c)
    for (let i = 0; i < 3; i++) {
      const key = random.foldIn(state.key, state.step)
      const story = explain.step(net)({ ...recipe, ...batch, params: state.params, state: state.optimizer, key })
      state = step(state, batch)
      expect(bits(story.updated)).toEqual(bits(state.params))
      expect(story.loss).toBe(state.loss)
      expect(story.layers.map(({ name }) => name)).toEqual(net.layers.map(({ name }) => name))
      expect(story.losses).toHaveLength(5)
    }
  })
})

describe('what cannot be explained', () => {
  const net = pipe(n.input([2]), n.dense(3))
  const explained = (inputs: unknown, targets: unknown) => () => explain.step(net)({
    params: net.init(random.key(0)), loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    inputs: inputs as Tensor<readonly [2, 2]>, targets: targets as Tensor<readonly [2], 'i32'>,
  })
  it.each([
    ['a label that is no class', t.zeros([2, 2]), t.of([2], [0, 3], 'i32'), 'targets[1] is 3, expected a class from 0 to 2'],
    ['fewer targets', t.zeros([2, 2]), t.zeros([1], 'i32'), '2 inputs need 2 targets, but targets is i32[1]'],
    ['targets of another type', t.zeros([2, 2]), t.zeros([2]), 'targets are f32[2], expected i32[2]'],
    ['inputs of another shape', t.zeros([2, 3]), t.zeros([2], 'i32'), 'inputs is f32[2, 3], expected f32[batch, 2]'],
    ['no example', t.zeros([0, 2]), t.zeros([0], 'i32'), 'inputs should be at least 1 example, but is [0, 2]'],
  ])('%s', (_, inputs, targets, message) => {
    const error = complaint(explained(inputs, targets))
    expect(error.message).toBe(`explain.step: ${message} (at ${error.at})`)
    expect(error.at).toContain('story.spec')
  })

  it('parameters of another network', () => {
    expect(() => explain.step(net)({
      params: [] as unknown as n.Params<typeof net>, loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
      inputs: t.zeros([1, 2]), targets: t.zeros([1, 3]),
    })).toThrow(/a record for each of 1 layers/)
  })
})
