/** Order in the step: each example's numbers sorted, and the greatest of each group of them, in f32 and in whole numbers; Adam. */
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t } from '../../../src/index.js'
import { alongAxis } from '../../../src/tensor/along.js'
import { scatterMax } from '../../../src/tensor/scatterMax.js'
import { ascending } from '../../../src/tensor/sort.js'
import type { AnyTensor, Tensor } from '../../../src/tensor/tensor.js'
import * as raw from '../../../src/tensor/untyped.js'
import { training } from '../training.js'

const [many, groups] = [11, 4] as const

/** The numbers in order, the greatest of each group, and of each group the whole part of what is greatest: [19]. */
const ordered = n.layer({
  name: 'ordered',
  shape: (_: readonly [typeof many]) => [many + 2 * groups] as const,
  init: (key) => ({ scale: random.normal(key, [many]) }),
  apply: ({ scale }) => (x) => {
    const scaled: AnyTensor = pipe(x, t.mul(scale as never))
    const where = t.of([many], Array.from({ length: many }, (_, i) => (3 * i) % groups), 'i32')
    const greatest = (y: AnyTensor): AnyTensor => raw.permute(scatterMax(raw.permute(y, [1, 0]), where, groups), [1, 0])
    const whole = greatest(t.cast('i32')(raw.mul(scaled, raw.full(scaled.shape, 16, 'f32')) as Tensor<readonly [number, number]>))
    const parts = [alongAxis(scaled, ascending(scaled), 1), greatest(scaled), t.cast('f32')(t.maximum(-99 as never)(whole as Tensor<readonly [number, number], 'i32'>))]
    return raw.concatenate(parts, 1) as never
  },
})

export const order = training(
  pipe(n.input([many]), ordered, n.dense(6), n.tanh, n.dense(3)),
  { loss: loss.softmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.02 }) },
  () => {
    const [a, b] = random.split(random.key(12), 2)
    // Rounded, so that some are equal.
    const inputs = pipe(random.normal(a, [24, many]), t.mul(4), t.floor, t.mul(0.25))
    return pipe(dataset.of({ inputs, targets: t.softmax(random.normal(b, [24, 3])) }), dataset.batches({ size: 8, epochs: 2 }))
  },
)
