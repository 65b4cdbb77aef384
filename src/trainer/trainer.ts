/**
 * Training is a fold: `fold(state, batches)` equals `batches.reduce(step, state)` bit for bit. A step is a pure function,
 * traced into one program, and its backend runs that.
 */
import { standard } from '../backend/standard.js'
import type { Columns } from '../dataset/dataset.js'
import type { AnyLossRule, FitsLoss, LossBase } from '../loss/loss.js'
import type { Penalty } from '../loss/penalty.js'
import { aBackend, isAsync } from '../jit/options.js'
import { inference, outputsOf, tensorsOf } from '../network/inference.js'
import { expectNetwork, type Network } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { checkKey, foldIn, key as keyOf, type Key } from '../random/key.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aBoolean, anAsyncIterable, check, checkOptions, oneOf } from '../shape/options.js'
import type { AnyOptimizer, FitsOptimizer, OptimizerRuleOf } from '../optimizer/optimizer.js'
import { listed, namesOf, tensorAt, type Batched, type DTypes, type Floats, type Form, type Tensors } from '../tensor/form.js'
import { elements } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { refusing, type AsyncTrainer, type AsyncTrainerOptions } from './asyncTrainer.js'
import { expectBatches, expectExamples, expectInputs } from './batch.js'
import { explainErrors, stateCodec } from './codec.js'
import { expectFinite, lossFault } from './finite.js'
import type { Observer } from './observer.js'
import { meanLoss } from './evaluate.js'
import { evaluated } from './metrics.js'
import {
  expectFits, expectLogits, expectRecipe, type AnyRecipe, type FloatOf, type Recipe, type RecipeFor,
} from './recipe.js'
import { anObserver, sees } from './seen.js'
import { sessions, type Session } from './session.js'
import type { Trainer, TrainerOptions } from './syncTrainer.js'
import { expectState, type State, type TrainerState } from './state.js'
import { stepProgram, tracedStep, type AnyBatch, type Given } from './step.js'

