/**
 * Training of any loss: a function of a tree of parameters and a record of tensors. A network trained by a recipe is the case
 * whose loss compares outputs with targets; graphs, two towers, encoders with decoders need nothing to be packed into that.
 */
import { isAsync } from '../jit/options.js'
import { isFloat } from '../program/scalar.js'
import { foldIn, type Key } from '../random/key.js'
import { aFunction, check, checkOptions, type Kind } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { isTensor, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { anOptimizer, type AnyOptimizer, type FitsOptimizer, type OptimizerOf, type OptimizerRuleOf } from '../optimizer/optimizer.js'
import type { AsyncTrainerOptions } from './asyncTrainer.js'
import { foldsOf } from './folds.js'
import { foldsLater } from './laterFolds.js'
import { learningOf, optionsOf } from './learning.js'
import type { AsyncLossTrainer, LossTrainer } from './lossTraining.js'
import type { TrainerOptions } from './syncTrainer.js'
import type { AnyBatch, Task } from './task.js'

/** What else a loss may look at. */
export interface LossContext {
  /** A key of this step's own. */
  readonly key: Key
  /** Steps done before this one: what changes with time is a function of it. */
  readonly step: Tensor<readonly [], 'u32'>
}

/** Parameters `P`, a tree of tensors, and what a batch `B`, a record of tensors or of such records, costs with them. */
export interface LossModel<P, B> {
  /** Random parameters: a function of the key. */
  readonly init: (key: Key) => P
  /** What is minimized: a tensor without axes. Traced once for each shape of batch. */
  readonly loss: (params: P, batch: B, context: LossContext) => Tensor<readonly [], Float> | Tensor<readonly [], 'f32'> | Tensor<readonly [], 'f64'>
}

/** `trainer.of`, on a backend that answers later, and on one that answers at once. */
export interface LossTrainerOf {
  <P, B>(model: LossModel<P, B>, options: AsyncTrainerOptions): <const A extends AnyOptimizer<P>>(
    recipe: { readonly optimizer: FitsOptimizer<OptimizerRuleOf<A>, P> & A },
  ) => AsyncLossTrainer<P, B, OptimizerRuleOf<A>>
  <P, B>(model: LossModel<P, B>, options?: TrainerOptions): <const A extends AnyOptimizer<P>>(
    recipe: { readonly optimizer: FitsOptimizer<OptimizerRuleOf<A>, P> & A },
  ) => LossTrainer<P, B, OptimizerRuleOf<A>>
}

const aTree: Kind = { expected: 'a tensor, or a record or list of tensors', holds: (x) => tree.tensors(x).length > 0 }
const aBatch: Kind = { expected: 'a record of tensors', holds: (x) => !isTensor(x) && aTree.holds(x) }
const aLoss: Kind = {
  expected: 'a tensor f32[] or f64[]', holds: (x) => isTensor(x) && x.shape.length === 0 && isFloat(x.dtype),
}
const anEnd: Kind = { expected: 'a tensor', holds: (x) => x === undefined || isTensor(x) }

/** A value that is of a kind. */
const expected = <A>(argument: string, kind: Kind, value: A): A => {
  check('trainer.of', { [argument]: value }, { [argument]: kind })
  return value
}

/** A record whose ends are tensors, at least one; what is left out says nothing. */
const expectBatch = (operation: string, name: string, batch: AnyBatch): void => {
  check(operation, { [name]: batch }, { [name]: aBatch })
  for (const { path, node } of tree.ends(batch)) check(operation, { [`${name}.${path}`]: node }, { [`${name}.${path}`]: anEnd })
}

const taskOf = <P, S>({ init, loss }: LossModel<P, any>, optimizer: OptimizerOf<P, S>): Task<P, S> => ({
  init: (key) => expected('what init gives', aTree, init(key)),
  loss: (params, { key, step, batch }) => [expected('what loss gives', aLoss, loss(params, batch, { key: foldIn(key, step), step }) as AnyTensor), params],
  optimizer,
  expectBatch,
  examplesOf: (batch) => tree.tensors(batch)[0]?.shape[0] ?? 1,
})

/**
 * The trainer of a loss of one's own: `init` makes parameters, any tree of tensors; `loss` says what a batch, any record of tensors,
 * costs with them. It has what the trainer of a network has: `fold`, observers, states as plain data, the step as a program.
 * Networks inside the loss are applied as they are: in training with `{ key }`, else as at inference.
 *
 * @example
 * // A line through points, by its two parameters.
 * type Line = { readonly slope: Tensor<readonly []>; readonly offset: Tensor<readonly []> }
 * type Points = { readonly x: Tensor<readonly [4]>; readonly y: Tensor<readonly [4]> }
 * const { init, fold } = trainer.of({
 *   init: (): Line => ({ slope: tensor.scalar(0), offset: tensor.scalar(0) }),
 *   loss: ({ slope, offset }, { x, y }: Points) =>
 *     pipe(x, tensor.mul(slope), tensor.add(offset), tensor.sub(y), tensor.square, tensor.mean()),
 * })({ optimizer: optimizer.adam({ learningRate: 0.1 }) })
 * const points = { x: tensor.of([4], [0, 1, 2, 3]), y: tensor.of([4], [1, 3, 5, 7]) }
 * const { params } = fold(init(random.key(0)), Array.from({ length: 500 }, () => points))
 * params // { slope: 2.000, offset: 1.000 }
 */
export const of: LossTrainerOf = <P, B>(model: LossModel<P, B>, options: TrainerOptions | AsyncTrainerOptions = {}) =>
  <const A extends AnyOptimizer<P>>(recipe: { readonly optimizer: A }): any => {
    checkOptions<LossModel<P, B>>('trainer.of', model, { init: true, loss: true }, 'model')
    check('trainer.of', { ...model }, { init: aFunction, loss: aFunction })
    const { backend, isStrict } = optionsOf(options)
    const { optimizer } = checkOptions<typeof recipe>('trainer.of', recipe, { optimizer: true }, 'recipe')
    check('trainer.of', { optimizer }, { optimizer: anOptimizer })
    const { parts, ...learning } = learningOf(taskOf(model, optimizer), isStrict)
    return { ...parts, ...(isAsync(backend) ? foldsLater(learning, backend) : foldsOf(learning, backend)) }
  }
