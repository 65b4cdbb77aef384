/** A step by hand, of public parts, is the trainer's step to the bit. */
import { expect, test } from 'vitest'
import { differentiable as d, loss, network as n, optimizer, pipe, random, receipt, tensor as t, trainer } from '../../src/index.js'

test('updates are added as a training step adds them', () => {
  const net = pipe(n.input([3]), n.dense(5), n.tanh, n.dense(2))
  const adam = optimizer.chain(optimizer.clipByGlobalNorm(0.5), optimizer.adam({ learningRate: 0.01 }))
  const error = loss.squaredError()
  const { init, step } = trainer(net)({ loss: error, optimizer: adam })
  const batch = { inputs: random.normal(random.key(1), [8, 3]), targets: random.normal(random.key(2), [8, 2]) }
  const start = init(random.key(0))
  let [params, state] = [start.params, adam.init(start.params)]
  for (let i = 0; i < 5; i++) {
    const [value, back] = d.lift((p: typeof params) => error.of(net.apply(p)(batch.inputs), batch.targets))(params)
    const [updates, next] = adam.update(back(t.scalar(1)), state, params, { loss: value })
    ;[params, state] = [optimizer.applyUpdates(params, updates), next]
  }
  const end = Array.from({ length: 5 }).reduce<typeof start>((at) => step(at, batch), start)
  expect(receipt.digest({ params, state })).toBe(receipt.digest({ params: end.params, state: end.optimizer }))
})

test.each([
  ['another shape', { bias: t.ones([3]) }, 'updates.bias should be f32[2], but is "f32[3]"'],
  ['another type', { bias: t.ones([2], 'f64') }, 'updates.bias should be f32[2], but is "f64[2]"'],
  ['no such leaf', { bais: t.ones([2]) }, 'bias should be a tensor there, as in the tree beside it, but is undefined'],
  ['one leaf more', { bias: t.ones([2]), weights: t.ones([2]) }, 'updates should be as many tensors as the parameters, 1, but is 2'],
])('%s is an error', (_, updates, message) => {
  const params: any = { bias: t.ones([2]) }
  expect(() => optimizer.applyUpdates(params, updates)).toThrow(message)
})
