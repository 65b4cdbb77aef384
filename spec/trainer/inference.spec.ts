import { pipe } from 'fp-ts/lib/function.js'
import { expect, expectTypeOf, test } from 'vitest'
import type { Batch, Dataset } from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import type { AdamState, RateState } from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { history } from '../../src/trainer/observer.js'
import type { Recipe, Trained } from '../../src/trainer/recipe.js'
import type { State, TrainerState } from '../../src/trainer/state.js'
import { trainer, type Trainer, type TrainerBatch } from '../../src/trainer/trainer.js'
import { mlp } from './each.js'

type P = readonly [n.DenseParams<3, 4>, n.DenseParams<4, 3>]
type Adam = readonly [AdamState<P>, RateState]

test('a trainer infers parameters, optimizer state, targets and their type', () => {
  const made = trainer(mlp)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) })
  expectTypeOf(made).toEqualTypeOf<Trainer<typeof mlp, Recipe<loss.ClassesRule, optimizer.AdamRule>>>()
  const start: State<P, Adam> = made.init(random.key(0))
  expectTypeOf(made.init).returns.toExtend<State<P, Adam>>()
  expectTypeOf(start).toExtend<ReturnType<typeof made.init>>()
  expectTypeOf(made.init(random.key(0)).params[1].weights).toEqualTypeOf<Tensor<readonly [4, 3]>>()
  expectTypeOf(made.fold).parameter(1).toExtend<Iterable<Batch<number, readonly [3], readonly [], 'i32'>>>()
  expectTypeOf(made.evaluate).parameter(1).toEqualTypeOf<Dataset<readonly [3], readonly [], 'i32', 'f32'>>()
  expect(typeof made.fold).toBe('function')
})

test('targets follow the loss', () => {
  const same = trainer(mlp)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  expectTypeOf(same.evaluate).parameter(1).toEqualTypeOf<Dataset<readonly [3], readonly [3], 'f32', 'f32'>>()
  const clipped = trainer(mlp)({
    loss: loss.softmaxCrossEntropy(),
    optimizer: optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.adam({ learningRate: 1e-3 })),
    penalty: loss.l2(1e-4),
  })
  expectTypeOf(clipped.init(random.key(0)).optimizer).toEqualTypeOf<readonly [null, Adam]>()
})

test('f64 goes through', () => {
  const { init, predict } = trainer(pipe(n.input([3], 'f64'), n.dense(2)))({
    loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
  })
  const state = init(random.key(0))
  expectTypeOf(state.params[0].bias).toEqualTypeOf<Tensor<readonly [2], 'f64'>>()
  const outputs = predict(state, tensor.zeros([5, 3], 'f64'))
  expectTypeOf(outputs).toEqualTypeOf<Tensor<readonly [5, 2], 'f64'>>()
  expect(outputs.shape).toEqual([5, 2])
})

test('evaluate and observe give what metrics and observers are of', () => {
  const { init, evaluate, observe, predict } = trainer(mlp)({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
  })
  const state = init(random.key(0))
  const data = { size: 2, inputs: tensor.zeros([2 as number, 3]), targets: tensor.zeros([2 as number], 'i32') }
  const result = evaluate(state, data, { accuracy: metric.accuracy, confusion: metric.confusionMatrix })
  expectTypeOf(result.accuracy).toEqualTypeOf<number>()
  expectTypeOf(result.confusion).toEqualTypeOf<metric.Confusion>()
  expectTypeOf(observe(history()).fold(state, []).state).toEqualTypeOf<typeof state>()
  expectTypeOf(predict(state, tensor.zeros([7, 3]))).toEqualTypeOf<Tensor<readonly [7, 3]>>()
})

