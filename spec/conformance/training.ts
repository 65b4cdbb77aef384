/**
 * A canonical training: fixed in every number, so small that it runs anywhere, and said in one digest. What is hashed are
 * the last parameters, the optimizer's state, the loss of every step, and what the trained network predicts.
 */
import {
  observe, random, receipt, tensor, trainer, type backend, type Float, type loss, type network, type optimizer, type RecipeFor,
  type Shape,
} from '../../src/index.js'
import type { Batch } from '../../src/dataset/index.js'

/** Trains on a backend; gives the digest. */
export interface Training {
  (on: backend.Backend): string
  /** On one that answers later. */
  readonly later: (on: backend.AsyncBackend) => Promise<string>
}

/** The training of a network by a recipe, from key 0 on, over batches that are made once. */
export const training = <
  P, I extends Shape, O extends Shape, F extends Float, L extends loss.LossRule, A extends optimizer.AnyOptimizer<P>, B extends number,
>(
  net: network.Network<P, I, O, F>,
  recipe: RecipeFor<network.Network<P, I, O, F>, L, A>,
  made: () => Iterable<Batch<B, I, loss.TargetShape<L, O>, L['dtype'], F>>,
): Training => {
  let batches: readonly Batch<B, I, loss.TargetShape<L, O>, L['dtype'], F>[] | undefined
  const given = () => (batches ??= [...made()])
  type Losses = readonly observe.LossAt[]
  const digestOf = (state: { readonly params: P; readonly optimizer: unknown }, losses: Losses, predictions: unknown): string =>
    receipt.digest({
      params: state.params,
      optimizer: state.optimizer,
      losses: tensor.of([losses.length], losses.map(({ loss }) => loss), 'f64'),
      predictions,
    })
  const atOnce = (on: backend.Backend): string => {
    const { init, observe: watch, predict } = trainer(net, { backend: on, nonFinite: 'allow' })(recipe)
    const { state, seen } = watch(observe.history()).fold(init(random.key(0)), given())
    const [first] = given()
    return digestOf(state, seen, first === undefined ? null : predict(state, first.inputs))
  }
  const later = async (on: backend.AsyncBackend): Promise<string> => {
    const { init, observe: watch, predictAsync } = trainer(net, { backend: on, nonFinite: 'allow' })(recipe)
    const { state, seen } = await watch(observe.history()).foldAsync(init(random.key(0)), given())
    const [first] = given()
    return digestOf(state, seen, first === undefined ? null : await predictAsync(state, first.inputs))
  }
  return Object.assign(atOnce, { later })
}
