/**
 * What training moves besides what gradients move: parameters that a layer observes rather than learns, such as the
 * statistics of a batch normalization. A pass in training gives the next ones beside its outputs; nothing is changed.
 */
import { checkKey, type Key } from '../random/key.js'
import type { DType, Shape } from '../shape/shape.js'
import { plus } from '../tensor/arithmetic.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import {
  checkContext, expectNetwork, isTraining, run, type AnyNetwork, type Context, type Layer, type Network,
} from './network.js'

/** A layer's outputs, and its parameters with what it observed in training. */
export const pass = (layer: Layer, params: unknown, context: Context) =>
  (x: AnyTensor): readonly [outputs: AnyTensor, params: unknown] =>
    layer.train === undefined || !isTraining(context)
      ? [layer.apply(params, context)(x), params]
      : layer.train(params, context)(x)

/** A network's outputs, and its parameters with what its layers observed. */
export const trained = (
  net: AnyNetwork, params: readonly unknown[], context: Context, x: AnyTensor,
): readonly [outputs: AnyTensor, params: readonly unknown[]] => {
  const next: unknown[] = []
  const outputs = run(net, params, context, x, (layer, own, inner) => (value) => {
    const [output, after] = pass(layer, own, inner)(value)
    if (layer.init !== undefined) next.push(after)
    return output
  })
  return [outputs.at(-1) ?? x, next]
}

/** Of the next parameters those that were observed, in their places: what is the very tensor that it was is `null`. */
export const observed = (params: unknown, next: unknown): unknown => {
  const before = tree.aligned(next, params)
  let at = 0
  return tree.map(next, (tensor) => (tensor === before[at++] ? null : tensor))
}

/** Cotangents of what was observed: no loss depends on it. */
export const unmoved = (seen: unknown): unknown => tree.map(seen, ({ shape, dtype }) => raw.full(shape, 0, dtype))

/** The parameters after a step: what was observed as it was seen, the rest moved by its updates. */
export const advanced = <P>(params: P, updates: P, seen: unknown): P => {
  const places = new Map(tree.leaves(seen).map(({ path, tensor }) => [path, tensor]))
  const moved = tree.zip((p, u) => plus(p as AnyTensor, u as AnyTensor), params, updates)
  return tree.map(moved, (tensor, path) => places.get(path) ?? tensor)
}

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
export const train = <P, I extends Shape, O extends Shape, D extends DType, X extends DType>(net: Network<P, I, O, D, X>) =>
  (params: P, context: Context & { readonly key: Key }) =>
    <B extends number>(x: Tensor<readonly [B, ...I], X>): readonly [outputs: Tensor<readonly [B, ...O], D>, params: P] => {
      expectNetwork('train', net)
      checkKey('train', checkContext('train', context).key as Key)
      return trained(net, params as readonly unknown[], context, x) as unknown as
        readonly [Tensor<readonly [B, ...O], D>, P]
    }
