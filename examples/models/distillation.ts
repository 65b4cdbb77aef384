// A small network learns from the soft answers of a large one, which say more than labels do: G. Hinton, O. Vinyals, J. Dean,
// "Distilling the knowledge in a neural network" (2015).
import { dataset, loss as l, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const teacher = pipe(n.input([2]), n.dense(32), n.relu, n.dense(32), n.relu, n.dense(3))
const student = pipe(n.input([2]), n.dense(8), n.relu, n.dense(3))
type Params = n.Params<typeof student>
interface Batch {
  readonly inputs: Tensor<readonly [number, 2]>
  readonly targets: Tensor<readonly [number], 'i32'>
  readonly answers: Tensor<readonly [number, 3]>
}
const [temperature, trust] = [3, 0.8]

// Of the teacher's answers, softened by the temperature, and of the labels; T² makes the gradients of both as large.
const loss = (params: Params, { inputs, targets, answers }: Batch): Tensor<readonly []> => {
  const logits = student.apply(params)(inputs)
  const soft = l.klDivergence().of(pipe(logits, t.div(temperature)), pipe(answers, t.div(temperature), t.softmax))
  const hard = l.sparseSoftmaxCrossEntropy().of(logits, targets)
  return pipe(soft, t.mul(trust * temperature ** 2), t.add(pipe(hard, t.mul(1 - trust))))
}

// Three clouds on a circle, which overlap.
const clouds = (key: random.Key) => {
  const [a, b] = random.split(key, 2)
  const targets = random.integers(a, [150], { low: 0, high: 3 })
  const angle = pipe(targets, t.cast('f32'), t.mul(2 * Math.PI / 3))
  const centers = t.stack(1)([t.cos(angle), t.sin(angle)])
  return dataset.of({ inputs: pipe(random.normal(b, [150, 2]), t.mul(0.6), t.add(centers)), targets })
}

export const example: Model = {
  shows: 'a trained network as the teacher of another one, whose loss mixes its soft answers with the labels',
  train: (steps) => {
    const data = clouds(random.key(1))
    const learn = trainer(teacher)({ loss: l.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }) })
    const taught = learn.fold(learn.init(random.key(2)), pipe(data, dataset.batches({ size: 150, epochs: 40 })))
    const batch = { inputs: data.inputs, targets: data.targets, answers: learn.predict(taught, data.inputs) }

    const { init, fold } = trainer.of({ init: student.init, loss })({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })
    const lossAfter = (done: number) => fold(init(random.key(0)), Array.from({ length: done + 1 }, () => batch)).loss
    return { first: lossAfter(0), last: lossAfter(steps) }
  },
}
