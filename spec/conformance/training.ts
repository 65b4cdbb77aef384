/**
 * A canonical training: fixed in every number, so small that it runs anywhere, and said in one digest. What is hashed are
 * the last parameters, the optimizer's state, the loss of every step, and what the trained network predicts.
 */
import {
  observe, random, receipt, tensor, trainer, type backend, type DType, type Float, type network, type Recipe, type Shape,
} from '../../src/index.js'
import type { Batch } from '../../src/dataset/index.js'

/** Trains on a backend; gives the digest. */
export type Training = (on: backend.Backend) => string

/** The training of a network by a recipe, from key 0 on, over batches that are made once. */
export const training = <
  P, S, I extends Shape, O extends Shape, F extends Float, T extends Shape, D extends DType, B extends number,
>(
  net: network.Network<P, I, O, F>,
  recipe: Recipe<P, O, T, D, S, F>,
  made: () => Iterable<Batch<B, I, T, D, F>>,
): Training => {
  let batches: readonly Batch<B, I, T, D, F>[] | undefined
  return (on) => {
    const { init, observe: watch, predict } = trainer(net, { backend: on, nonFinite: 'allow' })(recipe)
    batches ??= [...made()]
    const { state, seen } = watch(observe.history()).fold(init(random.key(0)), batches)
    const [first] = batches
    return receipt.digest({
      params: state.params,
      optimizer: state.optimizer,
      losses: tensor.of([seen.length], seen.map(({ loss }) => loss), 'f64'),
      predictions: first === undefined ? null : predict(state, first.inputs),
    })
  }
}
