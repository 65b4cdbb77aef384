/**
 * What training moves besides what gradients move: parameters that a layer observes rather than learns, such as the
 * statistics of a batch normalization. A pass in training gives the next ones beside its outputs; nothing is changed.
 */
import { checkKey, type Key } from '../random/key.js'
import { fail } from '../shape/error.js'
import { plus } from '../tensor/arithmetic.js'
import type { Batched, DTypes, Form, Tensors } from '../tensor/form.js'
import { recordingOf, type AnyTensor } from '../tensor/tensor.js'
import { replay, trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import {
  checkContext, expectNetwork, isTraining, run, type AnyNetwork, type Context, type PlacedLayer, type Network,
} from './network.js'

/** Parameters with what has been observed of them so far: where they are used twice, the second use goes on from the first. */
export const latest = <A>({ observed }: Context, params: A): A =>
  observed === undefined || observed.size === 0 ? params : tree.map(params, (tensor) => observed.get(tensor) ?? tensor)

/** Tells the pass around what a layer has observed: other tensors in the places of some of its parameters. */
export const observe = <A>({ observed }: Context, params: A, before: A, after: A): void => {
  if (observed === undefined) return
  const [from, to] = [tree.tensors(before), tree.aligned(params, after)]
  tree.tensors(params).forEach((tensor, i) => { if (to[i] !== from[i]) observed.set(tensor, to[i] as AnyTensor) })
}

/** What a pass gives, and the parameters with all that was observed in it. */
const gather = <P, A>(params: P, context: Context, f: (context: Context) => A): readonly [outputs: A, params: P] => {
  if (!isTraining(context)) return [f(context), params]
  const observed = new Map<AnyTensor, AnyTensor>()
  const outputs = f({ ...context, observed })
  const places = new Set(tree.tensors(params))
  for (const [place, tensor] of observed) {
    // Parameters that are no part of a network's, but fixed, stay as they are.
    const isLost = recordingOf(place) !== undefined && !places.has(place)
    if (isLost || recordingOf(tensor)?.open === false)
      fail('train', {
        argument: 'statistics',
        expected: 'observed of parameters as they are, outside of lift and scan',
        received: isLost ? 'of parameters that a layer computes' : 'inside of them',
      })
  }
  return [outputs, latest({ observed }, params)]
}

/** A layer's outputs, and its parameters with what it observed in training. */
export const pass = (layer: PlacedLayer, params: unknown, context: Context) =>
  (x: Tensors): readonly [outputs: Tensors, params: unknown] =>
    gather(params, context, (inner) => layer.apply(params, inner)(x))

/** A network's outputs, and its parameters with what its layers observed. Each parameter is a tensor of its own. */
export const trained = (
  net: AnyNetwork, params: readonly unknown[], context: Context, x: Tensors,
): readonly [outputs: Tensors, params: readonly unknown[]] =>
  gather(params, context, (inner) => run(net, params, inner, x).at(-1) ?? x)

/** Of the next parameters those that were observed, in their places: what is the very tensor that it was is `null`. */
export const observed = (params: unknown, next: unknown): unknown => {
  const before = tree.aligned(next, params)
  let at = 0
  return tree.map(next, (tensor) => (tensor === before[at++] ? null : tensor))
}

/** Cotangents of what was observed: no loss depends on it. */
export const unmoved = (seen: unknown): unknown => tree.map(seen, raw.zerosLike)

/** The parameters after a step: what was observed as it was seen, the rest moved by its updates. */
export const advanced = <P>(params: P, updates: P, seen: unknown): P =>
  tree.merged(tree.zip((p, u) => plus(p as AnyTensor, u as AnyTensor), params, updates), seen)

/**
 * The outputs for a batch in training, and the parameters with what their layers observed: the next statistics of each
 * `batchNorm`. All others are as they were; a network without such layers gives its parameters back.
 *
 * @example
 * const net = pipe(input([2]), dense(3), batchNorm())
 * const [outputs, [weights, { statistics }]] =
 *   train(net)(net.init(random.key(0)), { key: random.key(1) })(tensor.ones([8, 2]))
 * outputs.shape // [8, 3]
 * statistics.count // 8
 */
export const train = <P, I extends Form, O extends Form, D extends DTypes, X extends DTypes>(net: Network<P, I, O, D, X>) =>
  (params: P, context: Context & { readonly key: Key }) =>
    <B extends number>(x: Batched<B, I, X>): readonly [outputs: Batched<B, O, D>, params: P] => {
      expectNetwork('train', net)
      const { key, momentum } = checkContext('train', context)
      if (key !== undefined || momentum === undefined) checkKey('train', key as Key)
      // Traced, so that a tensor which is two parameters at once is two, as in a trainer's step.
      const { program, captured, result } = trace(
        ([p, v]: readonly [P, Tensors]) => trained(net, p as readonly unknown[], context, v), [params, x as Tensors] as const)
      const values = replay(program, [...tree.tensors(params), ...tree.tensors(x), ...captured])
      return tree.replace(result, program.results.map((id) => values[id] as AnyTensor)) as unknown as
        readonly [Batched<B, O, D>, P]
    }