export type { TargetFor, TargetTypeOf, Trainer, TrainerBatch, TrainerOptions } from './syncTrainer.js'

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
export const trainer: TrainerOf = <P, I extends Form, O extends Form, F extends Floats, X extends DTypes>(
  net: Network<P, I, O, F, X>, options: TrainerOptions | AsyncTrainerOptions = {},
) =>
  <L extends AnyLossRule, const A extends AnyOptimizer<P>>(fitting: RecipeFor<Network<P, I, O, F, X>, L, A>): any => {
    type Made = Trainer<Network<P, I, O, F, X>, Recipe<L, OptimizerRuleOf<A>>>
    type St = TrainerState<Network<P, I, O, F, X>, Recipe<L, OptimizerRuleOf<A>>>
    type S = St['optimizer']
    expectNetwork('trainer', net)
    const { backend = standard, nonFinite = 'error' } =
      checkOptions<TrainerOptions | AsyncTrainerOptions>('trainer', options, { backend: aBackend, nonFinite: oneOf('error', 'allow') })
    checkOptions<typeof fitting>('trainer', fitting, { loss: true, optimizer: true, penalty: true }, 'recipe')
    expectRecipe('trainer', fitting)
    // The optimizer, whose rule says so, and the network's parameters.
    const recipe = fitting as unknown as AnyRecipe<P, S>
    expectFits('trainer', net, recipe.loss)
    expectLogits(net, recipe.loss)
    /** What fails for a state that is none of this trainer's is told of the state. */
    const explained = <A>(state: State<P, S>, f: () => A): A => {
      try {
        return f()
      } catch (error) {
        const decoded = error instanceof TenfoldError ? undefined : codec.decode(state)
        if (decoded?._tag !== 'Left') throw error
        const message = `state is none of this trainer: ${explainErrors(decoded.left)[0]}`
        return fail('trainer', { argument: 'state', expected: 'a state of this trainer', received: state, message })
      }
    }

    const init = (key: Key): State<P, S> => {
      checkKey('init', key)
      // Parameters and steps draw from keys of their own.
      const params = net.init(foldIn(key, 0))
      const optimizer = recipe.optimizer.init(params)
      const state: State<P, S> = { params, optimizer, step: 0, loss: NaN, key: foldIn(key, 1) }
      // Frozen to the leaves.
      return tree.map(state, (tensor) => tensor)
    }

    const codec = stateCodec(() => init(keyOf(0)))
    const program: Made['program'] = (state, batch, given = {}) => {
      expectState('program', state)
      const { simplified = true } = checkOptions<typeof given>('program', given, { simplified: aBoolean })
      const { params, optimizer, key, step } = state
      expectExamples('program', 'batch', net, recipe.loss, batch)
      const taken: Given = { key, step: raw.scalar(step, 'u32') as Given['step'], batch }
      return explained(state, () => (simplified ? stepProgram(net, recipe, { params, optimizer }, taken)
        : tracedStep(net, recipe, { params, optimizer }, taken).program))
    }
    const mean = meanLoss(recipe.loss)
    const isStrict = nonFinite === 'error'
    const columnsOf = (operation: string, state: State<P, S>, inputs: Tensors): readonly [columns: readonly Elements[], n: number] => {
      expectState(operation, state)
      const n = expectInputs(operation, 'inputs', net, inputs)
      return [namesOf(net.input).map((name) => elements(tensorAt(inputs, name))), n]
    }
    /** The values of metrics for the outputs that were predicted. */
    const measured = (data: Columns, predictions: Tensors, metrics: unknown): any => {
      const { targets, weights } = data
      const losses = mean({ predictions, targets, ...(weights === undefined ? {} : { weights }) })
      return evaluated(recipe.loss, metrics as never, { predictions, targets, ...losses })
    }
    const parts = { init, codec, program }
    if (isAsync(backend)) {
      const loaded = async () => (await import('./asyncTrainings.js')).asyncTrainings(
        { net, recipe, backend, isStrict, explained, columnsOf, measured })
      let made: ReturnType<typeof loaded> | undefined
      const later = (): ReturnType<typeof loaded> => (made ??= loaded())
      const async: AsyncTrainer<Network<P, I, O, F, X>, Recipe<L, OptimizerRuleOf<A>>> = {
        ...parts,
        ...refusing(['step', 'fold', 'evaluate', 'predict'], backend),
        predictAsync: async (...given) => (await later()).predict(...given),
        evaluateAsync: async (state, data, metrics) => (await later()).evaluate(state, data as Columns, metrics),
        foldAsync: async (...given) => (await later()).fold(...given),
        observe: (observer) => ({
          ...refusing(['fold'], backend),
          foldAsync: async (...given) => (await later()).observed(observer, ...given),
        }),
      }
      return async
    }

    const begin = sessions(net, recipe, backend, explained)
    const open = (operation: string, state: State<P, S>): Session<P, S> => {
      expectState(operation, state)
      return begin(state)
    }
    const resident = inference(net, backend)

    /** A step's loss, which the state is looked for a reason of when it is not finite. */
    const expectLoss = (operation: string, loss: number, session: Session<P, S>, batch: AnyBatch): void => {
      if (isStrict && !Number.isFinite(loss)) throw lossFault(operation, session.state(), batch)
    }
    /** Steps from a state on, with an observer beside them where there is one; their end is what it is for those who asked. */
    const watch = (operation: string, start: State<P, S>, observer?: Observer<State<P, S>, any>) => {
      const session = open(operation, start)
      let { step } = start
      let seen: unknown = observer?.start(start)
      return {
        /** Takes one batch; the reason, when the training is to stop. */
        take: (batch: AnyBatch): string | undefined => {
          const loss = session.step(batch)
          let stop
          if (observer !== undefined) {
            let snapshot: State<P, S> | undefined
            const state = (): State<P, S> => (snapshot ??= session.state())
            const moment = { step: ++step, loss, examples: listed(batch.inputs)[0]?.shape[0] as number, state }
            const next = sees('observe', observer, seen, moment)
            seen = next.value
            stop = next.stop
          }
          if (stop === undefined) expectLoss(operation, loss, session, batch)
          return stop
        },
        end: (stopped: string | undefined): any => {
          const last = session.end()
          const state = stopped === undefined && isStrict ? expectFinite(operation, last) : last
          return observer === undefined ? state : { state, seen, ...(stopped === undefined ? {} : { stopped }) }
        },
      }
    }
    /** All batches, to the end or until told to stop. */
    const folds = (observer?: Observer<State<P, S>, any>) => ({
      fold: (start: State<P, S>, batches: Iterable<AnyBatch>): any => {
        expectBatches('fold', batches)
        const { take, end } = watch('fold', start, observer)
        let stopped: string | undefined
        for (const batch of batches) if ((stopped = take(batch)) !== undefined) break
        return end(stopped)
      },
      foldAsync: async (start: State<P, S>, batches: Iterable<AnyBatch> | AsyncIterable<AnyBatch>): Promise<any> => {
        expectBatches('foldAsync', batches, anAsyncIterable)
        const { take, end } = watch('foldAsync', start, observer)
        let stopped: string | undefined
        for await (const batch of batches) if ((stopped = take(batch)) !== undefined) break
        return end(stopped)
      },
    })

    const predict: Made['predict'] = <B extends number>(state: State<P, S>, inputs: Tensors) => {
      const [columns, n] = columnsOf('predict', state, inputs)
      return tensorsOf(net, outputsOf(resident(state.params), columns), n) as Batched<B, O, F>
    }
    const evaluateAs = (operation: string, state: State<P, S>, data: Columns, metrics: unknown): any => {
      expectExamples(operation, 'data', net, recipe.loss, data)
      return measured(data, predict(state, data.inputs as Batched<number, I, X>), metrics)
    }

    const made: Made = {
      ...parts,
      step: (state, batch) => {
        const session = open('step', state)
        expectLoss('step', session.step(batch), session, batch)
        return session.end()
      },
      ...folds(),
      observe: (observer) => {
        check('observe', { observer }, { observer: anObserver })
        return folds(observer)
      },
      evaluate: (state, data, metrics) => evaluateAs('evaluate', state, data as Columns, metrics),
      evaluateAsync: async (state, data, metrics) => evaluateAs('evaluateAsync', state, data as Columns, metrics),
      predict,
      predictAsync: async (state, inputs) => predict(state, inputs),
    }
    return made
  }
