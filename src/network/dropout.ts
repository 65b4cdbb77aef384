import { constant, div, like, lt, select } from '../program/scalar.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import { unit32 } from '../random/distribution.js'
import { bits } from '../random/bits.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Activation } from './activation.js'
import { layerOf } from './layer.js'
import { append, type Context } from './network.js'

/** In training, `x` with each element dropped by chance. */
export const dropping = (operation: string, argument: string, rate: number) => {
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1))
    fail(operation, { argument, expected: 'a number from 0 up to and without 1', received: rate })
  const keep = raw.elementwise((x, word) => {
    const kept = lt(unit32(word), constant('f32', 1 - rate))
    return select(kept, div(x, like(x, 1 - rate)), like(x, 0))
  })
  return ({ key }: Context, x: AnyTensor): AnyTensor => (key === undefined || rate === 0 ? x : keep(x, bits(key, x.shape)))
}

/**
 * In training, each element is 0 with probability `rate` and otherwise divided by 1 - rate, so that its expectation stays;
 * without a key in the context the layer does nothing. N. Srivastava et al., "Dropout" (2014), inverted form.
 *
 * @example
 * pipe(input([64]), dense(32), relu, dropout(0.5)) // [32]
 */
export const dropout = (rate: number): Activation => {
  const drop = dropping('dropout', 'rate', rate)
  return layerOf('dropout', (net) => append(net, {
    name: 'dropout',
    input: net.output,
    output: net.output,
    apply: (_, context) => (x) => drop(context, x),
    operations: count(net.output),
  }))
}
