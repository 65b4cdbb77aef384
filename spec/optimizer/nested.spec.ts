/** Optimizers for parts inside of chains, of others for parts, and of gathered gradients: types and runs. */
import { expect, test } from 'vitest'
import { loss, network as n, optimizer as o, pipe, random, receipt, tensor as t, trainer } from '../../src/index.js'
import type { Same } from '../../src/shape/fits.js'
import { proven } from '../shape/twin.js'

const net = pipe(n.input([4]), n.named('a', n.dense(3)), n.dense(2))
const sgd = o.sgd({ learningRate: 0.1 })
const squares = loss.squaredError()
const byName = o.partition({ a: o.freeze(), rest: sgd })
const byLabel = o.partition({ fast: sgd, slow: sgd }, (path) => (path.endsWith('weights') ? 'fast' : 'slow'))
const batch = { inputs: random.normal(random.key(1), [5, 4]), targets: random.normal(random.key(2), [5, 2]) }

test('a chain with an optimizer for each part', () => {
  const recipe = { loss: squares, optimizer: o.chain(o.clipByGlobalNorm(1), byName, o.averageParameters({ decay: 0.9 })) }
  const learn = trainer(net)(recipe)
  const begin = learn.init(random.key(0))
  proven<Same<typeof begin.optimizer[1], { readonly a: null; readonly rest: readonly [o.RateState] }>>()
  const end = learn.step(begin, batch)
  expect(receipt.digest(end.params.a)).toBe(receipt.digest(begin.params.a))
  expect(t.toArray(end.params[1].bias)).not.toEqual([0, 0])
})

test('a chain with an optimizer for each label', () => {
  const begin = trainer(net)({ loss: squares, optimizer: o.chain(byLabel) }).init(random.key(0))
  proven<Same<typeof begin.optimizer, readonly [{ readonly fast: readonly [o.RateState]; readonly slow: readonly [o.RateState] }]>>()
})

test.each([
  ['gathered', trainer(net)({ loss: squares, optimizer: o.accumulate(2, o.chain(byLabel, o.freeze('a'))) })],
  ['masked', trainer(net)({ loss: squares, optimizer: o.chain(o.masked(o.chain(byName), ['a', '1']), o.reduceOnPlateau()) })],
  ['in each other', trainer(net)({ loss: squares, optimizer: o.partition({ x: o.chain(byLabel), rest: byLabel }, () => 'x') })],
  ['in a part', trainer(net)({ loss: squares, optimizer: o.partition({ a: o.freeze(), rest: o.accumulate(3, o.chain(byLabel, o.averageParameters())) }) })],
] as const)('%s: the first part stays or moves, and all runs', (_, learn) => {
  const { init, step } = learn as unknown as ReturnType<typeof plain>
  const end = step(step(init(random.key(0)), batch), batch)
  expect(end.step).toBe(2)
  expect(Number.isFinite(end.loss)).toBe(true)
})
const plain = () => trainer(net)({ loss: squares, optimizer: sgd })
