/**
 * Training is a fold: `fold(state, batches)` equals `batches.reduce(step, state)` bit for bit. A step is a pure function,
 * traced into one program, and its backend runs that.
 */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import type { Backend } from '../backend/backend.js'
import type { Columns } from '../dataset/dataset.js'
import type { AnyLossRule, FitsLoss, LossBase } from '../loss/loss.js'
import type { Penalty } from '../loss/penalty.js'
import { isAsync } from '../jit/options.js'
import { inference, outputsOf, tensorsOf } from '../network/inference.js'
import { expectNetwork, type Compilable, type Network } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { checkOptions } from '../shape/options.js'
import type { AnyOptimizer, FitsOptimizer, OptimizerRuleOf } from '../optimizer/optimizer.js'
import { namesOf, tensorAt, type DTypes, type Floats, type Form, type Tensors } from '../tensor/form.js'
import { elements } from '../tensor/tensor.js'
import type { AsyncTrainer, AsyncTrainerOptions } from './asyncTrainer.js'
import { expectExamples, expectInputs } from './batch.js'
import { meanLoss } from './evaluate.js'
import { foldsOf } from './folds.js'
import { foldsLater } from './laterFolds.js'
import { learningOf, optionsOf } from './learning.js'
import { of, type LossTrainerOf } from './lossTrainer.js'
import { evaluated } from './metrics.js'
import {
  expectFits, expectLogits, expectRecipe, type AnyRecipe, type FloatOf, type Recipe, type RecipeFor,
} from './recipe.js'
import type { Trainer, TrainerOptions } from './syncTrainer.js'
import { expectState, type State, type TrainerState } from './state.js'
import { networkTask } from './task.js'

export type { BatchesFor, TargetFor, TargetTypeOf, Trainer, TrainerBatch, TrainerOptions } from './syncTrainer.js'

/** `trainer`, on a backend that answers later, and on one that answers at once. */
export interface TrainerOf {
  <P, I extends Form, O extends Form, F extends Floats, X extends DTypes>(
    net: Network<P, I, O, F, X>, options: AsyncTrainerOptions,
  ): <L extends AnyLossRule, const A extends AnyOptimizer<P>>(
    // `RecipeFor` written out: with a name, the compiler would print that before its sentence of what does not fit.
    fitting: {
      readonly loss: FitsLoss<L, O> & LossBase<L>
      readonly optimizer: FitsOptimizer<OptimizerRuleOf<A>, P> & A
      readonly penalty?: Penalty<P, NoInfer<FloatOf<F>>>
    },
  ) => AsyncTrainer<Network<P, I, O, F, X>, Recipe<L, OptimizerRuleOf<A>>>
  <P, I extends Form, O extends Form, F extends Floats, X extends DTypes>(
    net: Network<P, I, O, F, X>, options?: TrainerOptions,
  ): <L extends AnyLossRule, const A extends AnyOptimizer<P>>(
    // `RecipeFor` written out: with a name, the compiler would print that before its sentence of what does not fit.
    fitting: {
      readonly loss: FitsLoss<L, O> & LossBase<L>
      readonly optimizer: FitsOptimizer<OptimizerRuleOf<A>, P> & A
      readonly penalty?: Penalty<P, NoInfer<FloatOf<F>>>
    },
  ) => Trainer<Network<P, I, O, F, X>, Recipe<L, OptimizerRuleOf<A>>>
  readonly of: LossTrainerOf
}

/** The outputs of a network for columns of `n` examples. */
const predictions = <P>(net: Compilable, backend: Backend) => {
  const resident = inference(net, backend)
  return (params: P, columns: readonly Elements[], n: number): Tensors => tensorsOf(net, outputsOf(resident(params), columns), n)
}

/** The same where the backend answers later; its code is loaded when somebody asks. */
const laterPredictions = <P>(net: Compilable, backend: AsyncBackend) => {
  const loaded = async () => (await import('./asyncTrainings.js')).asyncPredictions<P>(net, backend)
  let made: ReturnType<typeof loaded> | undefined
  return async (params: P, columns: readonly Elements[], n: number): Promise<Tensors> => (await (made ??= loaded()))(params, columns, n)
}

