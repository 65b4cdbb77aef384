import { aFunction, check, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectStart, layerOf, type Layer } from './layer.js'
import { append, names, operationsOf, type Network } from './network.js'
import type { LayerRule, Starts } from './rule.js'

/** How few parameters stand for those of a whole network. */
export interface Tie<P, Q> {
  /** What is kept of the network's own initial parameters. */
  readonly keep: (params: P) => Q
  /** All of the network's parameters, from what was kept: a pure function, whose derivative adds up what was used twice. */
  readonly use: (kept: Q) => NoInfer<P> | readonly [...Extract<P, readonly unknown[]>]
}

/** What `tied` does to types. */
export interface TiedRule<Q, M extends Shape, N extends Shape, D extends Float> extends LayerRule {
  readonly name: 'tied'
  readonly out: Starts<'tied', M, this['in']> extends infer S extends string ? S : N
  readonly params: readonly [Q]
  readonly takes: D
}

/**
 * A network whose layers share parameters: those that are kept are one entry of the tuple, and `use` says where each of them
 * goes. Gradients of all uses add. With `keep` it begins as the network itself does.
 *
 * @example
 * // One layer, used three times.
 * const once = pipe(input([8]), dense(8), tanh)
 * const thrice = pipe(once, andThen(once), andThen(once))
 * pipe(input([8]), tied(thrice, { keep: ([first]) => first, use: (all) => [all, all, all] })) // [8]
 *
 * @example
 * // A decoder whose weights are those of the encoder, transposed: O. Press, L. Wolf, "Using the output embedding" (2017).
 * const both = pipe(input([16]), dense(4), tanh, dense(16))
 * const net = pipe(input([16]), tied(both, {
 *   keep: ([encoder, decoder]) => ({ ...encoder, offset: decoder.bias }),
 *   use: ({ weights, bias, offset }) => [{ weights, bias }, { weights: tensor.transpose(weights), bias: offset }],
 * }))
 * rows(net).map(({ parameters }) => parameters) // [84]
 */
export const tied = <P, Q, M extends Shape, N extends Shape, D extends Float>(
  block: Network<P, M, N, D>, tie: Tie<P, Q>,
): Layer<TiedRule<Q, M, N, D>> => {
  const { keep, use } = checkOptions<Tie<P, Q>>('tied', tie, { keep: true, use: true })
  check('tied', { keep, use }, { keep: aFunction, use: aFunction })
  return layerOf('tied', (net) => {
    expectStart('tied', block, net)
    return append(net, {
      name: `tied(${names(block)})`,
      input: net.output,
      output: block.output,
      init: (key) => keep(block.init(key)),
      apply: (kept, context) => (x) => block.apply(use(kept as Q) as P, context)(x as never),
      operations: operationsOf(block),
      stepwise: true,
    })
  })
}
