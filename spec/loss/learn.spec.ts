/** Some steps of training make every loss for a task smaller, with the same bits on every backend. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { pure } from '../../src/backend/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import { key } from '../../src/random/key.js'
import type { DType, Shape } from '../../src/shape/shape.js'
import { of } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { elements } from '../../src/tensor/tensor.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, expectSame } from '../backend/each.js'

const spread = (i: number): number => ((i * 0.6180339887 + 0.137) % 1) * 4 - 2
const some = (shape: Shape, f: (i: number) => number, dtype: DType = 'f32'): AnyTensor =>
  of(shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => f(i)), dtype)

type Net = n.Network<any, any, any, any, any>
const flat = (outputs: number): Net => pipe(n.input([3]), n.dense(8), n.tanh, n.dense(outputs)) as Net
const two = (outputs: number): Net => pipe(n.input([2, 3]), n.dense(8), n.tanh, n.dense(outputs)) as Net
const ones = (i: number): number => i % 2
const B = 6

const table: readonly (readonly [name: string, subject: loss.Loss<any>, net: Net, targets: AnyTensor])[] = [
  ['sigmoidFocal', loss.sigmoidFocal({ alpha: 0.25 }), flat(2), some([B, 2], ones)],
  ['sparseSoftmaxFocal', loss.sparseSoftmaxFocal(), flat(3), some([B], (i) => i % 3, 'i32')],
  ['poisson', loss.poisson(), flat(2), some([B, 2], (i) => i % 4)],
  ['quantile', loss.quantile({ quantile: 0.8 }), flat(2), some([B, 2], spread)],
  ['logCosh', loss.logCosh(), flat(2), some([B, 2], spread)],
  ['gaussianNegativeLogLikelihood', loss.gaussianNegativeLogLikelihood(), flat(2), some([B], spread)],
  ['cosineSimilarity', loss.cosineSimilarity(), flat(3), some([B, 3], spread)],
  ['cosineEmbedding', loss.cosineEmbedding(), two(3), some([B], ones, 'i32')],
  ['contrastive', loss.contrastive(), two(3), some([B], ones, 'i32')],
  ['triplet', loss.triplet(), flat(2), some([B], ones, 'i32')],
  ['triplet, semi-hard', loss.triplet({ mining: 'semiHard', distance: 'squared' }), flat(2), some([B], ones, 'i32')],
  ['triplet, all', loss.triplet({ mining: 'all' }), flat(2), some([B], ones, 'i32')],
  ['ntXent', loss.ntXent({ temperature: 0.5 }), flat(3), some([B], (i) => i % 3, 'i32')],
  ['dice', loss.dice({ logits: true }), flat(4), some([B, 4], ones)],
  ['ctc', loss.ctc({ length: 2 }), pipe(n.input([4, 3]), n.dense(8), n.tanh, n.dense(4)) as Net,
    of([B, 2], [1, 2, 3, -1, 2, 2, -1, -1, 3, 1, 1, -1], 'i32')],
]

describe.each(table)('%s', (_, subject, net, targets) => {
  const inputs = some([B, ...net.input as Shape], (i) => spread(i + 3))
  const recipe = { loss: subject, optimizer: optimizer.adam({ learningRate: 0.02 }) } as never
  const train = (backend: (typeof backends)[number]) => {
    const { init, fold, evaluate } = trainer(net, { backend })(recipe) as any
    const start = init(key(3))
    const batch = { inputs, targets }
    const end = fold(start, Array.from({ length: 12 }, () => batch))
    const costs = (state: unknown): number => evaluate(state, batch, { loss: metric.loss }).loss
    return { before: costs(start), after: costs(end), params: end.params as unknown }
  }
  const bits = (params: unknown) => tree.tensors(params).map((x) => elements(x))
  const reference = train(pure)
  test('falls', () => expect(reference.after).toBeLessThan(reference.before - 0.01))
  test.each(backends.map((backend) => [backend.name, backend] as const))('has the same bits on %s', (_, backend) => {
    const found = train(backend)
    expectSame(bits(found.params), bits(reference.params))
    expect([found.before, found.after]).toEqual([reference.before, reference.after])
  })
})
