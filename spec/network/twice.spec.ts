/** A network may hold the same layer value twice: each has parameters of its own. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import * as explain from '../../src/explain/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as t from '../../src/tensor/index.js'

const block = pipe(n.input([1]), n.dense(1))
const net = pipe(block, n.andThen(block))
const dense = (weight: number, bias: number) => ({ weights: t.of([1, 1], [weight]), bias: t.of([1], [bias]) })
const params: n.Params<typeof net> = [dense(2, 1), dense(10, 3)]

test('each is applied to its own', () => {
  expect(t.toArray(net.apply(params)(t.of([1, 1], [1])))).toEqual([10 * (2 * 1 + 1) + 3])
})

test('each has its own gradient', () => {
  const story = explain.step(net)({
    params, loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 1 }), inputs: t.of([1, 1], [1]), targets: t.of([1, 1], [32]),
  })
  // loss = (33 - 32)², ∂/∂output = 2
  expect(story.gradients.map(({ weights }) => t.item(weights))).toEqual([2 * 10 * 1, 2 * 3])
  expect(story.layers.map(({ params: own }) => t.item((own as typeof params[0]).bias))).toEqual([1, 3])
})
