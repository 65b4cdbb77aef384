import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import * as explain from '../../src/explain/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'

const sections = ['1. Forward', '2. Loss', '3. Backward', '4. Gradient', '5. Update']
const inOrder = (text: string): void => {
  const places = sections.map((section) => text.indexOf(`${section}: `))
  expect(places.every((at) => at >= 0)).toBe(true)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
}

it('tells the worked example in words and numbers', () => {
  const net = pipe(n.input([2]), n.dense(2), n.relu)
  const text = explain.toText(explain.step(net)({
    params: [{ weights: t.of([2, 2], [0.2, -0.7, -0.8, 0.4]), bias: t.of([2], [-0.3, 0.1]) }],
    loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    inputs: t.of([1, 2], [0.5, -1]), targets: t.of([1, 2], [1, 0]),
  }))
  inOrder(text)
  expect(text).toMatchInlineSnapshot(`
    "1. Forward: the inputs pass through 2 layers.
       inputs [[0.5, -1]]
       layer 1, dense: weighted sum, with
         weights: [[0.2, -0.7], [-0.8, 0.4]]
         bias: [-0.3, 0.1]
         unit 1 of example 1: 0.5·0.2 + (-1)·(-0.8) + (-0.3) = 0.6
         unit 2 of example 1: 0.5·(-0.7) + (-1)·0.4 + 0.1 = -0.65
         gives [[0.6, -0.65]]
       layer 2, relu
         gives [[0.6, 0]]

    2. Loss: how far the outputs are from the targets.
       targets [[1, 0]]
       loss of each example [0.16]
       in the mean 0.16

    3. Backward: by the chain rule, from the last layer to the first, how the loss changes with each output.
       layer 2, relu: ∂loss/∂output = [[-0.8, 0]]
       layer 1, dense: ∂loss/∂output = [[-0.8, 0]]

    4. Gradient: how the loss changes with each parameter. For a weight of a dense layer that is its input times
       the ∂loss/∂output of its unit, and for the bias of a unit that ∂loss/∂output itself, added up over the examples.
       0.weights: [[-0.4, 0], [0.8, 0]]
       0.bias: [-0.8, 0]

    5. Update: what the optimizer adds to each parameter, against the gradient, and what the parameters are then.
       0.weights: adds [[0.04, 0], [-0.08, 0]]
                  gives [[0.24, -0.7], [-0.88, 0.4]]
       0.bias: adds [0.08, 0]
               gives [-0.22, 0.1]"
  `)
})

it('tells of many numbers by range and mean', () => {
  const image = n.input([6, 6, 1])
  const net = pipe(image, n.conv2d({ filters: 2, kernel: [3, 3] }), n.maxPool2d([2, 2]), n.flatten, n.layerNorm(), n.dense(3))
  const text = explain.toText(explain.step(net)({
    params: net.init(random.key(0)), loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }),
    inputs: random.normal(random.key(1), [40, 6, 6, 1]), targets: random.integers(random.key(2), [40], { low: 0, high: 3 }),
  }))
  inOrder(text)
  expect(text).toMatch(/inputs 40×6×6×1 numbers from -\d\S* to \d\S*, -?\d\S* in the mean/)
  expect(text).toContain('layer 1, conv2d: weighted sum, with')
  expect(text).toContain('layer 4, layerNorm, with')
  expect(text).toContain('loss of each example 40 numbers')
  expect(text.indexOf('layer 5, dense: ∂loss/∂output')).toBeLessThan(text.indexOf('layer 1, conv2d: ∂loss/∂output'))
  expect(text).not.toMatch(/NaN|undefined|\[object/)
})

it('tells of a network without layers', () => {
  const text = explain.toText(explain.step(n.input([2]))({
    params: [], loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    inputs: t.of([2, 2], [1, 2, 3, 4]), targets: t.of([2, 2], [1, 2, 3, 5]),
  }))
  inOrder(text)
  expect(text).toContain('loss of each example [0, 1]')
  expect(text).toContain('in the mean 0.5')
})
