import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, batchesOf, bits, examples, mlp, numbers, type Example } from './each.js'

const net = pipe(n.input([3]), n.dense(16), n.relu, n.dropout(0.5), n.dense(3))
const recipe = {
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.sgd({ learningRate: 0.1 }),
}
const reference = trainer(net, { backend: backends[0] as (typeof backends)[0] })(recipe)
const start = reference.init(random.key(1))
const batches = batchesOf(6, 6, 2)

describe.each(backends)('dropout on $name', (backend) => {
  const { fold, step, predict, evaluate } = trainer(net, { backend })(recipe)

  it('is a function of the key', () => {
    expect(bits(fold(start, batches))).toEqual(bits(reference.fold(start, batches)))
    expect(bits(fold(start, batches))).toEqual(bits(batches.reduce((s, b) => step(s, b), start)))
    const other = { ...start, key: random.key(2) }
    expect(bits(fold(other, batches).params)).not.toEqual(bits(fold(start, batches).params))
  })

  it('draws anew at each step', () => {
    const [batch] = batches as readonly [Example]
    const later = step({ ...start, step: 1 }, batch)
    expect(later.step).toBe(2)
    expect(bits(later.params)).not.toEqual(bits(step(start, batch).params))
    // The key stays: the step's number is folded into it.
    expect(numbers(later.key)).toEqual(numbers(start.key))
  })

  it('does nothing at inference', () => {
    const plain = pipe(n.input([3]), n.dense(16), n.relu, n.dense(3))
    const { inputs } = examples(20)
    const expected = numbers(plain.apply(start.params)(inputs))
    expect(numbers(predict(start, inputs))).toEqual(expected)
    expect(numbers(predict({ ...start, key: random.key(7), step: 9 }, inputs))).toEqual(expected)
    const mean = tensor.item(recipe.loss.of(predict(start, inputs), examples(20).targets))
    expect(evaluate(start, examples(20), { loss: metric.loss })).toEqual({ loss: mean })
  })
})

describe.each(backends)('inference on $name', (backend) => {
  const sgd = optimizer.sgd({ learningRate: 0.1 })
  const { init, predict, evaluate } = trainer(mlp, { backend })({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: sgd })
  const state = init(random.key(5))

  it('gives each row what it gives the row alone', () => {
    const data = examples(300)
    const all = numbers(predict(state, data.inputs))
    for (const size of [1, 7]) {
      const batches = [...pipe(data, dataset.batches({ size }))]
      expect(batches.flatMap(({ inputs }) => [...numbers(predict(state, inputs))])).toEqual(all)
    }
    expect(all).toEqual(numbers(mlp.apply(state.params)(data.inputs)))
  })

  it.each([1, 255, 256, 257, 512, 513])('knows no seams between its pieces, at %i rows', (count) => {
    const { inputs } = examples(count)
    const outputs = predict(state, inputs)
    expect(outputs.shape).toEqual([count, 3])
    expect(numbers(outputs)).toEqual(numbers(mlp.apply(state.params)(inputs)))
  })

  it('gives no rows for none', () => {
    expect(predict(state, tensor.zeros([0, 3])).shape).toEqual([0, 3])
  })

  it('evaluates what it predicts', () => {
    const data = examples(300)
    const outputs = numbers(predict(state, data.inputs))
    const right = numbers(data.targets).filter((label, i) => {
      const row = outputs.slice(3 * i, 3 * i + 3)
      return row.indexOf(Math.max(...row)) === label
    }).length
    const result = evaluate(state, data, { accuracy: metric.accuracy, loss: metric.loss })
    expect(result.accuracy).toBe(right / 300)
    expect(Object.keys(result)).toEqual(['accuracy', 'loss'])
    expect(result).toEqual(evaluate(state, data, { accuracy: metric.accuracy, loss: metric.loss }))
  })

  it('looks at the parameters it is given, not at earlier ones', () => {
    const [a, b] = [init(random.key(5)), init(random.key(6))]
    const { inputs } = examples(4)
    expect(numbers(predict(b, inputs))).not.toEqual(numbers(predict(a, inputs)))
    expect(numbers(predict(a, inputs))).toEqual(numbers(predict(state, inputs)))
  })
})