test('what does not fit does not compile', () => {
  const { init, step, predict } = trainer(mlp)({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
  })
  const state = init(random.key(0))
  const targets = tensor.zeros([2], 'i32')
  // @ts-expect-error inputs of four features
  expect(() => step(state, { inputs: tensor.zeros([2, 4]), targets })).toThrow()
  // @ts-expect-error three targets for two inputs
  expect(() => step(state, { inputs: tensor.zeros([2, 3]), targets: tensor.zeros([3], 'i32') })).toThrow()
  // @ts-expect-error targets that are distributions
  expect(() => step(state, { inputs: tensor.zeros([2, 3]), targets: tensor.zeros([2, 3]) })).toThrow()
  // @ts-expect-error inputs of four features
  expect(() => predict(state, tensor.zeros([2, 4]))).toThrow()
  // @ts-expect-error parameters of another network
  expect(() => predict({ ...state, params: [state.params[0]] }, tensor.zeros([2, 3]))).toThrow()
})

test('one recipe serves networks of other parameters, shapes and element types', () => {
  const recipe = {
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.adam({ learningRate: 0.1 })),
    penalty: loss.l2(1e-3),
  }
  const deep = pipe(n.input([4, 5], 'f64'), n.dense(6))
  const [one, other] = [trainer(mlp)(recipe), trainer(deep)(recipe)] as const
  type Deep = n.Params<typeof deep>
  const [a, b] = [one.init(random.key(0)), other.init(random.key(0))]
  expectTypeOf(a.optimizer).toEqualTypeOf<readonly [null, Adam]>()
  expectTypeOf(b.optimizer).toEqualTypeOf<readonly [null, readonly [AdamState<Deep>, RateState]]>()
  expectTypeOf(one.evaluate).parameter(1).toEqualTypeOf<Dataset<readonly [3], readonly [], 'i32', 'f32'>>()
  expectTypeOf(other.evaluate).parameter(1).toEqualTypeOf<Dataset<readonly [4, 5], readonly [4], 'i32', 'f64'>>()
  const targets = tensor.zeros([2, 4], 'i32')
  expect(other.step(b, { inputs: tensor.ones([2, 4, 5], 'f64'), targets }).optimizer[1][0].mean[0].weights.dtype).toBe('f64')
  // A named type of it is that of the trainer.
  const same: Trainer<typeof mlp, Recipe<loss.ClassesRule, optimizer.OptimizerRuleOf<typeof recipe.optimizer>>> = one
  const written: Trainer<typeof mlp, typeof recipe> = one
  expect(same).toBe(written)
})

test('parts of one\'s own, written where they are used, know the parameters', () => {
  const { init, step } = trainer(mlp)({
    loss: loss.define({ name: 'own', perExample: (p, x) => pipe(p, tensor.sub(x), tensor.abs, tensor.sum([1])) }),
    optimizer: { init: (params) => params[0].bias, update: (gradients, state) => [gradients, state] },
    penalty: (params) => pipe(params[1].bias, tensor.sum()),
  })
  const start = init(random.key(0))
  expectTypeOf(start.optimizer).toEqualTypeOf<Tensor<readonly [4]>>()
  const next = step(start, { inputs: tensor.ones([1, 3]), targets: tensor.zeros([1, 3]) })
  expect(tensor.toArray(next.optimizer)).toEqual([0, 0, 0, 0])
  // @ts-expect-error classes, where the loss is of numbers
  expect(() => step(start, { inputs: tensor.ones([1, 3]), targets: tensor.zeros([1], 'i32') })).toThrow()
})

test('a function can be generic in network and recipe', () => {
  const once = <N extends Trained, R extends Recipe<any, any>>(learner: Trainer<N, R>, batch: TrainerBatch<N, R>): TrainerState<N, R> =>
    learner.fold(learner.init(random.key(0)), [batch])
  const made = trainer(mlp)({ loss: loss.huber(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const batch: Batch<number, readonly [3], readonly [3], 'f32'> = { inputs: tensor.ones([2 as number, 3]), targets: tensor.zeros([2 as number, 3]) }
  const end = once(made, batch)
  expectTypeOf(end).toEqualTypeOf<ReturnType<typeof made.init>>()
  const classifier = <P, C extends number>(net: n.Network<P, readonly [3], readonly [C]>) =>
    trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }) })
  expectTypeOf(classifier(mlp).init).returns.toHaveProperty('optimizer').toEqualTypeOf<Adam>()
  expect(end.step).toBe(1)
})
