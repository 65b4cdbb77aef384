/** How much memory a network's predictors take: one with the parameters in it, whichever of them asks, however many examples come. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { elements } from '../../src/tensor/tensor.js'
import { dataset, loss, metric, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'

interface Memory {
  readonly buffer: ArrayBufferLike
}
// The library of types that this package is compiled with does not know it.
const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: { Memory: new (type: unknown) => Memory } }
const { Memory: memory } = engine
const made: WeakRef<Memory>[] = []
let collect: () => void
beforeAll(() => {
  setFlagsFromString('--expose-gc')
  collect = runInNewContext('gc') as () => void
  engine.Memory = class extends memory {
    constructor(type: unknown) {
      super(type)
      made.push(new WeakRef(this))
    }
  }
})
afterAll(() => { engine.Memory = memory })

/** What is left when all has been collected that nobody holds: references that were looked at in a task live until its end. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    collect()
  }
}
/** Bytes of the memories that are in use, more than before. */
const counting = async () => {
  const bytes = (): number => made.reduce((sum, ref) => sum + (ref.deref()?.buffer.byteLength ?? 0), 0)
  await settled()
  const before = bytes()
  return async (): Promise<number> => {
    await settled()
    return bytes() - before
  }
}

const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256]
const network = () => pipe(n.input([64]), n.dense(512), n.relu, n.dense(512), n.relu, n.dense(3))
const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
const parameters = 4 * (65 * 512 + 513 * 512 + 513 * 3)
const data = dataset.of({ inputs: t.zeros([100, 64]), targets: t.zeros([100], 'i32') })

test('predictors for nine numbers of examples, two compiles and a trainer share one memory, that of the largest program', async () => {
  const alone = network()
  const params = alone.init(random.key(0))
  const ofOne = await counting()
  const { predict: one } = alone.compile(params)
  one(t.zeros([256, 64]))
  const largest = await ofOne()
  expect(largest).toBeGreaterThan(parameters)

  const net = network()
  const learn = trainer(net)(recipe)
  const state = learn.init(random.key(0))
  const ofAll = await counting()
  const predictors = [net.compile(state.params).predict, net.compile(state.params).predict]
  for (const size of sizes) for (const predict of predictors) predict(t.zeros([size, 64]))
  learn.predict(state, t.zeros([7, 64]))
  learn.evaluate(state, data, { accuracy: metric.accuracy })
  // The mean of the losses has a program of its own, without the parameters.
  const all = await ofAll()
  expect(all).toBeLessThan(largest + parameters / 4)
  expect(all).toBeGreaterThanOrEqual(largest)
  // They are still there.
  expect([...predictors, one].map((predict) => predict(t.ones([64])).shape)).toEqual([[3], [3], [3]])
})

test('other parameters have a memory of their own, as long as they are small, and their results', async () => {
  const net = network()
  const ofAll = await counting()
  const of = (seed: number) => net.compile(net.init(random.key(seed))).predict
  const [first, second] = [of(1), of(2)] as const
  const x = random.normal(random.key(3), [64])
  const [a, b] = [first(x), second(x)]
  expect(a).not.toEqual(b)
  expect([first(x), second(x), first(x)]).toEqual([a, b, a])
  const both = await ofAll()
  expect(both).toBeGreaterThan(2 * parameters)
  expect(both).toBeLessThan(3 * parameters)
})

test('memories hold copies: parameters that nobody has any more are given back', async () => {
  const net = network()
  const use = (seed: number): WeakRef<object> => {
    const params = net.init(random.key(seed))
    net.compile(params).predict(t.zeros([64]))
    const [{ weights }] = params
    return new WeakRef(elements(weights))
  }
  const left = [1, 2, 3].map(use)
  await settled()
  expect(left.map((ref) => ref.deref() === undefined)).toEqual([true, true, true])
})

test('there are never more memories than a few, however many parameters come', async () => {
  const net = network()
  const ofAll = await counting()
  const predictors = Array.from({ length: 12 }, (_, seed) => net.compile(net.init(random.key(seed))).predict)
  const x = random.normal(random.key(3), [64])
  const outputs = predictors.map((predict) => predict(x))
  expect(predictors.map((predict) => predict(x))).toEqual(outputs)
  expect(await ofAll()).toBeLessThan(5 * 1.5 * parameters)
})
