/** Every optimizer in a trainer: the same bits on every backend and in steps, and states that are plain data. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { checkpoint, trainer } from '../../src/index.js'
import * as loss from '../../src/loss/index.js'
import * as o from '../../src/optimizer/index.js'
import { schedule as s } from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import { stepOf } from '../../src/trainer/step.js'
import { networkTask } from '../../src/trainer/task.js'
import * as raw from '../../src/tensor/untyped.js'
import { temporaryFolder } from '../folder.js'
import { backends, batchesOf, bits, mlp } from '../trainer/each.js'

const learningRate = 0.05
const optimizers: Readonly<Record<string, o.AnyOptimizer>> = {
  amsgrad: o.amsgrad({ learningRate }),
  adamax: o.adamax({ learningRate }),
  adadelta: o.adadelta(),
  lamb: o.lamb({ learningRate, weightDecay: 0.1 }),
  accumulated: o.accumulate(2, o.chain(o.clipByGlobalNorm(0.1), o.lamb({ learningRate }))),
  averaged: o.chain(o.sgd({ learningRate }), o.averageParameters({ decay: 0.9, debias: true })),
  'averaged from the second step on': o.chain(o.sgd({ learningRate }), o.averageParameters({ begin: 1, mask: o.isWeights })),
  masked: o.masked(o.adam({ learningRate }), o.isWeights),
  'masked by name': o.chain(o.masked(o.scaleByAdam(), '1'), o.scale(-learningRate)),
  frozen: o.chain(o.adam({ learningRate }), o.freeze('0')),
  partition: o.partition({ 0: o.chain(o.amsgrad({ learningRate }), o.averageParameters()), rest: o.accumulate(2, o.sgd({ learningRate })) }),
  labelled: o.partition({ a: o.adam({ learningRate }), b: o.freeze() }, (path) => (o.isWeights(path) ? 'a' : 'b')),
  reported: o.chain(o.sgd({ learningRate }), o.reduceOnPlateau({ watch: 'reported', patience: 1 })),
  restarts: o.sgd({ learningRate: s.cosineRestarts({ initial: learningRate, steps: 2, growth: 2, factor: 0.9 }) }),
  'inverse time': o.sgd({ learningRate: s.inverseTimeDecay({ initial: learningRate, rate: 0.3, steps: 2, staircase: true }) }),
}
const recipe = (optimizer: o.AnyOptimizer): any => ({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer })
const batches = batchesOf(4, 4, 4, 2, 4)

const folder = temporaryFolder()

describe.each(Object.entries(optimizers))('%s', (name, optimizer) => {
  const learn: any = trainer(mlp, { backend: backends[0]! })(recipe(optimizer) as never)
  const start = learn.init(random.key(1))
  const end = learn.fold(start, batches)

  test('is the same on every backend', () => {
    for (const backend of backends.slice(1)) {
      const other: any = trainer(mlp, { backend })(recipe(optimizer) as never)
      expect(bits(other.fold(other.init(random.key(1)), batches))).toEqual(bits(end))
    }
  })
  test('is the same computed at once as in a program', () => {
    const step = stepOf(networkTask(mlp, recipe(optimizer)))
    const { params, optimizer: kept } = batches.reduce<any>((at, batch, i) =>
      step({ params: at.params, optimizer: at.optimizer, key: start.key, step: raw.scalar(i, 'u32') as any, batch }), start)
    expect(bits({ params, optimizer: kept })).toEqual(bits({ params: end.params, optimizer: end.optimizer }))
  })
  test('moves', () => expect(bits({ params: end.params })).not.toEqual(bits({ params: start.params })))
  test('has states that are plain data', () => {
    for (const state of [start, end]) {
      const decoded = learn.codec.decode(learn.codec.encode(state))
      expect(E.isRight(decoded) && bits((decoded as any).right)).toEqual(bits(state))
    }
  })
  test('goes on from a checkpoint as if nothing had been', async () => {
    const { codec, fold } = learn
    const file = folder.at(`${name}.safetensors`)
    expect(await checkpoint.save(file, codec)(fold(start, batches.slice(0, 3)))()).toMatchObject({ _tag: 'Right' })
    const loaded = await checkpoint.load(file, codec)()
    expect(E.isRight(loaded) && bits(fold(loaded.right, batches.slice(3)))).toEqual(bits(end))
  })
})
