/**
 * Training is a fold: `fold(state, batches)` equals `batches.reduce(step, state)` bit for bit. A step is a pure function,
 * traced into one program, and its backend runs that.
 */
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import type { Batch } from '../dataset/batches.js'
import type { Columns, Dataset } from '../dataset/dataset.js'
import { values, type Metric, type Values } from '../metric/metric.js'
import { inference } from '../network/inference.js'
import type { Network } from '../network/network.js'
import type { Program } from '../program/program.js'
import { checkKey, foldIn, key as keyOf, type Key } from '../random/key.js'
import { fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { concrete, elements, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples, expectInputs } from './batch.js'
import { stateCodec, type StateCodec } from './codec.js'
import { expectFinite, lossFault } from './finite.js'
import type { Observer, Watched } from './observer.js'
import { meanLoss } from './evaluate.js'
import { expectLogits, expectRecipe, type Recipe } from './recipe.js'
import { sessions, type Session } from './session.js'
import type { State } from './state.js'
import { stepProgram, tracedStep, type AnyBatch, type Given } from './step.js'

/** How a trainer runs its programs. */
export interface TrainerOptions {
  /** What runs the programs, `backend.wasm` if nothing is said; all backends give the same bits. */
  readonly backend?: Backend
  /**
   * What a step does whose loss is NaN or infinite, and a fold whose last parameters are: by default an error that names the
   * step and the place. `allow` goes on. An observer that stops the training comes first.
   */
  readonly nonFinite?: 'error' | 'allow'
}

/** Training of one network by one recipe. */
export interface Trainer<
  P, S, I extends Shape, O extends Shape, T extends Shape, D extends DType, F extends Float = 'f32', X extends DType = F,
> {
  /** Random parameters and a fresh optimizer: a function of the key. */
  readonly init: (key: Key) => State<P, S>
  /** The state after one batch. */
  readonly step: <B extends number>(state: State<P, S>, batch: Batch<B, I, T, D, X>) => State<P, S>
  /** The state after all batches, as `batches.reduce(step, state)` gives it, without the copies in between. */
  readonly fold: <B extends number>(state: State<P, S>, batches: Iterable<Batch<B, I, T, D, X>>) => State<P, S>
  /** The same over batches that arrive in time. */
  readonly foldAsync: <B extends number>(
    state: State<P, S>, batches: AsyncIterable<Batch<B, I, T, D, X>>,
  ) => Promise<State<P, S>>
  /** The fold with an observer around it, which sees every step and may stop it. */
  readonly observe: <R>(observer: Observer<State<P, S>, R>) => {
    readonly fold: <B extends number>(
      state: State<P, S>, batches: Iterable<Batch<B, I, T, D, X>>,
    ) => Watched<State<P, S>, R>
    readonly foldAsync: <B extends number>(
      state: State<P, S>, batches: AsyncIterable<Batch<B, I, T, D, X>>,
    ) => Promise<Watched<State<P, S>, R>>
  }
  /** The values of metrics over a data set, as at inference. */
  readonly evaluate: <const M extends Readonly<Record<string, Metric<any>>>>(
    state: State<P, S>, data: Dataset<I, T, D, X>, metrics: M,
  ) => Values<M>
  /** The outputs for a batch, as at inference. */
  readonly predict: <B extends number>(state: State<P, S>, inputs: Tensor<readonly [B, ...I], X>) => Tensor<readonly [B, ...O], F>
  /** The step for a batch like this one as data, derivatives included: `program.print` shows it. It is the program that
   * runs, or, with `simplified: false`, what was traced: `program.printPasses` shows how the one becomes the other. */
  readonly program: <B extends number>(
    state: State<P, S>, batch: Batch<B, I, T, D, X>, options?: { readonly simplified?: boolean },
  ) => Program
  /** Checks and rebuilds states that come from outside. */
  readonly codec: StateCodec<P, S>
}

/**
 * The trainer of a network. The network comes first and fixes the types that loss and optimizer are inferred from.
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
export const trainer = <P, I extends Shape, O extends Shape, F extends Float, X extends DType>(
  net: Network<P, I, O, F, X>, { backend = standard, nonFinite = 'error' }: TrainerOptions = {},
) =>
  <T extends Shape, D extends DType, S>(recipe: Recipe<P, O, T, D, S, F>): Trainer<P, S, I, O, T, D, F, X> => {
    if (nonFinite !== 'error' && nonFinite !== 'allow')
      fail('trainer', { argument: 'nonFinite', expected: "'error' or 'allow'", received: nonFinite })
    expectRecipe(recipe)
    expectLogits(net, recipe.loss)
    const open = sessions(net, recipe, backend)
    const resident = inference(net, backend)
    const mean = meanLoss(recipe.loss)
    const isStrict = nonFinite === 'error'

    /** A step's loss, which the state is looked for a reason of when it is not finite. */
    const expectLoss = (operation: string, loss: number, session: Session<P, S>, batch: AnyBatch): void => {
      if (isStrict && !Number.isFinite(loss)) throw lossFault(operation, session.state(), batch)
    }
    const ended = (operation: string, session: Session<P, S>): State<P, S> =>
      (isStrict ? expectFinite(operation, session.end()) : session.end())

    const init = (key: Key): State<P, S> => {
      checkKey('init', key)
      // Parameters and steps draw from keys of their own.
      const params = net.init(foldIn(key, 0))
      const optimizer = recipe.optimizer.init(params)
      const state: State<P, S> = { params, optimizer, step: 0, loss: NaN, key: foldIn(key, 1) }
      // Frozen to the leaves.
      return tree.map(state, (tensor) => tensor)
    }

    /** A session with an observer beside it. */
    const watching = <R>(observer: Observer<State<P, S>, R>, session: Session<P, S>, start: State<P, S>) => {
      let { step } = start
      let seen = observer.start(start)
      return {
        /** Takes one batch; the reason, when the training is to stop. */
        take: (batch: AnyBatch): string | undefined => {
          const loss = session.step(batch)
          step++
          let snapshot: State<P, S> | undefined
          const state = (): State<P, S> => (snapshot ??= session.state())
          const next = observer.see(seen, { step, loss, examples: batch.inputs.shape[0], state })
          seen = next.value
          if (next.stop === undefined) expectLoss('fold', loss, session, batch)
          return next.stop
        },
        end: (stopped: string | undefined): Watched<State<P, S>, R> =>
          (stopped === undefined ? { state: ended('fold', session), seen } : { state: session.end(), seen, stopped }),
      }
    }

    const predict: Trainer<P, S, I, O, T, D, F, X>['predict'] = <B extends number>(state: State<P, S>, inputs: AnyTensor) => {
      const shape = [expectInputs('predict', 'inputs', net, inputs), ...net.output]
      const outputs = resident(state.params).outputs(elements(inputs))
      return concrete({ shape, dtype: net.dtype }, outputs) as Tensor<readonly [B, ...O], F>
    }

    return {
      init,
      step: (state, batch) => {
        const session = open(state)
        expectLoss('step', session.step(batch), session, batch)
        return session.end()
      },
      fold: (state, batches) => {
        const session = open(state)
        for (const batch of batches) expectLoss('fold', session.step(batch), session, batch)
        return ended('fold', session)
      },
      foldAsync: async (state, batches) => {
        const session = open(state)
        for await (const batch of batches) expectLoss('foldAsync', session.step(batch), session, batch)
        return ended('foldAsync', session)
      },
      observe: (observer) => ({
        fold: (state, batches) => {
          const watch = watching(observer, open(state), state)
          for (const batch of batches) {
            const stopped = watch.take(batch)
            if (stopped !== undefined) return watch.end(stopped)
          }
          return watch.end(undefined)
        },
        foldAsync: async (state, batches) => {
          const watch = watching(observer, open(state), state)
          for await (const batch of batches) {
            const stopped = watch.take(batch)
            if (stopped !== undefined) return watch.end(stopped)
          }
          return watch.end(undefined)
        },
      }),
      evaluate: (state, data, metrics) => {
        expectExamples('evaluate', 'data', net, recipe.loss, data)
        const predictions = predict(state, data.inputs)
        const { weights }: Columns = data
        const compared = { predictions, targets: data.targets, ...(weights === undefined ? {} : { weights }) }
        return values(metrics)({ predictions, targets: data.targets, loss: mean(compared) })
      },
      predict,
      program: ({ params, optimizer, key, step }, batch, { simplified = true } = {}) => {
        expectExamples('program', 'batch', net, recipe.loss, batch)
        const given: Given = { key, step: raw.scalar(step, 'u32') as Given['step'], batch }
        return (simplified ? stepProgram : tracedStep)(net, recipe, { params, optimizer }, given)
      },
      codec: stateCodec(() => init(keyOf(0))),
    }
  }