const ofNetwork = <P, I extends Form, O extends Form, F extends Floats, X extends DTypes>(
  net: Network<P, I, O, F, X>, options: TrainerOptions | AsyncTrainerOptions = {},
) =>
  <L extends AnyLossRule, const A extends AnyOptimizer<P>>(fitting: RecipeFor<Network<P, I, O, F, X>, L, A>): any => {
    type R = Recipe<L, OptimizerRuleOf<A>>
    type N = Network<P, I, O, F, X>
    type S = TrainerState<N, R>['optimizer']
    expectNetwork('trainer', net)
    const { backend, isStrict } = optionsOf(options)
    checkOptions<typeof fitting>('trainer', fitting, { loss: true, optimizer: true, penalty: true }, 'recipe')
    expectRecipe('trainer', fitting)
    // The optimizer, whose rule says so, and the network's parameters.
    const recipe = fitting as unknown as AnyRecipe<P, S>
    expectFits('trainer', net, recipe.loss)
    expectLogits(net, recipe.loss)
    const { parts, ...learning } = learningOf(networkTask(net, recipe), isStrict)

    const mean = meanLoss(recipe.loss)
    const outputs = isAsync(backend) ? laterPredictions<P>(net, backend) : predictions<P>(net, backend)
    /** What the network gives, at once where the backend answers at once. */
    const predicted = (operation: string, state: State<P, S>, inputs: Tensors): any => {
      expectState(operation, state)
      const n = expectInputs(operation, 'inputs', net, inputs)
      return outputs(state.params, namesOf(net.input).map((name) => elements(tensorAt(inputs, name))), n)
    }
    /** The values of metrics for the outputs that were predicted. */
    const measured = (data: Columns, predictions: Tensors, metrics: unknown): any => {
      const { targets, weights } = data
      const losses = mean({ predictions, targets, ...(weights === undefined ? {} : { weights }) })
      return evaluated(recipe.loss, metrics as never, { predictions, targets, ...losses })
    }
    const expectData = (operation: string, data: Columns): void => expectExamples(operation, 'data', net, recipe.loss, data)
    const common: Pick<Trainer<N, R>, 'init' | 'codec' | 'program' | 'predictAsync' | 'evaluateAsync'> = {
      ...parts,
      predictAsync: async (state, inputs) => predicted('predictAsync', state, inputs),
      evaluateAsync: async (state, data, metrics) => {
        expectData('evaluateAsync', data as Columns)
        return measured(data as Columns, await predicted('evaluateAsync', state, data.inputs), metrics)
      },
    }
    if (isAsync(backend)) {
      const async: AsyncTrainer<N, R> = { ...common, ...foldsLater(learning, backend) }
      return async
    }
    const made: Trainer<N, R> = {
      ...common,
      ...foldsOf(learning, backend),
      predict: (state, inputs) => predicted('predict', state, inputs),
      evaluate: (state, data, metrics) => {
        expectData('evaluate', data as Columns)
        return measured(data as Columns, predicted('evaluate', state, data.inputs), metrics)
      },
    }
    return made
  }

/**
 * The trainer of a network. The network comes first; its outputs and parameters say what the recipe has to fit. With a backend that
 * answers later, such as `await backend.worker()`, it is one that has `foldAsync`, `predictAsync` and `evaluateAsync` alone.
 *
 * @example
 * const data = dataset.drawnDigits({ count: 100, key: random.key(1) })
 * const { init, fold, evaluate } = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(),
 *   optimizer: optimizer.adam({ learningRate: 1e-3 }),
 * })
 * const end = fold(init(random.key(42)), pipe(data, dataset.batches({ size: 50, epochs: 2 })))
 * end.step // 4
 * evaluate(end, data, { accuracy: metric.accuracy, loss: metric.loss })
 *
 * @example
 * const xor = { inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4, 1], [0, 1, 1, 0]) }
 * const learn = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * console.log(program.print(learn.program(learn.init(random.key(0)), xor)))
 */
export const trainer: TrainerOf = /* @__PURE__ */ Object.assign(ofNetwork as Omit<TrainerOf, 'of'> as TrainerOf, { of })
